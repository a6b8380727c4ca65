package io.atled.nn.train;

import com.google.common.base.Strings;
import java.util.ArrayList;
import java.util.List;

/// Rows of text, lined up at the right.
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    void row(List<String> cells) {
        rows.add(cells);
    }

    String format() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        var text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                text.append(i == 0 ? "" : "  ")
                        .append(Strings.padStart(row.get(i), widths[i], ' '));
            }
            text.append('\n');
        }
        return text.toString();
    }
}
