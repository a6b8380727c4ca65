package io.atled.nn.data;

import com.google.common.base.CharMatcher;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.atled.autograd.Tensor;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The rows of a CSV file as they come in.
final class CsvTable {
    /// Of what numbers consist; `parseDouble` alone would also take `1f`, `0x1p3` and `NaN`.
    private static final CharMatcher NUMERIC = CharMatcher.anyOf("0123456789+-.eE");

    /// How many characters of a field a message shows.
    private static final int SHOWN = 40;

    private final Csv format;
    private final String name;
    private final ImmutableDoubleArray.Builder inputs = ImmutableDoubleArray.builder();
    private final ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    private final ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    private List<Integer> inputColumns = List.of();
    private List<Integer> targetColumns = List.of();
    private int width;
    private long firstLine;
    private int rows;

    CsvTable(Csv format, String name) {
        this.format = format;
        this.name = name;
    }

    void add(CsvRecord row) {
        if (rows == 0) {
            layOut(row);
        } else if (row.getFieldCount() != width) {
            throw new DataError("csv: " + name + " line " + row.getStartingLineNumber()
                    + ": expected " + width + " fields like line " + firstLine + ", got "
                    + row.getFieldCount() + "; check separators and quotes in this line, or skip"
                    + " lines at the start with skippingLines(n)");
        }
        for (int column : inputColumns) {
            inputs.add(number(row, column));
        }
        for (int column : targetColumns) {
            switch (format.target()) {
                case Csv.Labels wanted -> labels.add(label(row, column, wanted.names()));
                case Csv.Values _ -> values.add(number(row, column));
            }
        }
        rows++;
    }

    private void layOut(CsvRecord row) {
        width = row.getFieldCount();
        firstLine = row.getStartingLineNumber();
        targetColumns = format.target().columns().stream().map(this::counted).toList();
        List<Integer> ignored = format.ignored().stream().map(this::counted).toList();
        inputColumns = IntStream.range(0, width).boxed()
                .filter(c -> !targetColumns.contains(c) && !ignored.contains(c)).toList();
        var both = new ArrayList<>(targetColumns);
        both.retainAll(ignored);
        if (inputColumns.isEmpty() || !both.isEmpty()) {
            throw new DataError("csv: " + name + " line " + firstLine + " has " + width
                    + " columns, of which " + targetColumns + " are targets and " + ignored
                    + " ignored; " + (both.isEmpty() ? "none is left for the inputs: is “"
                    + format.separator() + "” the separator?" : "a target must be read"));
        }
    }

    private int counted(int column) {
        int counted = column < 0 ? column + width : column;
        if (counted < 0 || counted >= width) {
            throw new DataError("csv: " + name + " line " + firstLine + " has " + width
                    + " columns, there is no column " + column + "; columns count from 0 or, if"
                    + " negative, from the end (is “" + format.separator() + "” the separator?)");
        }
        return counted;
    }

    private double number(CsvRecord row, int column) {
        String text = row.getField(column).strip();
        if (text.isEmpty()) {
            throw bad(row, column, "a number", "fill in missing values or leave such rows out");
        }
        double value;
        try {
            value = NUMERIC.matchesAllOf(text) ? Double.parseDouble(text) : Double.NaN;
        } catch (NumberFormatException e) {
            value = Double.NaN;
        }
        if (Double.isNaN(value)) {
            throw bad(row, column, "a number", "skip a header with skippingLines(1), or leave"
                    + " the column out with ignoring(" + column + ")");
        }
        if (Double.isInfinite(format.dtype() == DType.F32 ? (float) value : value)) {
            throw bad(row, column, "a number within the range of " + format.dtype(),
                    "choose another unit, or read as F64");
        }
        return value;
    }

    private int label(CsvRecord row, int column, List<String> names) {
        String text = row.getField(column).strip();
        if (!names.isEmpty()) {
            int label = names.indexOf(text);
            if (label < 0) {
                throw bad(row, column, "a class out of " + String.join(", ", names),
                        "name all classes in Csv.labels(column, names)");
            }
            return label;
        }
        try {
            int label = Integer.parseInt(text);
            if (label >= 0) {
                return label;
            }
        } catch (NumberFormatException e) {
            // told below, like a negative number
        }
        throw bad(row, column, "a class label 0, 1, 2, …", "skip a header with skippingLines(1),"
                + " name the classes in Csv.labels(column, names), or predict real numbers with"
                + " Csv.values(column)");
    }

    private DataError bad(CsvRecord row, int column, String expected, String advice) {
        String text = row.getField(column);
        String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return new DataError("csv: " + name + " line " + row.getStartingLineNumber()
                + ", column " + column + " (from 0): expected " + expected + ", got “" + shown
                + "”; " + advice);
    }

    Dataset toDataset() {
        if (rows == 0) {
            throw new DataError("csv: " + name + ": expected at least 1 row of data, got none after"
                    + " " + format.skipped() + " skipped lines; check the file and"
                    + " skippingLines(n)");
        }
        return new Dataset(tensor(inputs.build(), inputColumns.size()), targets());
    }

    private Tensor targets() {
        return switch (format.target()) {
            case Csv.Labels _ -> Tensor.of(labels.build().toArray());
            case Csv.Values _ -> tensor(values.build(), targetColumns.size());
        };
    }

    private Tensor tensor(ImmutableDoubleArray numbers, int columns) {
        return Tensor.of(Shape.of(rows, columns), numbers.toArray()).to(format.dtype());
    }
}
