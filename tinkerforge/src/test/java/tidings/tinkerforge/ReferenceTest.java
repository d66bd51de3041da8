package tidings.tinkerforge;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.tinkerforge.Side.Settings;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.json.JsonWriter;
import tidings.tinkerforge.tfp.ErrorCode;

/// Every function of every device, asked rightly and wrongly.
@BesideReference
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReferenceTest {

    private static final int IMPATIENT_MILLIS = 300;

    private Duel everything;

    static List<Device> devices() {
        return Catalog.get().released().stream().map(name -> Catalog.get().device(name.text())).toList();
    }

    @BeforeAll
    void start() {
        everything = Duel.of(Settings.DEFAULT);
    }

    @AfterAll
    void end(TestReporter reporter) {
        everything.close();
        reporter.publishEntry("messages compared", String.valueOf(everything.compared()));
    }

    @ParameterizedTest
    @MethodSource("devices")
    void answersAlike(Device device) {
        everything.ask(Questions.of(device, everything.uid(device.name().text())));
    }

    @ParameterizedTest
    @CsvSource({"false,false", "true,true", "false,true"})
    void namesValuesAlike(boolean symbolic, boolean longsAsText) {
        try (Duel duel = Duel.of(Settings.DEFAULT.withNames(symbolic, longsAsText))) {
            for (Device device : devices()) {
                duel.ask(Questions.sensible(device, duel.uid(device.name().text())));
                duel.listenTo(device);
            }
            duel.ask(new Question("register/ip_connection/enumerate", "true"));
            duel.ask(List.of("callback/ip_connection/enumerate"), new Question("request/ip_connection/enumerate", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void saysAlikeWhatCannotBeRead(boolean showPayload) {
        try (Duel duel = Duel.of(Settings.DEFAULT.withPayloadShown(showPayload), "dc_brick", "nfc_bricklet")) {
            duel.ask(Questions.unreadable(List.of(
                    "request/" + duel.path("dc_brick") + "set_velocity",
                    "request/" + duel.path("dc_brick") + "get_velocity",
                    "request/" + duel.path("nfc_bricklet") + "reader_write_ndef",
                    "register/" + duel.path("dc_brick") + "velocity_reached",
                    "register/ip_connection/connected", "request/ip_connection/get_connection_state",
                    "request/bindings/x", "register/bindings/x")));
        }
    }

    @Test
    void knowsAlikeWhatThereIs() {
        try (Duel duel = Duel.of(Settings.DEFAULT.withTimeout(IMPATIENT_MILLIS), "dc_brick", "nfc_bricklet")) {
            duel.ask(Questions.addresses(duel.uid("dc_brick")));
        }
    }

    @Test
    void findsOutAlikeWhatADeviceIs() {
        try (Duel duel = Duel.of(Settings.DEFAULT, "dc_brick")) {
            List<Question> questions = new ArrayList<>();
            for (Device device : devices()) {
                String path = device.name().text() + "/" + duel.uid("dc_brick") + "/";
                for (Device.Callable callable : Questions.callables(device)) {
                    Map<String, Object> arguments = Samples.valid(callable.request(), callable.stream(), false);
                    questions.add(new Question("request/" + path + callable.name(), JsonWriter.write(arguments)));
                }
                device.callbacks()
                        .forEach(callback -> questions.add(new Question("register/" + path + callback.name(), "true")));
            }
            duel.ask(questions);
        }
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void failsAlike(ErrorCode code) {
        try (Duel duel = Duel.of(Settings.DEFAULT)) {
            for (Device device : devices()) {
                String name = device.name().text();
                duel.ask(new Question("request/" + duel.path(name) + "get_identity", ""));
                duel.quietly(bricks -> bricks.refuse(bricks.uid(name), code));
                duel.ask(Questions.sensible(device, duel.uid(name)));
            }
        }
    }

    @Test
    void givesUpAlike() {
        try (Duel duel = Duel.of(
                Settings.DEFAULT.withTimeout(IMPATIENT_MILLIS), "dc_brick", "nfc_bricklet", "servo_brick")) {
            List<Question> questions = List.of(
                    new Question("request/" + duel.path("dc_brick") + "get_identity", ""),
                    new Question("request/" + duel.path("dc_brick") + "is_status_led_enabled", ""),
                    new Question("request/" + duel.path("nfc_bricklet") + "reader_read_ndef", ""),
                    new Question("request/" + duel.path("nfc_bricklet") + "get_status_led_config", ""),
                    new Question("request/" + duel.path("servo_brick") + "get_servo_current", "{\"servo_num\": 0}"),
                    new Question("request/" + duel.path("servo_brick") + "enable", "{\"servo_num\": 0}"));
            duel.ask(questions.subList(0, 4));
            for (boolean silent : new boolean[]{true, false, true}) {
                for (String device : List.of("dc_brick", "nfc_bricklet", "servo_brick")) {
                    duel.quietly(bricks -> bricks.silent(bricks.uid(device), silent));
                }
                duel.ask(questions);
            }
            duel.ask(new Question("request/nfc_bricklet/" + duel.uid("servo_brick") + "/reader_read_ndef", ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "x//", "a b/\u00e9\ud83d\ude00/", "tinkerforge/deep/", "request/"})
    void knowsPrefixesAlike(String prefix) {
        try (Duel duel = Duel.of(Settings.DEFAULT.withPrefix(prefix), "dc_brick")) {
            Device device = Catalog.get().device("dc_brick");
            duel.ask(Questions.sensible(device, duel.uid("dc_brick")));
            duel.listenTo(device);
        }
    }
}
