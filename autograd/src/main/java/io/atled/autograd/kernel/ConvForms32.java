package io.atled.autograd.kernel;

/// The two forms of the `float` tiles of convolutions: plain loops until the vectors are compiled.
///
/// The build makes the twin for the other type of this text.
final class ConvForms32 {
    /// The plain form.
    static final ConvTile32 PLAIN = new ConvPlain32();

    /// Multiply-adds below which plain loops are as fast as vectors.
    private static final long SMALL = 1_000;

    /// What plain loops take for a multiply-add, about.
    private static final double NANOS = 0.1;

    /// Sizes of a trial: rows that fill a tile and rows that do not.
    private static final int ROWS = 6;
    private static final int WIDE = 240;
    private static final int TERMS = 24;

    private static final WarmUp<ConvTile32> FORMS =
            new WarmUp<>(PLAIN, () -> new ConvVector32(), NANOS, ConvForms32::trial);

    private ConvForms32() {}

    /// The form to take for so many multiply-adds.
    static ConvTile32 form(long work) {
        return work < SMALL || !Simd.available() ? PLAIN : FORMS.form(work);
    }

    private static void trial(ConvTile32 form) {
        int wide = ConvTile32.roundUp(WIDE, form.wide());
        int high = ConvTile32.roundUp(ROWS, ConvTile32.ROWS);
        float[] a = new float[high * ConvTile32.ROW];
        float[] b = new float[2 * wide];
        float[] c = new float[high * wide];
        int[] shifts = new int[TERMS];
        form.product(ROWS, wide, TERMS, a, 0, b, 0, shifts, 0, c, wide);
        float[] sums = new float[ConvTile32.ROWS * ConvTile32.SHIFTS * ConvTile32.LANES];
        form.sums(ConvTile32.roundUp(WIDE, ConvTile32.LANES), a, 0, WIDE, b, 0, shifts, 0, sums, 0);
    }
}
