package io.atled.autograd.check;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/// Writes text in the form that the extension of a file names.
final class TextFile {
    private TextFile() {}

    static void write(Path file, ImmutableMap<String, Supplier<String>> forms) {
        Supplier<String> form = forms.get(MoreFiles.getFileExtension(file));
        if (form == null) {
            throw new IllegalArgumentException("write: expected a file with an extension of "
                    + forms.keySet() + ", got " + file + "; rename it");
        }
        String text = form.get();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("write: cannot write " + file
                    + "; check that its folder is writable", e);
        }
    }
}
