package tidings.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Examples of documents, taken from the source of the tests that run them, so that neither can differ from the other:
///
/// ```
/// //> title
/// //| a line of text, if any
/// code
/// //<
/// ```
///
/// The test that compares a document with its examples writes it anew where the system property `docs.write` is set.
public final class Examples {

    private static final Pattern BLOCK = Pattern.compile("(?s)<!-- (.+?) -->\n```java\n(.*?)```");

    private Examples() {}

    /// One example.
    ///
    /// @param text a sentence or two
    public record Example(String title, String text, String code) {}

    /// The examples of a source, in their order.
    ///
    /// @param shown what stands in the document in place of something in the source, such as an address
    public static List<Example> read(Path source, Map<String, String> shown) {
        List<Example> examples = new ArrayList<>();
        String title = "";
        List<String> text = new ArrayList<>();
        List<String> code = new ArrayList<>();
        boolean inside = false;
        for (String line : lines(source)) {
            String bare = line.strip();
            if (bare.startsWith("//> ")) {
                title = bare.substring(4);
                inside = true;
            } else if (bare.equals("//<")) {
                examples.add(new Example(title, String.join(" ", text), shown(code, shown)));
                text.clear();
                code.clear();
                inside = false;
            } else if (inside && bare.startsWith("//| ")) {
                text.add(bare.substring(4));
            } else if (inside) {
                code.add(line);
            }
        }
        return examples;
    }

    /// A document in which each block of code under a line `<!-- title -->` is that of the example of this title.
    ///
    /// @throws AssertionError if there is no such example
    public static String filled(String document, List<Example> examples) {
        return BLOCK.matcher(document).replaceAll(found -> {
            Example example = examples.stream()
                    .filter(one -> one.title().equals(found.group(1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("There is no example '" + found.group(1) + "'"));
            return Matcher.quoteReplacement(
                    "<!-- " + example.title() + " -->\n```java\n" + example.code() + "```");
        });
    }

    /// Compares a document with what it should be, or writes it.
    ///
    /// @throws AssertionError if it differs
    public static void check(Path document, String expected) {
        try {
            if (Boolean.getBoolean("docs.write")) {
                Files.writeString(document, expected);
            } else if (!Files.readString(document).equals(expected)) {
                throw new AssertionError(document.getFileName() + " differs from the examples that are tested;"
                        + " -Ddocs.write=true writes it anew");
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String shown(List<String> code, Map<String, String> shown) {
        int indent = code.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> line.length() - line.stripLeading().length())
                .min()
                .orElse(0);
        StringBuilder text = new StringBuilder();
        for (String line : code) {
            text.append(line.isBlank() ? "" : line.substring(indent)).append('\n');
        }
        String all = text.toString();
        for (Map.Entry<String, String> one : shown.entrySet()) {
            all = all.replaceAll("\\b" + one.getKey() + "\\b", Matcher.quoteReplacement(one.getValue()));
        }
        return all;
    }

    private static List<String> lines(Path source) {
        try {
            return Files.readAllLines(source);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
