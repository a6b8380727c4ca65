package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.atled.autograd.check.Form;
import io.atled.autograd.check.Verdict;
import io.atled.examples.KinksAndTies.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KinksAndTiesTest {
    private static Place place(String what) {
        return KinksAndTies.places().stream().filter(p -> p.what().equals(what)).findFirst()
                .orElseThrow();
    }

    @Test
    void theUsualCheckerCriesWolfAtAKinkAndThisOneDoesNot() {
        Place relu = place("relu at 0");
        assertFalse(relu.usual());
        assertEquals(Verdict.KINK, relu.verdict());
        assertEquals(Form.KINK, relu.form());
    }

    @Test
    void nearAKinkThereIsADerivative() {
        Place relu = place("relu at 1e-9");
        assertFalse(relu.usual());
        assertEquals(Verdict.PASS, relu.verdict());
    }

    @Test
    void jumpsAndCuspsAreToldApart() {
        assertEquals(Form.STEP, place("sign at 0").form());
        assertEquals(Form.CUSP, place("√|x| at 0").form());
        assertEquals(Verdict.NON_FINITE, place("√|x| at 0").verdict());
    }

    @Test
    void aKinkOfTheDerivativeIsNone() {
        assertEquals(Verdict.PASS, place("x·|x| at 0").verdict());
        assertEquals(Form.SMOOTH, place("x·|x| at 0").form());
    }

    @Test
    void nothingThatIsRightIsCalledWrong() {
        assertTrue(KinksAndTies.places().stream().noneMatch(p -> p.verdict() == Verdict.WRONG));
    }

    @Test
    void thePictureIsWritten(@TempDir Path out) throws IOException {
        new KinksAndTies().run(out);
        assertTrue(Files.readString(out.resolve("kink.svg")).contains("relu: y[0] by input 0[0]"));
    }
}
