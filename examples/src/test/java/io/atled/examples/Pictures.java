package io.atled.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/// What tests ask of a picture.
final class Pictures {
    /// Thin lines are mixed with what is behind them.
    private static final int NEAR = 40;

    /// So many pixels of a color are a line or a few dots.
    private static final int LEAST = 40;

    private Pictures() {}

    /// A PNG of a size in pixels, in which each of these colors is to be seen.
    static void assertDrawn(Path file, int width, int height, List<Color> colors)
            throws IOException {
        BufferedImage picture = ImageIO.read(file.toFile());
        assertEquals(width, picture.getWidth(), file.toString());
        assertEquals(height, picture.getHeight(), file.toString());
        for (Color color : colors) {
            long pixels = IntStream.range(0, width * height)
                    .filter(i -> near(color, new Color(picture.getRGB(i % width, i / width))))
                    .count();
            assertTrue(pixels > LEAST, color + " in " + pixels + " pixels of " + file);
        }
    }

    private static boolean near(Color a, Color b) {
        return Math.abs(a.getRed() - b.getRed()) + Math.abs(a.getGreen() - b.getGreen())
                + Math.abs(a.getBlue() - b.getBlue()) < NEAR;
    }
}
