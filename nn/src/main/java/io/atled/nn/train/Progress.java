package io.atled.nn.train;

import com.google.common.base.Ascii;
import com.google.common.base.Strings;
import java.io.Console;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Shows how far a training is: a bar in a terminal, plain lines everywhere else.
///
/// A bar redraws its line with control characters, which would litter a log file or a pipe. There,
/// a line for each epoch says the same:
///
/// ```text
/// epoch  1/10  loss 1.2034  accuracy 0.6430  |  validation loss 0.5119  accuracy 0.8972  0.4 s
/// ```
///
/// Not for two trainings at once.
public final class Progress implements Listener {
    /// How often a bar is redrawn at most, in milliseconds.
    private static final int REDRAWN = 200;

    /// The width of a bar with its text unless the terminal says otherwise (`COLUMNS`).
    private static final int WIDTH = 100;

    private final PrintStream out;
    private final Mode mode;
    private final int every;
    private Optional<ProgressBar> bar = Optional.empty();
    private int epochs;
    private int printed;

    private enum Mode { BAR, LINES }

    private Progress(PrintStream out, Mode mode, int every) {
        this.out = out;
        this.mode = mode;
        this.every = every;
    }

    /// To standard output: a bar if that is a terminal, otherwise lines.
    public static Progress automatic() {
        return inTerminal() ? bar(System.out) : lines(System.out);
    }

    /// A bar, whatever `out` is.
    public static Progress bar(PrintStream out) {
        return new Progress(out, Mode.BAR, 1);
    }

    /// A line for each epoch, without control characters.
    public static Progress lines(PrintStream out) {
        return new Progress(out, Mode.LINES, 1);
    }

    /// Prints a line for every `n`-th epoch and the last one only; a bar stays as it is.
    ///
    /// @throws IllegalArgumentException if `n` is less than 1
    public Progress every(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("progress.every: needs at least 1 epoch, got " + n
                    + "; 1 prints every one");
        }
        return new Progress(out, mode, n);
    }

    /// Since Java 22 there can be a console without a terminal. Windows sets no TERM.
    @SuppressWarnings("SystemConsoleNull")              // null is still among what it may give
    private static boolean inTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal()
                && moves(System.getProperty("os.name", ""), System.getenv("TERM"));
    }

    /// Whether a terminal of this kind can go back to the start of a line.
    static boolean moves(String system, @Nullable String term) {
        return Ascii.toLowerCase(system).startsWith("windows")
                || (term != null && !term.isEmpty() && !term.equals("dumb"));
    }

    @Override
    public void started(Plan plan) {
        epochs = plan.epochs();
        printed = 0;
        if (mode == Mode.BAR) {
            bar = Optional.of(drawn(plan.updates()));
            bar.get().setExtraMessage(" epoch 1/" + epochs);
        }
    }

    private ProgressBar drawn(long updates) {
        boolean unicode = out.charset().equals(StandardCharsets.UTF_8);
        int width = width();
        return ProgressBar.builder().setTaskName("training").setInitialMax(updates)
                .setUpdateIntervalMillis(REDRAWN)
                .setStyle(unicode ? ProgressBarStyle.UNICODE_BLOCK : ProgressBarStyle.ASCII)
                .setConsumer(new DelegatingProgressBarConsumer(text -> redraw(text, width), width))
                .build();
    }

    /// One write, so that lines of others do not come in between. Blanks wipe what was longer.
    private void redraw(String text, int width) {
        out.print("\r" + Strings.padEnd(text, width, ' '));
        out.flush();
    }

    private static int width() {
        String columns = Strings.nullToEmpty(System.getenv("COLUMNS"));
        boolean known = columns.matches("[1-9]\\d{1,3}");
        return known ? Integer.parseInt(columns) - 1 : WIDTH - 1;
    }

    @Override
    public void stepped(Step step) {
        bar.ifPresent(ProgressBar::step);
    }

    @Override
    public void epochEnded(Row row) {
        bar.ifPresent(b -> b.setExtraMessage(
                " epoch " + row.epoch() + "/" + epochs + "  " + row.judged().format()));
        if (mode == Mode.LINES && (row.epoch() % every == 0 || row.epoch() == epochs)) {
            out.println(line(row));
            printed = row.epoch();
        }
    }

    private String line(Row row) {
        String number = Strings.padStart(Integer.toString(row.epoch()),
                Integer.toString(epochs).length(), ' ');
        return "epoch " + number + "/" + epochs + "  " + row.format()
                + String.format(Locale.ROOT, "  %.1f s", row.seconds());
    }

    @Override
    public void ended(History history) {
        close();
        if (mode == Mode.LINES && printed != history.last().epoch()) {
            out.println(line(history.last()));
        }
        if (history.stoppedEarly()) {
            out.println("stopped early after " + history.epochs() + " of " + epochs
                    + " epochs, with the parameters of epoch " + history.kept());
        }
    }

    @Override
    public void failed(RuntimeException error) {
        close();
    }

    private void close() {
        bar.ifPresent(b -> {
            b.close();
            out.println();
        });
        bar = Optional.empty();
    }
}
