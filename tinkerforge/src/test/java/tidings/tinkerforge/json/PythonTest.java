package tidings.tinkerforge.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PythonTest {

    @ParameterizedTest
    @CsvSource(ignoreLeadingAndTrailingWhitespace = false, value = {"12,12", "' -0x1F ',-31", "1_000,1000", "0_0,0",
        "00,0", "0x_f,15", "٣,3", "0B11,3", "0o17,15", "+5,5", "-00,0", "\u00a05,5"})
    void readsIntegers(String text, long number) {
        assertThat(PythonInt.parse(text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"09", "0x", "_1", "1_", "1__0", "²", "-", "", "0_9", "1.0", "a", "0xg", "- 1", "1 2"})
    void knowsWhatIsNoInteger(String text) {
        assertThat(PythonInt.parse(text)).isNull();
    }

    @Test
    void readsIntegersOfAnySize() {
        assertThat(PythonInt.parse("18446744073709551616")).isEqualTo(BigInteger.TWO.pow(64));
    }

    @Test
    void quotesTexts() {
        assertThat(PythonText.quoted("a'b")).isEqualTo("\"a'b\"");
        assertThat(PythonText.quoted("a\"b")).isEqualTo("'a\"b'");
        assertThat(PythonText.quoted("a'\"b")).isEqualTo("'a\\'\"b'");
        assertThat(PythonText.quoted("é\n\t\u007f\u0000\u200b\u00ad\\"))
                .isEqualTo("'é\\n\\t\\x7f\\x00\\u200b\\xad\\\\'");
        assertThat(PythonText.quoted("a'bÿ\n".getBytes(StandardCharsets.ISO_8859_1))).isEqualTo("b\"a'b\\xff\\n\"");
    }

    @ParameterizedTest
    @CsvSource({
        "ff, byte 0xff in position 0: invalid start byte",
        "61c3, byte 0xc3 in position 1: unexpected end of data",
        "e282, bytes in position 0-1: unexpected end of data",
        "e28261, bytes in position 0-1: invalid continuation byte",
        "c361, byte 0xc3 in position 0: invalid continuation byte",
        "eda080, byte 0xed in position 0: invalid continuation byte",
        "c080, byte 0xc0 in position 0: invalid start byte",
        "f09f98, bytes in position 0-2: unexpected end of data"})
    void saysWhatIsNoUtf8(String hex, String message) {
        assertThatThrownBy(() -> Utf8Text.decode(HexFormat.of().parseHex(hex)))
                .hasMessage("'utf-8' codec can't decode " + message);
    }

    @Test
    void decodesUtf8() {
        assertThat(Utf8Text.decode("aé€😀".getBytes(StandardCharsets.UTF_8))).isEqualTo("aé€😀");
    }
}
