package tidings.tinkerforge.tfp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.DeviceName;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;

class PayloadsTest {

    private static List<Element> request(String device, String function) {
        return Catalog.get().device(device).callable(function).request();
    }

    @ParameterizedTest
    @CsvSource({
        "color_v2_bricklet, set_illuminance_callback_configuration, e8030000 01 78 04030201 ffffffff"})
    void packsWithoutGaps(String device, String function, String hex) {
        List<Element> elements = request(device, function);
        List<Object> values = List.of(1000L, true, 'x', 0x01020304L, 0xFFFF_FFFFL);
        Bytes payload = Bytes.copyOf(HexFormat.of().parseHex(hex.replace(" ", "")));
        assertThat(Payloads.write(elements, values)).isEqualTo(payload);
        assertThat(Payloads.read(elements, payload)).isEqualTo(values);
    }

    @Test
    void packsBooleansAsBits() {
        List<Element> elements = request("industrial_quad_relay_v2_bricklet", "set_value");
        assertThat(Payloads.write(elements, List.of(List.of(true, false, false, true))).toArray())
                .containsExactly(0b1001);
    }

    @Test
    void cutsTextsAtTheirFieldAndFillsThemUp() {
        List<Element> elements = request("lcd_20x4_bricklet", "write_line");
        Bytes cut = Payloads.write(elements, List.of(1L, 2L, "abcdefghijklmnopqrstuvwxyz"));
        assertThat(Payloads.read(elements, cut)).isEqualTo(List.of(1L, 2L, "abcdefghijklmnopqrst"));
        Bytes filled = Payloads.write(elements, List.of(1L, 2L, "ÿ"));
        assertThat(filled.size()).isEqualTo(22);
        assertThat(Payloads.read(elements, filled)).isEqualTo(List.of(1L, 2L, "ÿ"));
    }

    @Test
    void refusesAnotherLength() {
        List<Element> elements = request("lcd_20x4_bricklet", "write_line");
        assertThatThrownBy(() -> Payloads.read(elements, Bytes.EMPTY))
                .isInstanceOf(Payloads.WrongLengthException.class)
                .hasMessageContaining("22 bytes");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "INT8   | 128                  | byte format requires -128 <= number <= 127",
        "UINT8  | -1                   | ubyte format requires 0 <= number <= 255",
        "INT16  | -32769               | short format requires -32768 <= number <= 32767",
        "UINT16 | 65536                | ushort format requires 0 <= number <= 65535",
        "INT32  | 2147483648           | 'i' format requires -2147483648 <= number <= 2147483647",
        "UINT32 | 4294967296           | 'I' format requires 0 <= number <= 4294967295",
        "UINT32 | 18446744073709551615 | 'I' format requires 0 <= number <= 4294967295",
        "UINT32 | -1                   | argument out of range",
        "UINT8  | 9223372036854775808  | argument out of range",
        "INT64  | 9223372036854775808  | argument out of range",
        "UINT64 | 18446744073709551616 | argument out of range",
        "UINT64 | -1                   | argument out of range"})
    void refusesNumbersThatDoNotFit(tidings.tinkerforge.catalog.Type type, BigInteger number, String message) {
        Number value = number.bitLength() < Long.SIZE ? (Number) number.longValue() : number;
        assertThatThrownBy(() -> NumberRange.check(type, value)).isInstanceOf(OutOfRangeException.class)
                .hasMessage(message);
    }

    @Test
    void refusesFloatsBeyondSinglePrecision() {
        assertThatThrownBy(() -> NumberRange.single(1e39)).isInstanceOf(OutOfRangeException.class);
        assertThat(NumberRange.single(Double.POSITIVE_INFINITY)).isInfinite();
    }

    /// Every packet of every device: what is written reads back.
    @Test
    void readsBackAllThatItWrites() {
        SplittableRandom random = new SplittableRandom(7);
        for (DeviceName name : Catalog.get().released()) {
            Device device = Catalog.get().device(name.text());
            for (Function function : device.functions()) {
                readsBack(function.request(), random);
                readsBack(function.response(), random);
            }
            device.callbacks().forEach(callback -> readsBack(callback.elements(), random));
        }
    }

    private static void readsBack(List<Element> elements, SplittableRandom random) {
        byte[] bytes = new byte[Element.bytes(elements)];
        random.nextBytes(bytes);
        List<Object> values = Payloads.read(elements, Bytes.copyOf(bytes));
        assertThat(Payloads.read(elements, Payloads.write(elements, new ArrayList<>(values)))).isEqualTo(values);
    }
}
