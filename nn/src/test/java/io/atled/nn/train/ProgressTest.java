package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Sgd;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\\r\\n]]");

    private static Trainer trainer(double rate) {
        return Trainer.of(Problems.Factor.of(0), Loss::mse, new Sgd(), Rate.constant(rate),
                        new SplittableRandom(1))
                .withDescent(Descent.miniBatch(4)).withEpochs(12)
                .withMetric("error", Metric::meanAbsoluteError).withValidation(Problems.line(3));
    }

    /// What is printed while `trainer` fits.
    private static String printed(Trainer trainer, Charset charset,
            Function<PrintStream, Progress> progress) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, charset)) {
            trainer.withListener(progress.apply(out)).fit(Problems.line(10));
        } catch (TrainingDiverged expected) {
            // what was printed until then
        }
        return bytes.toString(charset).replace(System.lineSeparator(), "\n");
    }

    @Test
    void linesHaveNoControlCharacters() {
        String text = printed(trainer(0), StandardCharsets.UTF_8, Progress::lines);
        assertFalse(CONTROL.matcher(text).find() || text.contains("\r"), text);
        assertTrue(text.startsWith("epoch  1/12  loss 154.0000  error 11.0000  |"
                + "  validation loss 18.6667  error 4.0000  0."), text);
        assertEquals(12, text.lines().count());
        assertTrue(text.chars().allMatch(c -> c < 128), "plain ASCII: " + text);
    }

    @Test
    void linesCanBeFewer() {
        String text = printed(trainer(0), StandardCharsets.UTF_8, o -> Progress.lines(o).every(5));
        assertEquals("5 10 12", String.join(" ", text.lines()
                .map(line -> line.substring(6, 8).strip()).toList()));
    }

    @Test
    void withoutATerminalThereIsNoBar() {
        // the standard output of a test is a pipe, also in a build that is started in a terminal
        var before = System.out;
        var bytes = new ByteArrayOutputStream();
        try (var out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            trainer(0).withListener(Progress.automatic()).fit(Problems.line(10));
        } finally {
            System.setOut(before);
        }
        String text = bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
        assertFalse(text.contains("\r") || CONTROL.matcher(text).find(), text);
        assertEquals(12, text.lines().count());
    }

    @Test
    void aBarRedrawsOneLineAndEndsFull() {
        String text = printed(trainer(0), StandardCharsets.UTF_8, Progress::bar);
        assertFalse(CONTROL.matcher(text).find(), "carriage returns alone: " + text);
        String last = text.substring(text.lastIndexOf('\r') + 1);
        assertTrue(last.contains("training 100%") && last.contains("36/36")
                && last.contains("epoch 12/12") && last.contains("█"), text);
        assertEquals(text.length() - 1, text.indexOf('\n'), "one line");
    }

    @Test
    void aBarIsPlainWhereCharactersAreFew() {
        String text = printed(trainer(0), StandardCharsets.US_ASCII, Progress::bar);
        String unknownRest = "/ ?)";                    // until the bar can tell how long it takes
        assertTrue(text.contains("=") && !text.replace(unknownRest, "").contains("?"), text);
    }

    @Test
    void aBarEndsItsLineAlsoWhenTheTrainingFails() {
        String text = printed(trainer(1e38), StandardCharsets.UTF_8, Progress::bar);
        assertTrue(text.startsWith("\r") && text.endsWith("\n"), text);
    }

    @Test
    void tellsOfEarlyStopping() {
        String text = printed(trainer(0).withStopping(EarlyStopping.patience(2)),
                StandardCharsets.UTF_8, Progress::lines);
        assertTrue(text.endsWith("stopped early after 3 of 12 epochs, with the parameters of"
                + " epoch 3\n"), text);
    }

    @Test
    void knowsWhichTerminalsGoBackToTheStartOfALine() {
        assertTrue(Progress.moves("Linux", "xterm-256color"));
        assertTrue(Progress.moves("Windows 11", null));
        assertFalse(Progress.moves("Linux", null));
        assertFalse(Progress.moves("Linux", ""));
        assertFalse(Progress.moves("Mac OS X", "dumb"));
    }

    @Test
    void refusesNoEpochs() {
        Refusal.refuses(IllegalArgumentException.class,
                () -> Progress.lines(System.out).every(0), "got 0");
    }
}
