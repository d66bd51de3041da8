package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/// docs/device-api.md names tests that there are.
class DeviceApiDocumentTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "device-api.md");
    private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| [^|]+ \\| ([^|]+) \\|");
    private static final String HEAD = "---";

    @Test
    void eachTestExists() throws IOException {
        List<String> tests;
        try (Stream<String> lines = Files.lines(DOCUMENT)) {
            tests = lines.map(ROW::matcher)
                    .filter(row -> row.matches() && !row.group(1).equals(HEAD))
                    .flatMap(row -> Arrays.stream(row.group(2).split("<br>")))
                    .toList();
        }
        assertThat(tests).hasSizeGreaterThan(80).allMatch(DeviceApiDocumentTest::exists);
    }

    private static boolean exists(String test) {
        int dot = test.lastIndexOf('.');
        try {
            return Arrays.stream(Class.forName("tidings.device." + test.substring(0, dot)).getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(test.substring(dot + 1)) && runs(method));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean runs(Method method) {
        return !method.isAnnotationPresent(Disabled.class)
                && (method.isAnnotationPresent(Test.class) || method.isAnnotationPresent(ParameterizedTest.class));
    }
}
