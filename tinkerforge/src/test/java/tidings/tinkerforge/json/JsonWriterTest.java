package tidings.tinkerforge.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.testkit.Check;
import tidings.testkit.Gen;

class JsonWriterTest {

    @Test
    void separatesWithOneBlank() {
        String text = JsonWriter.object().member("a", List.of(1L, true)).member("b", null).member("c", 'x').end();
        assertThat(text).isEqualTo("{\"a\": [1, true], \"b\": null, \"c\": \"x\"}");
        assertThat(JsonWriter.object().end()).isEqualTo("{}");
    }

    @Test
    void writesAsciiOnly() {
        assertThat(JsonWriter.write("é\u007f\u0001/\"\\\b\f\n\r\t😀"))
                .isEqualTo("\"\\u00e9\\u007f\\u0001/\\\"\\\\\\b\\f\\n\\r\\t\\ud83d\\ude00\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e+16", "1000000000000000.0", "9999999999999998.0", "1.2345678901234568e+17", "0.0001",
        "1e-05", "0.00012345", "-0.0", "3.4028234663852886e+38", "1.401298464324817e-45", "1e+22", "1.5e+300",
        "12345.678", "10000000.0", "12345678.9", "0.001", "1.0", "-2.5"})
    void writesFloatsAsPythonDoes(String number) {
        assertThat(JsonWriter.write(Double.parseDouble(number))).isEqualTo(number);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.10000000149011612", "1, 1.0", "3.4028235e38, 3.4028234663852886e+38"})
    void widensSinglePrecision(float number, String text) {
        assertThat(JsonWriter.write(number)).isEqualTo(text);
    }

    @Test
    void writesNullForWhatIsNoNumber() {
        assertThat(JsonWriter.write(Arrays.asList(Float.NaN, Double.POSITIVE_INFINITY))).isEqualTo("[null, null]");
    }

    @Test
    void writesLargeIntegersInFull() {
        assertThat(JsonWriter.write(new BigInteger("18446744073709551615"))).isEqualTo("18446744073709551615");
    }

    @Test
    void readsBackWhatItWrites() {
        Gen<Double> numbers = (random, size) -> Double.longBitsToDouble(random.nextLong());
        Check.forAll(numbers, number -> {
            if (Double.isFinite(number)) {
                assertThat(JsonReader.read(JsonWriter.write(number))).isEqualTo(number);
            }
        });
    }
}
