package io.atled.benchmarks.report;

import io.atled.benchmarks.measure.Interleaved;
import io.atled.benchmarks.measure.Measurement;
import io.atled.benchmarks.workload.Workload;
import io.atled.benchmarks.workload.Workloads;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Results as Markdown.
public final class Table {
    private static final double MILLISECOND = 1e4;
    private static final int MOST_SHOWN = 4;

    private final Results results;
    private final List<String> peers;

    /// Of these results, with a column for each of `peers` that took part.
    public Table(Results results, List<String> peers) {
        this.results = results;
        this.peers = peers.stream().filter(name -> results.measurements().stream()
                .anyMatch(m -> m.peer().equals(name))).toList();
    }

    /// A row for each workload, of products only those where Atled does worst; for each number of
    /// threads Atled's time, that of the best of the others, the ratio, and what the bars say.
    public String brief() {
        var lines = new ArrayList<List<String>>();
        List<Integer> counts = counts();
        List<String> head = new ArrayList<>(List.of("workload"));
        for (int count : counts) {
            head.addAll(List.of(count == 1 ? "Atled, 1 thread" : "Atled, " + count + " threads",
                    "best other", "ratio", "bar"));
        }
        lines.add(head);
        for (String group : Workloads.groupNames()) {
            List<Workload> shown = Workloads.group(group).stream()
                    .filter(of -> counts.stream().anyMatch(c -> !row(of, c).isEmpty())).toList();
            if (shown.size() > MOST_SHOWN) {
                shown = List.of(Collections.max(shown,
                        Comparator.comparingDouble(of -> worst(of, counts))));
            }
            for (Workload of : shown) {
                List<String> line = new ArrayList<>(List.of(of.name()));
                counts.forEach(count -> line.addAll(cells(row(of, count))));
                lines.add(line);
            }
        }
        return markdown(lines);
    }

    private double worst(Workload of, List<Integer> counts) {
        return counts.stream().flatMap(count -> row(of, count).worst("").stream())
                .mapToDouble(Map.Entry::getValue).max().orElse(0);
    }

    private List<String> cells(Row row) {
        Optional<Map.Entry<String, Double>> worst = row.worst("");
        if (row.isEmpty() || worst.isEmpty()) {
            return List.of("–", "–", "–", "");
        }
        String peer = worst.get().getKey();
        String bars = bars(row);
        return List.of(time(row.atled()), time(row.other(peer).orElseThrow()) + " " + peer,
                ratio(worst.get().getValue()), bars.isEmpty() ? "" : bars + ": " + met(row));
    }

    /// A row for each workload with all peers, allocation and roofline.
    public String full() {
        var lines = new ArrayList<List<String>>();
        List<String> head = new ArrayList<>(List.of("workload", "threads", "Atled"));
        peers.forEach(head::add);
        head.addAll(List.of("ratio to best", "bar", "met", "of roofline", "allocated"));
        lines.add(head);
        for (Row row : rows()) {
            List<String> line = new ArrayList<>(List.of(row.workload().name(),
                    String.valueOf(row.threads()), time(row.atled())));
            peers.forEach(p -> line.add(row.other(p).map(Table::time).orElse("–")));
            line.addAll(List.of(row.worst("").map(w -> ratio(w.getValue())).orElse("–"),
                    bars(row), met(row), "%.0f %%".formatted(100 * row.roofline()),
                    text("%,.0f kB", row.allocated() / 1e3)));
            lines.add(line);
        }
        return markdown(lines);
    }

    /// From the start of a process to steps of the training.
    public String starts() {
        var lines = new ArrayList<List<String>>();
        lines.add(List.of("from the start of the process to", "seconds after steps", "launches"));
        for (ColdStart start : results.starts()) {
            List<String> times = new ArrayList<>();
            for (int i = 0; i < start.steps().size(); i++) {
                times.add("%d: %.2f".formatted(start.steps().get(i), start.seconds().get(i)));
            }
            lines.add(List.of(start.library(), String.join(" · ", times),
                    String.valueOf(start.launches())));
        }
        return markdown(lines);
    }

    /// What it was measured on and with.
    public String conditions() {
        String versions = results.measurements().stream()
                .map(m -> m.peer() + ": " + m.version()).distinct()
                .collect(Collectors.joining("; "));
        int disturbed = results.measurements().size()
                - Row.undisturbed(results.measurements()).size();
        String note = disturbed == 0 ? "" : disturbed + " of " + results.measurements().size()
                + " measurements are left out: the machine then gave less than 80 % of its peak."
                + "\n\n";
        return note + "Machine: " + results.machine().format() + ". Measured peak of one thread: "
                + "%.0f GFLOP/s, %.0f GB/s (largest arrays).".formatted(peak(), bandwidth())
                + "\n\nLibraries: " + versions + ".\n";
    }

    private List<Integer> counts() {
        return results.measurements().stream().map(Measurement::threads).distinct().sorted()
                .toList();
    }

    private Row row(Workload of, int threads) {
        return Row.of(of, threads, results.measurements());
    }

    private List<Row> rows() {
        List<Integer> counts = counts();
        return Workloads.groupNames().stream().flatMap(name -> Workloads.group(name).stream())
                .flatMap(of -> counts.stream().map(count -> row(of, count)))
                .filter(row -> !row.isEmpty()).toList();
    }

    private double peak() {
        List<Double> peaks = Row.undisturbed(results.measurements()).stream()
                .filter(m -> m.threads() == 1).map(Measurement::peakFlops).toList();
        return peaks.isEmpty() ? Double.NaN : Interleaved.median(peaks);
    }

    private double bandwidth() {
        return Row.undisturbed(results.measurements()).stream().filter(m -> m.threads() == 1)
                .mapToDouble(Measurement::peakBytes).min().orElse(Double.NaN);
    }

    private String bars(Row row) {
        return Bar.of(row, peak()).stream().map(Bar::text).collect(Collectors.joining(", "));
    }

    private String met(Row row) {
        List<Bar> bars = Bar.of(row, peak());
        if (bars.stream().anyMatch(bar -> bar.met().isPresent() && !bar.met().get())) {
            return "missed";
        }
        return bars.isEmpty() ? "" : bars.stream().allMatch(b -> b.met().isPresent())
                ? "met" : "not measured";
    }

    private static String ratio(double value) {
        return text("%.2f", value);
    }

    private static String time(double micros) {
        return micros >= MILLISECOND ? text("%.1f ms", micros / 1e3) : text("%,.1f µs", micros);
    }

    private static String text(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    private static String markdown(List<List<String>> lines) {
        List<String> text = new ArrayList<>();
        for (List<String> line : lines) {
            text.add("| " + String.join(" | ", line) + " |");
            if (text.size() == 1) {
                text.add("|" + "---|".repeat(line.size()));
            }
        }
        return String.join("\n", text) + "\n";
    }
}
