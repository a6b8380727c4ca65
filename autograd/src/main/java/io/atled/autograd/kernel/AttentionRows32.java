package io.atled.autograd.kernel;

import java.util.Arrays;

/// [AttentionRows] of `float`; the build makes the twin for `double` of this text.
final class AttentionRows32 extends AttentionRows<float[]> {
    private static final float HIDDEN = Float.NEGATIVE_INFINITY;

    private static final Spares<float[][]> SPARES = new Spares<>(() -> new float[2][0]);

    private final float scale;

    @SuppressWarnings("cast")                           // none in the twin
    AttentionRows32(double scale) {
        this.scale = (float) scale;
    }

    @Override
    float[][] take(int n) {
        float[][] found = SPARES.take();
        return found[0].length < n ? new float[2][n] : found;
    }

    @Override
    void give(float[][] used) {
        SPARES.give(used);
    }

    @Override
    void scale(float[] s, int at, int n, int seen) {
        for (int j = at; j < at + seen; j++) {
            s[j] *= scale;
        }
        Arrays.fill(s, at + seen, at + n, HIDDEN);
    }

    @Override
    boolean mask(float[] s, int at, int n, GemmMatrix<Object> mask) {
        return mask.data() instanceof boolean[] shown ? show(s, at, n, shown, mask)
                : add(s, at, n, (float[]) mask.data(), mask);
    }

    private static boolean show(float[] s, int at, int n, boolean[] shown, GemmMatrix<?> mask) {
        boolean any = false;
        for (int j = 0; j < n; j++) {
            boolean look = shown[mask.index(0, j)];
            any |= look;
            s[at + j] = look ? s[at + j] : HIDDEN;
        }
        return any;
    }

    private static boolean add(float[] s, int at, int n, float[] more, GemmMatrix<?> mask) {
        boolean any = false;
        for (int j = 0; j < n; j++) {
            float own = more[mask.index(0, j)];
            boolean look = own != HIDDEN;
            any |= look;
            s[at + j] = look ? s[at + j] + own : HIDDEN;
        }
        return any;
    }

    @Override
    void softmax(float[] s, int rows, int n) {
        Runs.F32.with(space -> {
            for (int r = 0; r < rows; r++) {
                Runs.F32.softmax(s, r * n, s, r * n, n, space);
            }
        });
    }

    @Override
    void zero(float[] p, int at, int n) {
        Arrays.fill(p, at, at + n, 0);
    }

    @Override
    void pull(float[] p, float[] d, int at, int n) {
        Runs.F32.with(space -> Runs.F32.softmaxBack(d, at, p, at, scale, d, at, n, space));
    }
}
