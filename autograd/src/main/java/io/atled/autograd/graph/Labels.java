package io.atled.autograd.graph;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;

/// The text of a node, made safe for every format before each escapes it in its own way.
final class Labels {

    private static final Splitter LINES = Splitter.onPattern("\r\n|[\n\r\u0085\u2028\u2029]");
    private static final CharMatcher BLANK = CharMatcher.anyOf("\t\n\u000b\f\r\u0085\u2028\u2029");
    private static final int REPLACEMENT = 0xFFFD;

    private Labels() {}

    /// The title and the lines of a node, one row each; a line with line breaks gives several rows,
    /// a blank one none.
    static ImmutableList<String> rows(Diagram.Node node) {
        ImmutableList.Builder<String> rows = ImmutableList.builder();
        rows.add(clean(node.title()));
        for (String line : node.lines()) {
            for (String row : LINES.split(line)) {
                if (!row.isBlank()) {
                    rows.add(clean(row));
                }
            }
        }
        return rows.build();
    }

    /// The text on one line and without what no file may hold: control characters, halves of
    /// surrogate pairs and non-characters become U+FFFD.
    static String clean(String text) {
        return BLANK.replaceFrom(text, ' ')
                .codePoints()
                .map(c -> isPrintable(c) ? c : REPLACEMENT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// The text, cut to so many code points, the last of them an ellipsis.
    static String shorten(String text, int limit) {
        if (text.codePointCount(0, text.length()) <= limit) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, limit - 1)) + "…";
    }

    private static boolean isPrintable(int c) {
        boolean surrogate = c >= 0xD800 && c <= 0xDFFF;
        boolean nonCharacter = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
        return !Character.isISOControl(c) && !surrogate && !nonCharacter;
    }
}
