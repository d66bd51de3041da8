package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.testkit.Await;
import tidings.tinkerforge.tfp.ErrorCode;

/// What those see who talk to the gateway. Each test has bricks of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {

    private Rig rig;

    @BeforeAll
    void start() {
        rig = Rig.running();
    }

    @AfterAll
    void stop() {
        rig.close();
    }

    private String uid(String device) {
        return rig.simulator().uid(device);
    }

    @Test
    void answersRequests() {
        rig.publish("tinkerforge/request/rgb_led_bricklet/" + uid("rgb_led_bricklet") + "/set_rgb_value",
                "{\"r\":255, \"g\":127, \"b\":\" 0x10 \"}");
        assertThat(rig.ask("rgb_led_bricklet", "get_rgb_value", ""))
                .isEqualTo("{\"r\": 255, \"g\": 127, \"b\": 16}");
    }

    @Test
    void understandsAndSaysSymbols() {
        String device = "rgb_led_button_bricklet";
        String set = "tinkerforge/request/" + device + "/" + uid(device) + "/set_status_led_config";
        rig.publish(set, "{\"config\": \"show_heartbeat\"}");
        assertThat(rig.ask(device, "get_status_led_config", "{}")).isEqualTo("{\"config\": \"show_heartbeat\"}");
        rig.publish(set, "{\"config\": 1}");
        assertThat(rig.ask(device, "get_status_led_config", "{}")).isEqualTo("{\"config\": \"on\"}");
    }

    @Test
    void copiesUidAndSuffixToTheAnswer() {
        String device = "voltage_bricklet";
        String path = device + "/111" + uid(device) + "/get_voltage//a/";
        rig.publish("tinkerforge/request/" + path, "");
        assertThat(rig.next("tinkerforge/response/" + path)).startsWith("{\"voltage\": ");
    }

    @Test
    void saysWhatADeviceIs() {
        String uid = uid("accelerometer_bricklet");
        assertThat(rig.ask("accelerometer_bricklet", "get_identity", "{}"))
                .startsWith("{\"uid\": \"" + uid + "\", \"connected_uid\": ")
                .endsWith("\"device_identifier\": \"accelerometer_bricklet\","
                        + " \"_display_name\": \"Accelerometer Bricklet\"}");
    }

    @Test
    void answersTextsAlone() {
        assertThat(rig.ask("lcd_20x4_bricklet", "get_default_text", "{\"line\": 0}")).startsWith("{\"text\": \"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "set_rgb_value | {\"r\":1, \"b\":2} | The arguments ['g'] where missing for a call of set_rgb_value of device UID of type rgb_led_v2_bricklet.",
        "set_rgb_value | {} | The arguments ['r', 'g', 'b'] where missing for a call of set_rgb_value of device UID of type rgb_led_v2_bricklet.",
        "set_rgb_value | 17 | The arguments ['r', 'g', 'b'] where missing for a call of set_rgb_value of device UID of type rgb_led_v2_bricklet.",
        "set_rgb_value | {\"r\":1.0, \"g\":1, \"b\":1} | Call set_rgb_value of rgb_led_v2_bricklet UID: Argument r was not of expected type int and could not converted because: int() can't convert non-string with explicit base.",
        "set_rgb_value | {\"r\":\"x\", \"g\":1, \"b\":1} | Call set_rgb_value of rgb_led_v2_bricklet UID: Argument r was not of expected type int and could not converted because: invalid literal for int() with base 0: 'x'.",
        "set_rgb_value | {\"r\":256, \"g\":1, \"b\":1} | ubyte format requires 0 <= number <= 255 (call of set_rgb_value of rgb_led_v2_bricklet UID)",
        "set_rgb_value | {\"r\":1, | Could not parse payload for set_rgb_value call of rgb_led_v2_bricklet UID as JSON: Expecting property name enclosed in double quotes: line 1 column 8 (char 7)",
        "set_hue | {} | Unknown function set_hue for device UID of type rgb_led_v2_bricklet",
        "set_status_led_config | {\"config\": \"dim\"} | Call set_status_led_config of rgb_led_v2_bricklet UID: Argument config was not of expected type int and could not converted because: invalid literal for int() with base 0: 'dim'.",
    })
    void saysWhatIsWrong(String function, String payload, String error) {
        String device = "rgb_led_v2_bricklet";
        String path = device + "/" + uid(device) + "/" + function + "/" + payload.hashCode();
        rig.publish("tinkerforge/request/" + path, payload);
        assertThat(rig.next("tinkerforge/response/" + path)).isEqualTo(
                "{\"_ERROR\": \"" + error.replace("UID", uid(device)).replace("\"", "\\\"") + "\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "toaster_bricklet/abc | Unknown device type toaster_bricklet",
        "common_test_bricklet/abc | Unknown device type common_test_bricklet",
        "dc_brick/0l | Could not parse UID \\\"0l\\\": UID \\\"0l\\\" contains invalid character (-13)",
        "dc_brick/ | Could not create device object: UID \\\"\\\" is empty or maps to zero (-13)",
        "dc_brick/11 | Could not create device object: UID \\\"11\\\" is empty or maps to zero (-13)",
        "dc_brick/ZZZZZZZZZZZZ | Could not create device object: UID \\\"ZZZZZZZZZZZZ\\\" is too big (-13)",
        "dc_brick/12 | Could not create device object: UID \\\"12\\\" is that of the Brick Daemon (-13)"})
    void saysWhichDeviceCannotBe(String path, String error) {
        rig.publish("tinkerforge/request/" + path + "/get_identity", "{");
        assertThat(rig.next("tinkerforge/response/" + path + "/get_identity")).isEqualTo("{\"_ERROR\": \"" + error
                + "\"}");
    }

    @Test
    void saysNullForTheResultsOfCallsThatFail() {
        assertThat(rig.ask("gps_v2_bricklet", "get_coordinates", "{\"a\": 1}")).doesNotContain("_ERROR");
        rig.simulator().refuse(uid("gps_v2_bricklet"), ErrorCode.INVALID_PARAMETER);
        assertThat(rig.ask("gps_v2_bricklet", "get_coordinates", "{}")).isEqualTo(
                "{\"latitude\": null, \"ns\": null, \"longitude\": null, \"ew\": null, \"_ERROR\":"
                        + " \"Got invalid parameter for function 1 (call of get_coordinates of gps_v2_bricklet "
                        + uid("gps_v2_bricklet") + ")\"}");
        rig.simulator().refuse(uid("gps_v2_bricklet"), ErrorCode.OK);
    }

    @Test
    void saysWhenADeviceIsAnotherOne() {
        String uid = uid("dual_relay_bricklet");
        for (int i = 0; i < 2; i++) {
            rig.publish("tinkerforge/request/dust_detector_bricklet/" + uid + "/get_dust_density", "");
            assertThat(rig.next("tinkerforge/response/dust_detector_bricklet/" + uid + "/get_dust_density")).isEqualTo(
                    "{\"dust_density\": null, \"_ERROR\": \"UID " + uid + " belongs to a Dual Relay Bricklet instead of"
                            + " the expected Dust Detector Bricklet (call of get_dust_density of"
                            + " dust_detector_bricklet " + uid + ")\"}");
        }
    }

    @Test
    void saysOnlyTheErrorWhenAStreamIsAskedOfAnotherDevice() {
        String uid = uid("dual_relay_bricklet");
        String path = "nfc_bricklet/" + uid + "/reader_read_ndef";
        rig.publish("tinkerforge/request/" + path, "");
        assertThat(rig.next("tinkerforge/response/" + path)).isEqualTo("{\"_ERROR\": \"UID " + uid
                + " belongs to a Dual Relay Bricklet instead of the expected NFC Bricklet\"}");
    }

    @Test
    void learnsOfErrorsOfSettersWhereThatIsWanted() {
        String device = "rgb_led_button_bricklet";
        String wrong = "{\"red\": 101, \"green\": 0, \"blue\": 0, \"_response_expected\": true}";
        assertThat(rig.error(device, "set_color_calibration", wrong))
                .startsWith("Got invalid parameter for function 5");
        // from now on
        assertThat(rig.error(device, "set_color_calibration", "{\"red\": 101, \"green\": 0, \"blue\": 0}"))
                .startsWith("Got invalid parameter for function 5");
    }

    /// However long a call waits for its turn.
    @Test
    void learnsOfErrorsAsWasWantedWhenTheRequestCame() {
        String path = "dc_brick/" + uid("dc_brick") + "/set_drive_mode";
        for (int i = 0; i < 500; i++) {
            rig.publish("tinkerforge/request/" + path + "/" + i,
                    "{\"mode\": 255, \"_response_expected\": " + (i % 2 == 0) + "}");
        }
        rig.ask("dc_brick", "get_identity", "");
        for (int i = 0; i < 500; i++) {
            assertThat(rig.heard("tinkerforge/response/" + path + "/" + i)).hasSize(i % 2 == 0 ? 1 : 0);
        }
    }

    @Test
    void sendsAndFetchesStreams() {
        String device = "led_strip_v2_bricklet";
        StringBuilder values = new StringBuilder("0");
        for (int i = 1; i < 150; i++) {
            values.append(", ").append(i);
        }
        rig.publish("tinkerforge/request/" + device + "/" + uid(device) + "/set_led_values",
                "{\"index\": 0, \"value\": [" + values + "]}");
        assertThat(rig.ask(device, "get_led_values", "{\"index\": 0, \"length\": 150}"))
                .isEqualTo("{\"value\": [" + values + "]}");
    }

    @Test
    void saysHowMuchOfAStreamWasTaken() {
        assertThat(rig.ask("rs485_bricklet", "write", "{\"message\": [\"a\", \"b\", \"\\u00e9\"]}"))
                .isEqualTo("{\"message-written\": 3}");
        assertThat(rig.ask("rs485_bricklet", "write", "{\"message\": []}")).isEqualTo("{\"message-written\": 0}");
        assertThat(rig.ask("rs485_bricklet", "write", "{\"message\": \"ab\"}")).startsWith(
                "{\"message-written\": null, \"_ERROR\": \"Call write of rs485_bricklet")
                .endsWith(
                        "Argument message was not of expected type list of char.\"}");
    }

    @Test
    void tellsCallbacksToThoseWhoAskedForThem() {
        String path = "motion_detector_v2_bricklet/" + uid("motion_detector_v2_bricklet") + "/motion_detected";
        rig.publish("tinkerforge/register/" + path, "true");
        rig.publish("tinkerforge/register/" + path, "true");
        rig.publish("tinkerforge/register/" + path + "/room/1", "{\"register\": true}");
        rig.publish("tinkerforge/register/" + path + "/room/2", "{\"register\": false}");
        rig.ask("motion_detector_v2_bricklet", "get_identity", "");
        rig.simulator().fire(uid("motion_detector_v2_bricklet"), "motion_detected");
        assertThat(rig.next("tinkerforge/callback/" + path)).isEqualTo("{}");
        assertThat(rig.next("tinkerforge/callback/" + path + "/room/1")).isEqualTo("{}");

        rig.publish("tinkerforge/register/" + path, "false");
        rig.ask("motion_detector_v2_bricklet", "get_identity", "");
        rig.simulator().fire(uid("motion_detector_v2_bricklet"), "motion_detected");
        assertThat(rig.next("tinkerforge/callback/" + path + "/room/1")).isEqualTo("{}");
        assertThat(rig.heard("tinkerforge/callback/" + path)).isEmpty();
        assertThat(rig.heard("tinkerforge/callback/" + path + "/room/2")).isEmpty();
    }

    @Test
    void joinsTheChunksOfCallbacks() {
        String uid = uid("thermal_imaging_bricklet");
        String path = "thermal_imaging_bricklet/" + uid + "/high_contrast_image";
        rig.publish("tinkerforge/register/" + path, "true");
        rig.ask("thermal_imaging_bricklet", "get_identity", "");
        rig.simulator().fire(uid, "high_contrast_image");
        assertThat(rig.next("tinkerforge/callback/" + path)).startsWith("{\"image\": [").hasSizeGreaterThan(10_000);
    }

    @Test
    void tellsNoCallbacksOfADeviceOfAnotherType() {
        String uid = uid("linear_poti_v2_bricklet");
        rig.publish("tinkerforge/register/rotary_poti_v2_bricklet/" + uid + "/position", "true");
        rig.publish("tinkerforge/register/linear_poti_v2_bricklet/" + uid + "/position", "true");
        rig.ask("linear_poti_v2_bricklet", "get_identity", "");
        rig.simulator().fire(uid, "position");
        rig.next("tinkerforge/callback/linear_poti_v2_bricklet/" + uid + "/position");
        rig.ask("linear_poti_v2_bricklet", "get_identity", "");
        assertThat(rig.heard("tinkerforge/callback/rotary_poti_v2_bricklet/" + uid + "/position")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "dc_brick/UID/under_voltage | x | Could not parse payload for under_voltage callback registration of <class '__main__.DCBrick'> dc_brick as JSON encoding a boolean: Expecting value: line 1 column 1 (char 0)",
        "dc_brick/UID/under_voltage | \"a\" | Expected bool as parameter of callback registration, but got \\\"a\\\"",
        "dc_brick/0/under_voltage | 1 | Expected bool as parameter of callback registration, but got 1",
        "dc_brick/0/under_voltage | false | Could not parse UID \\\"0\\\": UID \\\"0\\\" contains invalid character (-13)",
        "dc_brick/1/under_voltage | {} | Expected bool as parameter of callback registration, but got {}",
        "dc_brick/1/under_voltage | true | Could not create device object: UID \\\"1\\\" is empty or maps to zero (-13)",
        "dc_brick/UID/over_voltage | true | Unknown callback over_voltage for device UID of type dc_brick",
        "ip_connection/enumerate | [ | Could not parse payload for enumerate callback registration as JSON encoding a boolean: Expecting value: line 1 column 2 (char 1)",
        "ip_connection/enumerate | 1 | Expected bool as parameter of callback registration, but got 1",
        "ip_connection/reconnect | true | Unknown ip connection callback reconnect",
        "bindings/restart | true | Unknown bindings request register"})
    void saysWhatIsWrongWithARegistration(String path, String payload, String error) {
        String suffix = path.replace("UID", uid("dc_brick")) + "/" + payload.hashCode();
        rig.publish("tinkerforge/register/" + suffix, payload);
        assertThat(rig.next("tinkerforge/callback/" + suffix))
                .isEqualTo("{\"_ERROR\": \"" + error.replace("device UID", "device " + uid("dc_brick")) + "\"}");
    }

    @Test
    void removesRegistrationsSilentlyWhereNoneCanBe() {
        List.of("1", "", "2", "ZZZZZZZZZZZZ")
                .forEach(
                        uid -> rig.publish("tinkerforge/register/dc_brick/" + uid + "/under_voltage", "false"));
        rig.ask("dc_brick", "get_identity", "");
        assertThat(rig.topics()).noneMatch(topic -> topic.matches("tinkerforge/callback/dc_brick/(1|2|Z*)/.*"));
    }

    @Test
    void tellsOfTheConnection() {
        rig.publish("tinkerforge/request/ip_connection/get_connection_state/x", "nonsense");
        assertThat(rig.next("tinkerforge/response/ip_connection/get_connection_state/x"))
                .isEqualTo("{\"connection_state\": \"connected\"}");
        rig.publish("tinkerforge/request/ip_connection/connect", "");
        assertThat(rig.next("tinkerforge/response/ip_connection/connect"))
                .isEqualTo("{\"_ERROR\": \"Unknown ip connection function connect\"}");
        rig.publish("tinkerforge/request/bindings/reset", "");
        assertThat(rig.next("tinkerforge/response/bindings/reset"))
                .isEqualTo("{\"_ERROR\": \"Unknown bindings function reset\"}");
    }

    @Test
    void enumeratesDevices() {
        rig.publish("tinkerforge/register/ip_connection/enumerate/all", "true");
        rig.publish("tinkerforge/request/ip_connection/enumerate", "");
        String topic = "tinkerforge/callback/ip_connection/enumerate/all";
        Await.until("all are told", () -> rig.heard(topic).size() == 154);
        assertThat(rig.heard(topic)).anyMatch(event -> event.startsWith("{\"uid\": \"" + uid("nfc_bricklet") + "\"")
                && event.endsWith("\"device_identifier\": \"nfc_bricklet\", \"enumeration_type\": \"available\","
                        + " \"_display_name\": \"NFC Bricklet\"}"));
    }

    @Test
    void decodesOnlyUtf8() {
        String path = "ip_connection/get_connection_state/utf8";
        rig.publish("tinkerforge/request/" + path, "\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(rig.next("tinkerforge/response/" + path)).isEqualTo("{\"_ERROR\": \"Could not decode payload as"
                + " utf-8: 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data\"}");
    }

    @Test
    void saysNothingOfTopicsThatAreNone() {
        rig.publish("tinkerforge/request", "");
        rig.publish("tinkerforge/request/dc_brick/abc", "");
        rig.publish("tinkerforge/request/ip_connection", "");
        rig.ask("sound_intensity_bricklet", "get_intensity", "");
        assertThat(rig.topics()).noneMatch(topic -> topic.startsWith("tinkerforge/response/dc_brick/abc")
                || topic.equals("tinkerforge/response/ip_connection") || topic.equals("tinkerforge/response"));
    }

    @Test
    void aDeadBrickDelaysNobodyElse() {
        rig.simulator().silent(uid("tilt_bricklet"), true);
        String dead = "tilt_bricklet/" + uid("tilt_bricklet") + "/get_tilt_state";
        rig.publish("tinkerforge/request/" + dead, "");
        assertThat(rig.ask("line_bricklet", "get_reflectivity", "")).doesNotContain("_ERROR");
        assertThat(rig.heard("tinkerforge/response/" + dead)).isEmpty();
    }

    @Test
    void answersInOrder() {
        String device = "temperature_v2_bricklet";
        for (int i = 0; i < 200; i++) {
            rig.publish("tinkerforge/request/" + device + "/" + uid(device) + "/set_heater_configuration",
                    "{\"heater_config\": " + i % 2 + "}");
            rig.publish("tinkerforge/request/" + device + "/" + uid(device) + "/get_heater_configuration", "");
        }
        for (int i = 0; i < 200; i++) {
            assertThat(rig.next("tinkerforge/response/" + device + "/" + uid(device) + "/get_heater_configuration"))
                    .isEqualTo("{\"heater_config\": \"" + (i % 2 == 0 ? "disabled" : "enabled") + "\"}");
        }
    }
}
