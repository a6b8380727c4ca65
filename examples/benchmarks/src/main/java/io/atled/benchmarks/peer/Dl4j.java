package io.atled.benchmarks.peer;

import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/// Deeplearning4j over ND4J's native backend, through its networks of layers. The number of its
/// threads is `OMP_NUM_THREADS` of the process.
public final class Dl4j implements Peer {
    private static final String POM =
            "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties";

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public String version() {
        var properties = new Properties();
        try (InputStream in = MultiLayerNetwork.class.getResourceAsStream(POM)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "DL4J (unknown version)";
        }
        return "DL4J " + properties.getProperty("version", "(unknown version)");
    }

    @Override
    public void threads(int count) {
        Nd4j.getEnvironment().setMaxMasterThreads(count);
    }

    @Override
    public Optional<Job> job(Workload workload) {
        return switch (workload) {
            case Mlp of -> Optional.of(mlp(of));
            case Gemm of when of.batch() == 1 -> Optional.of(gemm(of));
            default -> Optional.empty();
        };
    }

    private static Job gemm(Gemm of) {
        INDArray a = switch (of.form()) {
            case NN, NT -> Nd4j.create(of.a(), new int[] {of.m(), of.k()});
            case TN -> Nd4j.create(of.a(), new int[] {of.k(), of.m()}).transpose();
        };
        INDArray b = switch (of.form()) {
            case NN, TN -> Nd4j.create(of.b(), new int[] {of.k(), of.n()});
            case NT -> Nd4j.create(of.b(), new int[] {of.n(), of.k()}).transpose();
        };
        INDArray y = Nd4j.create(new int[] {of.m(), of.n()}, 'f');
        return new Job() {
            @Override
            public void run() {
                a.mmuli(b, y);
            }

            @Override
            public List<float[]> result() {
                run();
                return List.of(y.dup('c').data().asFloat());
            }
        };
    }

    private static Job mlp(Mlp of) {
        List<Mlp.Linear> layers = of.layers();
        var config = new NeuralNetConfiguration.Builder().updater(new Adam(Mlp.RATE)).list();
        for (Mlp.Linear layer : layers.subList(0, layers.size() - 1)) {
            config.layer(new DenseLayer.Builder().nIn(layer.in()).nOut(layer.out())
                    .activation(Activation.RELU).build());
        }
        config.layer(new OutputLayer.Builder(LossFunction.MCXENT).nIn(layers.getLast().in())
                .nOut(of.classes()).activation(Activation.SOFTMAX).build());
        var net = new MultiLayerNetwork(config.build());
        net.init();
        for (int i = 0; i < layers.size(); i++) {
            Mlp.Linear layer = layers.get(i);
            net.setParam(i + "_W", Nd4j.create(layer.weight(),
                    new int[] {layer.out(), layer.in()}).transpose().dup('f'));
            net.setParam(i + "_b", Nd4j.create(layer.bias(), new int[] {1, layer.out()}));
        }
        INDArray x = Nd4j.create(of.inputs(), new int[] {of.batch(), of.features()});
        INDArray wanted = Nd4j.zeros(of.batch(), of.classes());
        int[] labels = of.labels();
        for (int i = 0; i < labels.length; i++) {
            wanted.putScalar(i, labels[i], 1);
        }
        return new Job() {
            @Override
            public void run() {
                net.fit(x, wanted);
            }

            @Override
            public List<float[]> result() {
                return Losses.of(() -> {
                    run();
                    return net.score();
                });
            }
        };
    }
}
