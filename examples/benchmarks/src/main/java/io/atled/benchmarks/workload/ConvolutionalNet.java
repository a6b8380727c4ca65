package io.atled.benchmarks.workload;

/// A training step of a small convolutional network on 28×28 images: twice a 3×3 convolution that
/// keeps the size, relu and 2×2 max pooling (1→16→32 channels), then a linear layer to 10 classes;
/// mean softmax cross entropy, Adam.
///
/// @param batch images in a step
public record ConvolutionalNet(int batch) implements Workload {
    /// Height and width of an image.
    public static final int SIDE = 28;
    /// Channels after the first convolution.
    public static final int FIRST = 16;
    /// Channels after the second convolution.
    public static final int SECOND = 32;
    /// Classes.
    public static final int CLASSES = 10;
    /// Features that the linear layer reads.
    public static final int FEATURES = SECOND * (SIDE / 4) * (SIDE / 4);

    @Override
    public String name() {
        return "cnn";
    }

    /// The images (batch,1,28,28).
    public float[] inputs() {
        return Numbers.normal(batch * SIDE * SIDE, 1, 1);
    }

    /// The labels (batch).
    public int[] labels() {
        return Numbers.labels(batch, CLASSES, 2);
    }

    /// The first kernel (16,1,3,3).
    public float[] kernel1() {
        return Numbers.normal(FIRST * 9, Math.sqrt(2 / 9.0), 3);
    }

    /// The second kernel (32,16,3,3).
    public float[] kernel2() {
        return Numbers.normal(SECOND * FIRST * 9, Math.sqrt(2 / (9.0 * FIRST)), 4);
    }

    /// The linear layer, weight (10,1568).
    public Mlp.Linear linear() {
        return new Mlp.Linear(FEATURES, CLASSES,
                Numbers.normal(FEATURES * CLASSES, Math.sqrt(1.0 / FEATURES), 5),
                Numbers.normal(CLASSES, 0.1, 6));
    }

    /// The biases of the convolutions start at this times 1, 2, ….
    public float[] bias(int channels) {
        return Numbers.normal(channels, 0.1, 7);
    }

    /// Two products per weight use forward, as many backward for each of weight and input, but for
    /// the input of the first convolution.
    @Override
    public double flops() {
        double pixels = SIDE * SIDE;
        return 2.0 * batch * (pixels * 9 * FIRST * 2 + pixels / 4 * 9 * FIRST * SECOND * 3
                + FEATURES * CLASSES * 3);
    }

    /// Activations and their gradients once each.
    @Override
    public double bytes() {
        double pixels = SIDE * SIDE;
        return 4.0 * batch * 2 * (pixels * (1 + 2 * FIRST) + pixels / 4 * (FIRST + 2 * SECOND)
                + FEATURES);
    }

    @Override
    public double tolerance() {
        return 1e-3;
    }
}
