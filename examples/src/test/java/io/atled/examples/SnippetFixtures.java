package io.atled.examples;

import io.atled.autograd.Tensor;
import io.atled.examples.data.Iris;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import io.atled.nn.data.Split;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.Adam;
import io.atled.nn.schedule.Rate;
import io.atled.nn.train.Trainer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// What a snippet may use without declaring it: the usual names, on a small classification task.
///
/// Every snippet becomes the method [#run()] of a class that extends this one, with objects of its
/// own. It is a short list on purpose: a snippet that needs more declares it.
public abstract class SnippetFixtures {
    private static final Split IRIS = Iris.load();

    private static final String PRICES = """
            day,rooms,area,price
            1,2,50,200
            2,3,80,310
            """;

    /// A generator.
    protected final RandomGenerator random = new SplittableRandom(7);
    /// A data set, for training and for testing: 4 measurements of a flower, its species of 3.
    protected final Split split = IRIS;
    /// The training part.
    protected final Dataset data = split.train();
    /// A model for it.
    protected final Layer model = Sequential.of(
            Linear.of(4, 8, random), Activation.relu(), Linear.of(8, 3, random));
    /// How it is trained.
    protected final Trainer trainer = Trainer
            .of(model, Loss::softmaxCrossEntropy, new Adam(), Rate.constant(0.01), random);

    /// Inputs of the model, (10,4).
    protected final Tensor x = data.take(0, 1, 2, 3, 4, 50, 51, 52, 53, 54).inputs();
    /// Their classes, I32 (10).
    protected final Tensor labels = data.take(0, 1, 2, 3, 4, 50, 51, 52, 53, 54).targets();
    /// Real values wanted for them, (10,3).
    protected final Tensor y = Tensor.oneHot(labels, 3);
    /// A loss of the model.
    protected final Tensor loss = Loss.softmaxCrossEntropy(model.forward(x), labels);

    private final Path folder;

    /// For a snippet that finds its files in `folder`.
    protected SnippetFixtures(Path folder) {
        this.folder = folder;
    }

    /// Runs the snippet.
    public abstract void run() throws Exception;

    /// What `Path.of(…)` in a snippet means: a file in the temporary folder. To be read there are
    /// `iris.csv`, with a header, `digits.csv`, without one, and `prices.csv`.
    protected Path file(String name) {
        Path file = folder.resolve(name);
        try (InputStream bundled = Iris.class.getResourceAsStream(name)) {
            if (bundled != null) {
                Files.copy(bundled, file, StandardCopyOption.REPLACE_EXISTING);
            } else if (name.equals("prices.csv")) {
                Files.writeString(file, PRICES);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
