package io.atled.autograd.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.kernel.Workers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The checker rejects a fixed list of wrong derivatives, names the operation, and says why.
final class WrongRulesTest {
    private static final List<WrongRules.Case> CASES = WrongRules.all();
    private static int killed;
    private static int located;
    private static int explained;
    private static int threads;

    @BeforeAll
    static void useTwoThreads() {
        threads = Workers.count();
        Workers.count(2);
    }

    @AfterAll
    static void sayHowMany() {
        Workers.count(threads);
        System.out.println("wrong rules rejected: " + killed + " of " + CASES.size()
                + ", operation named: " + located + ", explained: " + explained);
    }

    @TestFactory
    Stream<DynamicTest> everyWrongRuleIsRejectedAndNamed() {
        return CASES.stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> rejected(c)));
    }

    private static void rejected(WrongRules.Case c) {
        GradientReport report = c.check().named(c.name()).run();
        assertFalse(report.passed(), report::format);
        killed++;
        if (c.operation().isEmpty()) {
            located++;
            explained++;
            return;
        }
        Culprit culprit = report.culprit().orElseThrow(() -> new AssertionError(report.format()));
        assertEquals(c.operation(), culprit.operation(), report::format);
        located++;
        assertTrue(c.hints().contains(culprit.hint()),
                () -> culprit.hint() + " instead of " + c.hints() + "\n" + report.format());
        explained++;
    }
}
