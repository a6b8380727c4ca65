package io.atled.nn.data;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.Ints;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.atled.autograd.shape.DType;
import io.atled.autograd.shape.DTypeMismatch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a data set stands in a CSV file: which column is wanted, which are given.
///
/// ```java
/// Dataset digits = Csv.labels(-1).read(Path.of("digits.csv"));
/// Dataset prices = Csv.values(3).skippingLines(1).ignoring(0).read(Path.of("prices.csv"));
/// ```
///
/// Columns count from 0; negative ones count from the end. All columns but the targets and the
/// ignored ones are inputs, in their order. Empty lines are skipped. Text is UTF-8.
///
/// **Shape** inputs `(rows, columns)`; labels I32 `(rows)`; values `(rows, number of them)`.
///
/// @param target what is wanted
/// @param ignored columns that are not read
/// @param skipped how many lines at the start are not read
/// @param separator what stands between two fields
/// @param dtype the element type of the numbers
public record Csv(Target target, ImmutableSet<Integer> ignored, int skipped, char separator,
        DType dtype) {
    /// What is wanted of each row.
    public sealed interface Target {
        /// The columns that hold it.
        ImmutableList<Integer> columns();
    }

    /// A class label.
    ///
    /// @param column where it stands
    /// @param names the names of the classes, in order; if there are none, labels are numbers
    public record Labels(int column, ImmutableList<String> names) implements Target {
        @Override
        public ImmutableList<Integer> columns() {
            return ImmutableList.of(column);
        }
    }

    /// Real values.
    ///
    /// @param columns where they stand
    public record Values(ImmutableList<Integer> columns) implements Target {}

    /// Checks its components.
    ///
    /// @throws IllegalArgumentException if a component is outside its range
    /// @throws DTypeMismatch if `dtype` is not floating point
    public Csv {
        if (skipped < 0) {
            throw new IllegalArgumentException("csv: the number of skipped lines must be at least"
                    + " 0, got " + skipped + "; 1 skips a header");
        }
        if (!dtype.isFloat()) {
            throw new DTypeMismatch("csv: numbers are read as F32 or F64, got " + dtype
                    + "; class labels become I32 by Csv.labels(column)");
        }
    }

    /// The class labels stand in `column`, as numbers 0, 1, 2, ….
    public static Csv labels(int column) {
        return of(new Labels(column, ImmutableList.of()));
    }

    /// The class labels stand in `column`, as these names: the first means 0, the next 1.
    ///
    /// @throws IllegalArgumentException if a name occurs twice
    public static Csv labels(int column, String... names) {
        if (ImmutableSet.copyOf(names).size() < names.length) {
            throw new IllegalArgumentException("csv: a class has two numbers, got the names "
                    + String.join(", ", names) + "; name each class once");
        }
        return of(new Labels(column, ImmutableList.copyOf(names)));
    }

    /// Real values to be predicted stand in `columns`.
    ///
    /// @throws IllegalArgumentException if there are none
    public static Csv values(int... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("csv: needs at least 1 column of values, got none");
        }
        return of(new Values(ImmutableList.copyOf(Ints.asList(columns))));
    }

    private static Csv of(Target target) {
        return new Csv(target, ImmutableSet.of(), 0, ',', DType.F32);
    }

    /// Skips `lines` at the start: 1 for a header.
    public Csv skippingLines(int lines) {
        return new Csv(target, ignored, lines, separator, dtype);
    }

    /// Does not read these columns: row numbers, dates, names.
    public Csv ignoring(int... columns) {
        return new Csv(target, ImmutableSet.copyOf(Ints.asList(columns)), skipped, separator,
                dtype);
    }

    /// Another separator: `'\t'`, `';'`.
    public Csv separatedBy(char character) {
        return new Csv(target, ignored, skipped, character, dtype);
    }

    /// Another element type of the numbers.
    public Csv as(DType type) {
        return new Csv(target, ignored, skipped, separator, type);
    }

    /// Reads a file.
    ///
    /// @throws DataError if a line is not what it should be, naming line, column and content
    /// @throws UncheckedIOException if the file cannot be read
    public Dataset read(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            return read(reader, String.valueOf(file.getFileName()));
        } catch (IOException e) {
            throw unreadable(file.toString(), e);
        }
    }

    /// Reads a resource that lies beside the class `beside`: `read(Main.class, "data/iris.csv")`.
    ///
    /// @throws DataError if a line is not what it should be, naming line, column and content
    /// @throws UncheckedIOException if there is no such resource
    public Dataset read(Class<?> beside, String name) {
        try (InputStream stream = beside.getResourceAsStream(name)) {
            if (stream == null) {
                throw new FileNotFoundException("there is no such resource for "
                        + beside.getName() + "; a name without a leading slash is looked for in"
                        + " the package of the class");
            }
            return read(new InputStreamReader(stream, StandardCharsets.UTF_8), name);
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    /// Reads from `reader`, which stays open.
    ///
    /// @param name what messages call it
    /// @throws DataError if a line is not what it should be, naming line, column and content
    /// @throws UncheckedIOException if reading fails
    @SuppressWarnings("resource")               // closing the CsvReader would close the caller's
    public Dataset read(Reader reader, String name) {
        try {
            CsvReader<CsvRecord> rows = CsvReader.builder().fieldSeparator(separator)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)       // CsvTable tells
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(reader);
            if (skipped > 0) {
                rows.skipLines(skipped);
            }
            var table = new CsvTable(this, name);
            rows.forEach(table::add);
            return table.toDataset();
        } catch (CsvParseException e) {
            throw new DataError("csv: " + name + ": " + e.getMessage()
                    + "; check the quotes and the number of skipped lines", e);
        }
    }

    private static UncheckedIOException unreadable(String name, IOException e) {
        return new UncheckedIOException("csv: cannot read " + name + ": " + e.getMessage(), e);
    }
}
