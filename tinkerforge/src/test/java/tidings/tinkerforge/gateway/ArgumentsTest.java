package tidings.tinkerforge.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.json.JsonReader;

class ArgumentsTest {

    private static List<Element> elements(String device, String function) {
        return Catalog.get().device(device).callable(function).request();
    }

    private static List<Object> read(String device, String function, String json) {
        return Arguments.read(elements(device, function), (Map<?, ?>) JsonReader.read(json));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "ambient_light_bricklet | set_illuminance_callback_threshold | {\"option\": \"\", \"min\": 0, \"max\": 0} | Argument option was a string of length 0, but a single character was expected.",
        "ambient_light_bricklet | set_illuminance_callback_threshold | {\"option\": \"of\", \"min\": 0, \"max\": 0} | Argument option was a string of length 2, but a single character was expected.",
        "ambient_light_bricklet | set_illuminance_callback_threshold | {\"option\": 1, \"min\": 0, \"max\": 0} | Argument option was not of expected type char.",
        "ambient_light_bricklet | set_illuminance_callback_threshold | {\"option\": \"\u0100\", \"min\": 0, \"max\": 0} | Argument option was not of expected type char.",
        "lcd_20x4_bricklet | write_line | {\"line\": 0, \"position\": 0, \"text\": 7} | Argument text was not of expected type string.",
        "lcd_20x4_bricklet | write_line | {\"line\": 0, \"position\": 0, \"text\": \"\u20ac\"} | Argument text was not of expected type string.",
        "lcd_20x4_bricklet | write_line | {\"line\": true, \"position\": 0, \"text\": \"\"} | Argument line was not of expected type int and could not converted because: int() can't convert non-string with explicit base.",
        "industrial_quad_relay_v2_bricklet | set_value | {\"value\": [true]} | Argument value was a list of length 1, but length 4 was expected.",
        "industrial_quad_relay_v2_bricklet | set_value | {\"value\": [true, 0, true, true]} | Argument value[1] was not of expected type bool.",
        "industrial_quad_relay_v2_bricklet | set_value | {\"value\": {}} | Argument value was not of expected type list of bool.",
        "rs485_bricklet | write | {\"message\": [\"a\", \"bc\"]} | Argument message[1] was not of expected type char.",
        "nfc_bricklet | reader_write_page | {\"page\": 0, \"data\": [0, \"0x10\", \"x\"]} | Argument data[2] was not of expected type int and could not converted because: invalid literal for int() with base 0: 'x'.",
        "piezo_speaker_bricklet | beep | {\"duration\": null, \"frequency\": 1} | Argument duration was not of expected type int and could not converted because: int() can't convert non-string with explicit base."})
    void saysWhichIsOfAnotherType(String device, String function, String json, String mistake) {
        assertThatThrownBy(() -> read(device, function, json)).isInstanceOf(CallException.class).hasMessage(mistake);
    }

    @Test
    void saysHowManyAreAllowed() {
        String items = "0, ".repeat(65_535) + "0";
        assertThatThrownBy(() -> read("nfc_bricklet", "reader_write_ndef", "{\"ndef\": [" + items + "]}"))
                .hasMessage("Argument ndef was a list of length 65536, but max length of 65535 is allowed.");
    }

    @Test
    void takesSymbolsTextsAndNumbersOfAnySize() {
        assertThat(read("ambient_light_bricklet", "set_illuminance_callback_threshold",
                "{\"option\": \"outside\", \"min\": \" -0x10 \", \"max\": 99999999999999999999, \"more\": 1}"))
                .isEqualTo(List.of('o', -16L, new BigInteger("99999999999999999999")));
        assertThat(read("ambient_light_bricklet", "set_illuminance_callback_threshold",
                "{\"option\": \"x\", \"min\": 0, \"max\": 0}").get(0)).isEqualTo('x');
        assertThat(read("e_paper_296x128_bricklet", "fill_display", "{\"color\": \"red\"}")).isEqualTo(List.of(2L));
    }
}
