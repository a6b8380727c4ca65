package io.atled.examples;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Starts an example by its name.
@Command(name = "examples", mixinStandardHelpOptions = true,
        description = "Runs one of Atled's examples.")
public final class Main implements Callable<Integer> {
    /// Every example; its name is that of its class.
    static final ImmutableList<Example> EXAMPLES = ImmutableList.of(new Quickstart(),
            new WhyActivations(), new ThreeDescents(), new BackpropByHand(),
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
            return 0;
        }
        Example example = EXAMPLES.stream().filter(e -> name(e).equalsIgnoreCase(name)).findFirst()
                .orElse(null);
        if (example == null) {
            System.err.println("No example is called " + name + "; there are "
                    + EXAMPLES.stream().map(Main::name).collect(Collectors.joining(", ")) + ".");
            return 2;
        }
        Files.createDirectories(out);
        example.run(out);
        return 0;
    }

    private static String name(Example example) {
        return example.getClass().getSimpleName();
    }
}
