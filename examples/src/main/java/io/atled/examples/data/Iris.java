package io.atled.examples.data;

import com.google.common.collect.ImmutableList;
import io.atled.nn.data.Csv;
import io.atled.nn.data.Split;

/// Iris flowers: 150 of three species, with four measurements of each in centimeters.
///
/// **Shape** inputs F32 `(n,4)`: length and width of the sepal, length and width of the petal;
/// labels I32 `(n)`
///
/// **Source** R. A. Fisher, *The use of multiple measurements in taxonomic problems* (1936); UCI
/// Machine Learning Repository, CC BY 4.0.
public final class Iris {
    /// The species, in the order of the labels.
    public static final ImmutableList<String> SPECIES =
            ImmutableList.of("setosa", "versicolor", "virginica");

    /// The number of measurements.
    public static final int MEASUREMENTS = 4;

    /// Every fifth row, from the first, is for testing.
    private static final int TESTED = 5;

    private Iris() {}

    /// 120 flowers to learn from and 30 to be judged by, 10 of each species; always the same ones.
    public static Split load() {
        return Csv.labels(-1).skippingLines(1).read(Iris.class, "iris.csv")
                .split(row -> row % TESTED == 0);
    }
}
