package io.atled.autograd.check;

/// Where in a program an operation was applied.
///
/// @param file the source file, as `Model.java`
/// @param line the line in it; negative if the class has no line numbers
/// @param method the class and method, as `Model.forward`
public record SourceLine(String file, int line, String method) {
    @Override
    public String toString() {
        return method + "(" + file + (line < 0 ? "" : ":" + line) + ")";
    }
}
