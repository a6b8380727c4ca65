package io.atled.examples.data;

import io.atled.nn.data.Csv;
import io.atled.nn.data.Dataset;
import io.atled.nn.data.Split;

/// Handwritten digits: 1,797 gray pictures of 8×8 pixels with their labels.
///
/// **Shape** inputs F32 `(n,64)`, row-major, from 0 (paper) to 1 (ink); labels I32 `(n)`
///
/// **Source** E. Alpaydin, C. Kaynak, *Optical Recognition of Handwritten Digits*, UCI Machine
/// Learning Repository (1998), CC BY 4.0.
public final class Digits {
    /// The number of classes: the digits 0 to 9.
    public static final int CLASSES = 10;

    /// Width and height of a picture.
    public static final int SIDE = 8;

    /// The number of pixels.
    public static final int PIXELS = SIDE * SIDE;

    /// The darkest pixel in the file.
    private static final int INK = 16;

    /// Every fifth row, from the first, is for testing.
    private static final int TESTED = 5;

    private Digits() {}

    /// 1,437 pictures to learn from and 360 to be judged by; always the same ones.
    public static Split load() {
        Dataset all = Csv.labels(-1).read(Digits.class, "digits.csv");
        return all.withInputs(all.inputs().div(INK)).split(row -> row % TESTED == 0);
    }
}
