package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The tests that docs/checklist.md names are there.
class ChecklistTest {

    private static final Path HOUSE = Path.of("..");
    private static final Pattern NAME = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    @Test
    void eachFaultIsLookedForByTestsThatThereAre() throws IOException {
        String list = Files.readString(HOUSE.resolve("docs/checklist.md"));
        String all = tests();
        assertThat(NAME.matcher(list).results().map(name -> name.group(1) + "." + name.group(2)).distinct())
                .hasSizeGreaterThan(80)
                .allMatch(new TreeSet<>(names(all))::contains, "is a test");
        assertThat(list.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| -"))
                .filter(line -> !line.startsWith("| What went wrong")))
                .allMatch(line -> NAME.matcher(line).find(), "names a test");
    }

    /// The sources of all tests of all modules, each behind the name of its file.
    private static String tests() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> modules = Files.list(HOUSE)) {
            for (Path module : modules.map(one -> one.resolve("src/test/java")).filter(Files::isDirectory).toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith("Test.java")
                            || file.toString().endsWith("Contract.java"))
                            .forEach(file -> all.append("class ")
                                    .append(file.getFileName())
                                    .append('\n')
                                    .append(text(file)));
                }
            }
        }
        return all.toString();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(String sources) {
        List<String> names = new ArrayList<>();
        String of = "";
        for (String line : sources.lines().toList()) {
            if (line.startsWith("class ") && line.endsWith(".java")) {
                of = line.substring("class ".length(), line.length() - ".java".length());
            } else if (line.startsWith("    void ") && line.contains("(")) {
                names.add(of + "." + line.substring("    void ".length(), line.indexOf('(')));
            }
        }
        return names;
    }
}
