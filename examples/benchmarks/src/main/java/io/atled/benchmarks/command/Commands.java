package io.atled.benchmarks.command;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Parameters;

/// All commands.
@Command(name = "benchmarks", description = "How fast Atled is.",
        subcommands = {Run.class, Cold.class, TableCommand.class, Profile.class, Measure.class,
                HelpCommand.class})
public final class Commands {
    private Commands() {}

    /// Does what the arguments ask for; gives the exit code.
    public static int run(String... arguments) {
        var line = new CommandLine(new Commands());
        Objects.requireNonNull(line.getSubcommands().get("jmh"))
                .setUnmatchedOptionsArePositionalParams(true);
        return line.execute(arguments);
    }

    /// The parts of Atled alone.
    ///
    /// @param options those of JMH itself
    /// @throws IOException if JMH can not read or write a file
    @Command(name = "jmh", description = "Measures the parts of Atled alone: Products,"
            + " Elementwise, Rows, Overhead, Scalars; options are those of JMH.")
    public int jmh(@Parameters(arity = "0..*") List<String> options) throws IOException {
        org.openjdk.jmh.Main.main(options == null ? new String[0] : options.toArray(String[]::new));
        return 0;
    }

    /// The class path of this process.
    @Command(name = "classpath", description = "Prints the class path, to run without Maven.")
    public int classpath() {
        System.out.println(System.getProperty("java.class.path"));
        return 0;
    }
}
