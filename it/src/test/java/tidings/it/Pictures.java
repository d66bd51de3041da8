package tidings.it;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;

/// The screenshots of the documentation: written where `-Ddocs.write=true` asks for them, and nowhere else.
final class Pictures {

    private static final boolean WANTED = Boolean.getBoolean("docs.write");
    private static final Path FOLDER = Path.of("..", "docs", "screenshots");
    private static final int COLOURS = 256;
    private static final int ALIKE = 60; // shades between two colours would use up the palette

    private Pictures() {}

    static boolean wanted() {
        return WANTED;
    }

    /// Keeps a picture, with as many colours as a palette has: a page has few, and the file is a third as large.
    static void keep(String name, byte[] png) {
        try {
            Files.createDirectories(FOLDER);
            BufferedImage few = withPalette(ImageIO.read(new ByteArrayInputStream(png)));
            ImageIO.write(few, "png", FOLDER.resolve(name + ".png").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BufferedImage withPalette(BufferedImage image) {
        int[] palette = mostUsed(image);
        IndexColorModel colours = new IndexColorModel(8, palette.length, palette, 0, false, -1, 0);
        BufferedImage few = new BufferedImage(
                image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, colours);
        Map<Integer, Integer> nearest = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int index = nearest.computeIfAbsent(image.getRGB(x, y), colour -> nearest(palette, colour));
                few.getRaster().setSample(x, y, 0, index);
            }
        }
        return few;
    }

    private static int[] mostUsed(BufferedImage image) {
        Map<Integer, Integer> uses = new HashMap<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                uses.merge(image.getRGB(x, y), 1, Integer::sum);
            }
        }
        List<Integer> colours = new ArrayList<>();
        uses.entrySet()
                .stream()
                .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                .map(Map.Entry::getKey)
                .filter(colour -> colours.size() < COLOURS
                        && colours.stream().noneMatch(other -> distance(other, colour) < ALIKE))
                .forEach(colours::add);
        return colours.stream().mapToInt(Integer::intValue).toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        for (int i = 1; i < palette.length; i++) {
            if (distance(palette[i], colour) < distance(palette[best], colour)) {
                best = i;
            }
        }
        return best;
    }

    private static int distance(int one, int other) {
        Color a = new Color(one);
        Color b = new Color(other);
        int red = a.getRed() - b.getRed();
        int green = a.getGreen() - b.getGreen();
        int blue = a.getBlue() - b.getBlue();
        return red * red + green * green + blue * blue;
    }
}
