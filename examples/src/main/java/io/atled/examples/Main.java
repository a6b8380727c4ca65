package io.atled.examples;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/// Starts an example by its name.
@Command(name = "examples", mixinStandardHelpOptions = true,
        description = "Runs one of Atled's examples.")
public final class Main implements Callable<Integer> {
    /// Every example; its name is that of its class.
    static final ImmutableList<Example> EXAMPLES = ImmutableList.of(new Quickstart(),
            new WhyActivations(), new BackpropByHand(), new ThreeDescents(),
            new SoftmaxAndCrossEntropy(), new ReferenceNetwork(), new StepSizeExperiment(),
            new FindTheBug(), new KinksAndTies());

    @Option(names = "--list", description = "Lists the examples with the idea of each.")
    private boolean list;

    @Option(names = "--out", description = "Where pictures go (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("target", "gallery");

    @Parameters(arity = "0..1", paramLabel = "NAME", defaultValue = "Quickstart",
            description = "The example to run (default: ${DEFAULT-VALUE}).")
    private String name = "Quickstart";

    private Main() {}

    /// Runs the example that the arguments name.
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        if (list) {
            EXAMPLES.forEach(e -> System.out.printf("%-24s%s%n", name(e), e.idea()));
            return CommandLine.ExitCode.OK;
        }
        Example example = EXAMPLES.stream().filter(e -> name(e).equalsIgnoreCase(name)).findFirst()
                .orElse(null);
        if (example == null) {
            System.err.println(unknown(name));
            return CommandLine.ExitCode.USAGE;
        }
        example.run(Files.createDirectories(out.toAbsolutePath()));   // can be opened from anywhere
        return CommandLine.ExitCode.OK;
    }

    /// What to say of a name that no example has, with the name most like it.
    static String unknown(String name) {
        var known = new CommandLine(CommandSpec.create());
        EXAMPLES.forEach(e -> known.addSubcommand(name(e), CommandSpec.create()));
        return "There is no example " + name + "; "
                + new UnmatchedArgumentException(known, List.of(name)).getSuggestions().stream()
                        .limit(1).map(alike -> "did you mean " + alike + "? ").collect(joining())
                + "-Dexample=--list lists them all.";
    }

    private static String name(Example example) {
        return example.getClass().getSimpleName();
    }
}
