package io.atled.benchmarks.report;

import io.atled.benchmarks.workload.ConvolutionalNet;
import io.atled.benchmarks.workload.CrossEntropy;
import io.atled.benchmarks.workload.Gelu;
import io.atled.benchmarks.workload.Gemm;
import io.atled.benchmarks.workload.Gemm.Form;
import io.atled.benchmarks.workload.LayerNormalization;
import io.atled.benchmarks.workload.Mlp;
import io.atled.benchmarks.workload.ScalarProgram;
import io.atled.benchmarks.workload.ScalarProgram.Way;
import io.atled.benchmarks.workload.TransformerBlock;
import io.atled.benchmarks.workload.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a workload has to reach.
///
/// @param text for the table
/// @param value what was reached, or nothing where that was not measured
/// @param limit what it must not exceed
public record Bar(String text, Optional<Double> value, double limit) {
    /// 92 % of the best one's speed, as a ratio of times.
    private static final double ON_PAR = 1 / 0.92;
    private static final int LARGE_MLP = 784;
    private static final int LARGE_GELU = 1_000_000;

    /// Whether it was; nothing where that is not known.
    public Optional<Boolean> met() {
        return value.map(v -> v <= limit);
    }

    /// The bars of a row.
    ///
    /// @param single GFLOP/s of one thread at most
    public static List<Bar> of(Row row, double single) {
        boolean one = row.threads() == 1;
        return switch (row.workload()) {
            case Gemm of when square(of) && one ->
                    List.of(best(row, ON_PAR), peak(row, single, 0.85));
            case Gemm of when square(of) -> List.of(peak(row, single, 0.82));
            case Gemm of when of.m() == of.n() && of.batch() == 1 -> List.of();
            case Gemm of -> List.of(best(row, ON_PAR));
            case Mlp of when of.features() == LARGE_MLP -> one
                    ? List.of(beside(row, "libtorch", 0.75), best(row, 0.95))
                    : List.of(best(row, 0.65));
            case Mlp of -> one
                    ? List.of(beside(row, "libtorch", 0.08), beside(row, "tensorflow", 0.25))
                    : List.of();
            case ScalarProgram of -> one
                    ? List.of(each(row, of, of.way() == Way.RECORD ? 10 : 3)) : List.of();
            case Gelu of -> one
                    ? List.of(beside(row, "libtorch", of.size() < LARGE_GELU ? 0.4 : 0.25))
                    : List.of();
            case CrossEntropy of -> one ? List.of(beside(row, "libtorch", 0.7)) : List.of();
            case LayerNormalization of -> one ? List.of(beside(row, "libtorch", 0.7)) : List.of();
            case ConvolutionalNet of -> List.of(beside(row, "libtorch", 0.8));
            case TransformerBlock of -> List.of(beside(row, "libtorch", 0.85));
        };
    }

    private static boolean square(Gemm of) {
        return of.m() >= 128 && of.m() == of.n() && of.n() == of.k() && of.form() == Form.NN;
    }

    private static Bar best(Row row, double limit) {
        Bar bar = beside(row, "", limit);
        return limit == ON_PAR ? new Bar("≥ 92 % of the best", bar.value, limit) : bar;
    }

    private static Bar beside(Row row, String peer, double limit) {
        String text = "≤ %.2f of %s".formatted(limit, peer.isEmpty() ? "the best" : peer);
        return new Bar(text, row.worst(peer).map(Map.Entry::getValue), limit);
    }

    private static Bar peak(Row row, double single, double part) {
        double most = single * row.threads();
        Workload of = row.workload();
        double time = row.measurements().values().stream()
                .mapToDouble(m -> m.atled()).min().orElse(Double.NaN);
        double reached = of.flops() / (1e3 * (row.threads() == 1 ? row.atled() : time)) / most;
        return new Bar("≥ %.0f %% of the peak".formatted(100 * part), Optional.of(1 / reached),
                1 / part);
    }

    private static Bar each(Row row, ScalarProgram of, double nanos) {
        return new Bar("≤ %.0f ns an operation".formatted(nanos),
                Optional.of(1e3 * row.atled() / of.operations()), nanos);
    }
}
