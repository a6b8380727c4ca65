package io.atled.benchmarks.command;

import io.atled.benchmarks.peer.Peers;
import io.atled.benchmarks.report.Results;
import io.atled.benchmarks.report.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Results as Markdown, on standard output or in place of the table that a file has.
@Command(name = "table", mixinStandardHelpOptions = true,
        description = "Prints results as Markdown, or puts them into a file.")
final class TableCommand implements Callable<Integer> {
    private static final String BEGIN = "<!-- benchmarks: begin -->";
    private static final String END = "<!-- benchmarks: end -->";

    @Parameters(arity = "0..1", description = "Results; default ${DEFAULT-VALUE}.")
    private Path in = MeasuringOptions.RESULTS;

    @Option(names = "--brief", description = "The best of the others only.")
    private boolean brief;

    @Option(names = "--into", arity = "0..1",
            description = "A file with the lines " + BEGIN + " and " + END + ".")
    private Path into = Path.of("");

    @Override
    public Integer call() throws IOException {
        Results results = Results.read(in);
        var table = new Table(results, Peers.names());
        String text = (brief ? table.brief() : table.full()) + "\n"
                + (results.starts().isEmpty() ? "" : table.starts() + "\n") + table.conditions();
        if (into.toString().isEmpty()) {
            System.out.print(text);
            return 0;
        }
        String old = Files.readString(into);
        int from = old.indexOf(BEGIN);
        int to = old.indexOf(END);
        if (from < 0 || to < from) {
            System.err.println("table: " + into + " needs a line " + BEGIN
                    + " and after it " + END);
            return 1;
        }
        Files.writeString(into, old.substring(0, from) + BEGIN + "\n" + text + old.substring(to));
        return 0;
    }
}
