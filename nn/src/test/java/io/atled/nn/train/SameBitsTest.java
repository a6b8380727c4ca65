package io.atled.nn.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.atled.autograd.Convolution;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.Axes;
import io.atled.autograd.shape.Shape;
import io.atled.nn.Layer;
import io.atled.nn.data.Dataset;
import io.atled.nn.layers.Activation;
import io.atled.nn.layers.BatchNorm;
import io.atled.nn.layers.Conv2d;
import io.atled.nn.layers.Dropout;
import io.atled.nn.layers.Flatten;
import io.atled.nn.layers.LayerNorm;
import io.atled.nn.layers.Linear;
import io.atled.nn.layers.MaxPool2d;
import io.atled.nn.layers.Sequential;
import io.atled.nn.loss.Loss;
import io.atled.nn.optim.AdamW;
import io.atled.nn.schedule.Descent;
import io.atled.nn.schedule.Rate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A training gives the same bits in every process: without the Vector API, with short vectors, by
/// one thread and by several.
class SameBitsTest {
    private static final String HERE = trained();

    @ParameterizedTest
    @ValueSource(strings = {"-Datled.threads=2", "--add-modules=jdk.incubator.vector",
        "--add-modules=jdk.incubator.vector -XX:MaxVectorSize=16 -Datled.threads=3",
        "--add-modules=jdk.incubator.vector -Datled.simd=off -Datled.threads=1"})
    void anotherProcessTrainsToTheSameBits(String flags) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(List.of(flags.split(" ")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                SameBitsTest.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(HERE, said.strip(), flags);
    }

    /// What a process of its own runs.
    public static void main(String[] args) {
        System.out.println(trained());
    }

    /// A digest of all losses and parameters of a training, large enough for the vector kernels and
    /// several threads.
    private static String trained() {
        RandomGenerator random = new SplittableRandom(4);
        Tensor images = Tensor.normal(Shape.of(300, 1, 12, 12), 0, 1, random);
        var data = new Dataset(images, images.mean(Axes.of(1, 2)).slice(1, 0, 5).argmax(1));
        Layer model = Sequential.of(
                Conv2d.of(1, 8, 3, Convolution.PLAIN.same(), random), BatchNorm.of(8),
                Activation.relu(), MaxPool2d.of(2), new Flatten(), LayerNorm.of(8 * 36),
                Linear.of(8 * 36, 200, random), Activation.gelu(), new Dropout(0.1),
                Linear.of(200, 5, random));
        History history = Trainer.of(model, Loss::softmaxCrossEntropy, new AdamW(),
                        Rate.cosine(0.01, 0, 30), random)
                .withDescent(Descent.miniBatch(33)).withEpochs(3).fit(data);
        Hasher digest = Hashing.sha256().newHasher();
        history.stepLosses().forEach(digest::putDouble);
        model.state().values().forEach(t -> {
            for (float value : t.toFloats()) {
                digest.putFloat(value);
            }
        });
        return digest.hash().toString();
    }
}
