package io.atled.autograd.kernel;

/// tanh and its derivative in `double`, by the polynomials of a table.
///
/// A row holds the coefficients `c₀ … c₇` of tanh around a multiple of 1/64. One lookup and three
/// fused multiply-adds in a row take half the time of an exponential with a quotient, above all
/// where a program waits for each result; the derivative is that of the same polynomial.
final class TanhTable {
    /// Up to here, half a row before its end, the table counts.
    private static final double END = 0x1.FFp2;
    private static final int ROWS = 512;
    private static final int WIDTH = 8;
    /// `1.5 · 2⁴⁶`: adding it rounds to a multiple of 1/64, whose number stands in the low bits.
    private static final double MAGIC = 0x1.8p46;
    /// `e^(1/32)`, the square of what a row is further on, in two parts.
    private static final double STEP = 0x1.08205601127edp0;
    private static final double STEP_LOW = -0x1.9c7d0bdf1516p-54;
    private static final double[] TABLE = table();

    private TanhTable() {}

    /// The hyperbolic tangent. **Error** below 2.5 ulp; where two rows meet, the next larger number
    /// may have a value that is smaller by as much.
    static double tanh(double x) {
        double a = Math.abs(x);
        if (!(a < END)) {
            double e = Math.exp(-2 * a);
            return Math.copySign(1 - 2 * e / (1 + e), x);
        }
        double place = a + MAGIC;
        int at = row(place);
        double r = a - (place - MAGIC);
        double square = r * r;
        double low = Math.fma(Math.fma(TABLE[at + 3], r, TABLE[at + 2]), square,
                Math.fma(TABLE[at + 1], r, TABLE[at]));
        double high = Math.fma(Math.fma(TABLE[at + 7], r, TABLE[at + 6]), square,
                Math.fma(TABLE[at + 5], r, TABLE[at + 4]));
        return Math.copySign(Math.fma(high, square * square, low), x);
    }

    /// `1/cosh² x`, beyond the table `4e/(1 + e)²` with `e = e^(−2|x|)`, which keeps the relative
    /// accuracy down to the subnormals. **Error** below 4 ulp.
    static double sech2(double x) {
        double a = Math.abs(x);
        if (!(a < END)) {
            double e = Math.exp(-2 * a);
            double d = 1 + e;
            return 4 * e / (d * d);
        }
        double place = a + MAGIC;
        int at = row(place);
        double r = a - (place - MAGIC);
        double square = r * r;
        double low = Math.fma(Math.fma(4 * TABLE[at + 4], r, 3 * TABLE[at + 3]), square,
                Math.fma(2 * TABLE[at + 2], r, TABLE[at + 1]));
        double high = Math.fma(7 * TABLE[at + 7], square,
                Math.fma(6 * TABLE[at + 6], r, 5 * TABLE[at + 5]));
        return Math.fma(high, square * square, low);
    }

    private static int row(double place) {
        return ((int) Double.doubleToRawLongBits(place) & (ROWS - 1)) * WIDTH;
    }

    /// Each row from `E = e^(2c)`, which is known to twice the digits of `double`, and so is
    /// `p = 2/(E + 1)`: tanh c = 1 − p, sech² c = p(2 − p).
    private static double[] table() {
        double[] table = new double[ROWS * WIDTH];
        double e = 1;
        double eLow = 0;
        for (int row = 0; row < ROWS; row++) {
            double d = e + 1;
            double dLow = 1 - (d - e) + eLow;
            double p = 2 / d;
            double pLow = (Math.fma(-p, d, 2) - p * dLow) / d;
            double y = 1 - p;
            series(table, row * WIDTH, y + (1 - y - p - pLow),
                    Math.fma(-p, p, 2 * p) + 2 * y * pLow);
            double next = e * STEP;
            double nextLow = Math.fma(e, STEP, -next) + (e * STEP_LOW + eLow * STEP);
            e = next + nextLow;
            eLow = nextLow - (e - next);
        }
        return table;
    }

    /// The Taylor series, from `y″ = −2y·y′`. The derivative's next term, in `r⁷`, is not dropped
    /// but replaced by the nearest polynomial of degree 5: from the Chebyshev polynomial of degree
    /// 7, with h = 1/128 the end of a row, `r⁷ = (112h²r⁵ − 56h⁴r³ + 7h⁶r)/64` up to h⁷/64.
    private static void series(double[] table, int at, double y, double slope) {
        double[] c = new double[WIDTH + 1];
        c[0] = y;
        c[1] = slope;
        for (int k = 1; k < WIDTH; k++) {
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += c[j] * (k - j) * c[k - j];
            }
            c[k + 1] = -2 * sum / (k * (k + 1));
        }
        double b = WIDTH * c[WIDTH] / 64;
        c[2] += b * 7 * 0x1p-42 / 2;
        c[4] -= b * 56 * 0x1p-28 / 4;
        c[6] += b * 112 * 0x1p-14 / 6;
        System.arraycopy(c, 0, table, at, WIDTH);
    }
}
