package tidings.tinkerforge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.testkit.Check;
import tidings.testkit.Gen;

class JsonReaderTest {

    private static final String PIECES = "{}[],:\"\\u0123eE+-.nultrfasNI \n\t\ud83d\ude00";

    /// As Python 3.11 says it.
    static List<Arguments> mistakes() {
        return List.of(
                Arguments.of("", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
                Arguments.of("}", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("{\"a\"", "Expecting ':' delimiter: line 1 column 5 (char 4)"),
                Arguments.of("{\"a\":", "Expecting value: line 1 column 6 (char 5)"),
                Arguments.of("{\"a\":1", "Expecting ',' delimiter: line 1 column 7 (char 6)"),
                Arguments.of("{\"a\":1,",
                        "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"),
                Arguments.of("{\"a\":1,}",
                        "Expecting property name enclosed in double quotes: line 1 column 8 (char 7)"),
                Arguments.of("[", "Expecting value: line 1 column 2 (char 1)"),
                Arguments.of("[1", "Expecting ',' delimiter: line 1 column 3 (char 2)"),
                Arguments.of("[1,", "Expecting value: line 1 column 4 (char 3)"),
                Arguments.of("[1,]", "Expecting value: line 1 column 4 (char 3)"),
                Arguments.of("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
                Arguments.of("{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"),
                Arguments.of("{a:1}", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
                Arguments.of("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
                Arguments.of("\"a\\", "Unterminated string starting at: line 1 column 1 (char 0)"),
                Arguments.of("\"\\x\"", "Invalid \\escape: line 1 column 2 (char 1)"),
                Arguments.of("\"\\u12\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
                Arguments.of("\"\\u12zz\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
                Arguments.of("\"a\nb\"", "Invalid control character at: line 1 column 3 (char 2)"),
                Arguments.of("01", "Extra data: line 1 column 2 (char 1)"),
                Arguments.of("1.", "Extra data: line 1 column 2 (char 1)"),
                Arguments.of("-", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("+1", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("1e", "Extra data: line 1 column 2 (char 1)"),
                Arguments.of("tru", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("nul", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("{} x", "Extra data: line 1 column 4 (char 3)"),
                Arguments.of("\n\n  x", "Expecting value: line 3 column 3 (char 4)"),
                Arguments.of("\u00e9\"", "Expecting value: line 1 column 1 (char 0)"),
                Arguments.of("\"\u00e9\" \ud83d\ude00x", "Extra data: line 1 column 5 (char 4)"),
                Arguments.of("[1,\n2,,3]", "Expecting value: line 2 column 3 (char 6)"),
                Arguments.of("\ufeff{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"),
                Arguments.of(" ", "Expecting value: line 1 column 2 (char 1)"),
                Arguments.of("[[", "Expecting value: line 1 column 3 (char 2)"),
                Arguments.of("{\"a\":}", "Expecting value: line 1 column 6 (char 5)"),
                Arguments.of("1 2", "Extra data: line 1 column 3 (char 2)"),
                Arguments.of("\"\\u00\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"),
                Arguments.of("\"\\ud83d\"x", "Extra data: line 1 column 9 (char 8)"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> JsonReader.read(text)).isInstanceOf(JsonException.class).hasMessage(message);
    }

    @Test
    void tellsWholeNumbersFromOthers() {
        assertThat(JsonReader.read("[1, -0, 1.0, 1e2, 9223372036854775807, 9223372036854775808, NaN, -Infinity]"))
                .isEqualTo(List.of(1L, 0L, 1.0, 100.0, Long.MAX_VALUE, new BigInteger("9223372036854775808"),
                        Double.NaN, Double.NEGATIVE_INFINITY));
    }

    @Test
    void takesTheLastOfMembersWithTheSameName() {
        assertThat(JsonReader.read("{\"a\": 1, \"b\": true, \"a\": \"\\u00e9\\n\"}"))
                .isEqualTo(Map.of("a", "\u00e9\n", "b", true));
    }

    @Test
    void keepsMembersWithTheSameNameWhereAsked() {
        assertThat(JsonReader.readMembers("{\"t\": 1, \"t\": {\"x\": 2}, \"in\": {\"x\": 3}}", Set.of("in")))
                .isEqualTo(List.of(
                        new JsonReader.Member("t", 1L), new JsonReader.Member("t", Map.of("x", 2L)),
                        new JsonReader.Member("in", List.of(new JsonReader.Member("x", 3L)))));
    }

    /// Whatever comes: a value, or what is wrong with it.
    @Test
    void neverFailsInAnotherWay() {
        Gen<String> texts = (random, size) -> {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < size; i++) {
                text.append(PIECES.charAt(random.nextInt(PIECES.length())));
            }
            return text.toString();
        };
        Check.forAll(texts, text -> {
            try {
                JsonReader.read(text);
                JsonReader.readMembers(text, Set.of("n"));
            } catch (JsonException wrong) {
                assertThat(wrong.getMessage()).isNotEmpty();
            }
        });
    }

    @Test
    void refusesWhatIsTooDeepOrTooLong() {
        assertThatThrownBy(() -> JsonReader.read("[".repeat(100_000))).hasMessageContaining("recursion");
        assertThatThrownBy(() -> JsonReader.read("1".repeat(10_000))).hasMessageContaining("4300 digits");
    }
}
