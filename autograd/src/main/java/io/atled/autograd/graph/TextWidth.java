package io.atled.autograd.graph;

/// How wide text will be, estimated without fonts, so that boxes fit what they hold.
///
/// A viewer chooses among several fonts, so the estimates are those of wide ones: the sans-serif
/// table is Helvetica Bold's (Adobe Font Metrics), the monospace width that of DejaVu Sans Mono.
final class TextWidth {

    private static final double MONOSPACE_EM = 0.602;
    private static final double OTHER_EM = 0.65;
    private static final int FIRST = ' ';

    /// Widths of U+0020 to U+007E in thousandths of the font size.
    private static final short[] SANS = {
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
        975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
        333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
        611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584
    };

    private TextWidth() {}

    /// The width of bold sans-serif text in pixels.
    static double sans(String text, double fontSize) {
        return fontSize * text.codePoints().mapToDouble(TextWidth::sansEm).sum();
    }

    /// The width of monospace text in pixels.
    static double monospace(String text, double fontSize) {
        return fontSize * text.codePoints()
                .mapToDouble(c -> isZeroWidth(c) ? 0 : MONOSPACE_EM * (isWide(c) ? 2 : 1))
                .sum();
    }

    private static double sansEm(int c) {
        if (c >= FIRST && c < FIRST + SANS.length) {
            return SANS[c - FIRST] / 1000.0;
        }
        if (isZeroWidth(c)) {
            return 0;
        }
        return isWide(c) ? 1.0 : OTHER_EM;
    }

    private static boolean isZeroWidth(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> true;
            default -> false;
        };
    }

    /// Chinese, Japanese, Korean, full-width forms and pictographs.
    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115F)
                || (c >= 0x2E80 && c <= 0xA4CF)
                || (c >= 0xAC00 && c <= 0xD7A3)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0xFF00 && c <= 0xFF60)
                || c >= 0x1F000;
    }
}
