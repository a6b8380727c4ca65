package io.atled.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Formulas as the documentation prints them, read from the rules that compute.
class FormulaTest {
    @Test
    void primitivesAreNamedOrWrittenAsSigns() {
        assertEquals("tanh(x)", Formula.value(new Trigonometry.Tanh()));
        assertEquals("a + b", Formula.value(new Arithmetic.Add()));
        assertEquals("a·b", Formula.value(new Arithmetic.Mul()));
        assertEquals("a/b", Formula.value(new Arithmetic.Div()));
        assertEquals("a^b", Formula.value(new Arithmetic.Pow()));
        assertEquals("−x", Formula.value(new Arithmetic.Neg()));
        assertEquals("a < b", Formula.value(new Comparisons.Less()));
        assertEquals("where(a, b, c)", Formula.value(new Choices.Where()));
    }

    @Test
    void compositesAreWrittenOut() {
        assertEquals("1/x", Formula.value(new Arithmetic.Reciprocal()));
        assertEquals("x·x", Formula.value(new Arithmetic.Square()));
        assertEquals("x·sigmoid(x)", Formula.value(new Activations.Silu()));
    }

    @Test
    void derivativesComeFromTheSameRules() {
        assertEquals("cos(x)", Formula.derivative(new Trigonometry.Sin(), 0));
        assertEquals("−sin(x)", Formula.derivative(new Trigonometry.Cos(), 0));
        assertEquals("y", Formula.derivative(new Exponentials.Exp(), 0));
        assertEquals("b", Formula.derivative(new Arithmetic.Mul(), 0));
        assertEquals("−(y/b)", Formula.derivative(new Arithmetic.Div(), 1));
        assertEquals("x·2", Formula.derivative(new Arithmetic.Square(), 0));
    }

    @Test
    void sumsInProductsStandInBrackets() {
        Formula x = new Formula("x");
        assertEquals("(x + 1)·(x − 1)", x.add(1).mul(x.sub(1)).text());
        assertEquals("(x + 1)^(−2)", x.add(1).pow(x.constant(-2)).text());
        assertEquals("sin(x + 1)·x", x.add(1).sin().mul(x).text());
        assertEquals("(x·x)·x", x.mul(x).mul(x).text());
        assertEquals("exp(−x)", x.neg().exp().text());
    }

    @Test
    void numbersAreWrittenPlainly() {
        Formula x = new Formula("x");
        assertEquals("2", x.constant(2).text());
        assertEquals("−2", x.constant(-2).text());
        assertEquals("0.5", x.constant(0.5).text());
        assertEquals("1.0E−7", x.constant(1e-7).text());
        assertEquals("0", x.constant(0).text());
    }

    @Test
    void joinedFormulasTakeAnyNumberOfOperands() {
        assertEquals("a + (b·c)", Formula.infix(List.of("a", "b·c"), " + "));
        assertEquals("(a)·b", Formula.infix(List.of("(a)", "b"), "·"));
    }
}
