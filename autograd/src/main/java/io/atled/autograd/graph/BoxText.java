package io.atled.autograd.graph;

import com.google.common.collect.ImmutableList;

/// What a box shows, and the room that takes: a bold title, and monospace lines below it.
///
/// @param rows the title and the lines; long ones are cut, the tooltip holds all of them
record BoxText(ImmutableList<String> rows, double width, double height) {

    static final double TITLE_SIZE = 14;
    static final double LINE_SIZE = 11;
    static final double LABEL_SIZE = 10;

    private static final double TITLE_HEIGHT = 18;
    private static final double LINE_HEIGHT = 15;
    private static final double SIDE = 14;
    private static final double TOP = 8;
    private static final double MIN_WIDTH = 52;
    private static final int LONGEST = 44;

    /// The part of a line above its baseline, roughly, for sans-serif and monospace fonts.
    private static final double ASCENT = 0.75;

    static BoxText of(Diagram.Node node) {
        ImmutableList<String> rows = Labels.rows(node).stream()
                .map(row -> Labels.shorten(row, LONGEST))
                .collect(ImmutableList.toImmutableList());
        double width = TextWidth.sans(rows.getFirst(), TITLE_SIZE);
        for (String line : rows.subList(1, rows.size())) {
            width = Math.max(width, TextWidth.monospace(line, LINE_SIZE));
        }
        double height = 2 * TOP + TITLE_HEIGHT + LINE_HEIGHT * (rows.size() - 1);
        return new BoxText(rows, Math.ceil(Math.max(MIN_WIDTH, width + 2 * SIDE)), height);
    }

    /// The baseline of a row, below the top of the box.
    static double baseline(int row) {
        double size = row == 0 ? TITLE_SIZE : LINE_SIZE;
        double height = row == 0 ? TITLE_HEIGHT : LINE_HEIGHT;
        double above = row == 0 ? TOP : TOP + TITLE_HEIGHT + LINE_HEIGHT * (row - 1);
        return above + (height + size * ASCENT) / 2;
    }
}
