package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.testkit.Await;

/// How the gateway begins and ends, and what happens when others do.
class LifecycleTest {

    private static final String DEVICE = "temperature_v2_bricklet";

    private static Rig rig(java.util.function.UnaryOperator<GatewayConfig.Builder> change) {
        return Rig.of(Rig.bricks(DEVICE), change);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | ''", "/ | /", "a | a/", "x// | x//", "house one/é | house one/é/"})
    void putsThePrefixBeforeAllTopics(String prefix, String before) {
        try (Rig rig = rig(config -> config.prefix(prefix)).connected()) {
            String path = DEVICE + "/" + rig.simulator().uid(DEVICE) + "/get_temperature";
            assertThat(rig.next(before + "callback/bindings/restart")).isEqualTo("null");
            rig.publish(before + "request/" + path, "");
            assertThat(rig.next(before + "response/" + path)).startsWith("{\"temperature\": ");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a/#  | 'a/#/' contains the wildcard character '#'. (MQTT-4.7.1-1)",
        "a/+/ | 'a/+/' contains the wildcard character '+'. (MQTT-4.7.1-1)",
        "$SYS | '$SYS/' starts with the reserved character '$'. (MQTT-4.7.2-1)"}, quoteCharacter = '"')
    void refusesPrefixesThatNoTopicHas(String prefix, String why) {
        assertThatThrownBy(() -> GatewayConfig.builder().prefix(prefix))
                .isInstanceOfSatisfying(GatewayException.class,
                        wrong -> assertThat(wrong.exitStatus()).isEqualTo(33))
                .hasMessage("Global topic prefix invalid: " + why);
    }

    @Test
    void saysGoodbye() {
        try (Rig rig = rig(config -> config).connected()) {
            rig.publish("tinkerforge/register/ip_connection/disconnected", "true");
            rig.publish("tinkerforge/request/ip_connection/get_connection_state", "");
            rig.next("tinkerforge/response/ip_connection/get_connection_state");
            rig.gateway().close();
            assertThat(rig.next("tinkerforge/callback/bindings/shutdown")).isEqualTo("null");
            assertThat(rig.next("tinkerforge/callback/ip_connection/disconnected"))
                    .isEqualTo("{\"disconnect_reason\": \"request\"}");
            assertThat(rig.topics()).doesNotContain("tinkerforge/callback/bindings/last_will");
            assertThat(rig.gateway().ended()).isCompleted();
        }
    }

    @Test
    void writesNumbersWhereNamesAreNotWanted() {
        try (Rig rig = Rig.of(Rig.bricks("voltage_current_v2_bricklet", "gps_v3_bricklet"),
                config -> config.symbolic(false).longsAsText(true)).connected()) {
            assertThat(rig.ask("voltage_current_v2_bricklet", "get_configuration", ""))
                    .isEqualTo("{\"averaging\": 3, \"voltage_conversion_time\": 4, \"current_conversion_time\": 4}");
            assertThat(rig.ask("voltage_current_v2_bricklet", "get_identity", ""))
                    .contains("\"device_identifier\": 2105, \"_display_name\": ");
            rig.publish("tinkerforge/register/ip_connection/enumerate", "true");
            rig.publish("tinkerforge/request/ip_connection/enumerate", "true");
            assertThat(rig.next("tinkerforge/callback/ip_connection/enumerate"))
                    .contains("\"device_identifier\": 2105, \"enumeration_type\": 0, \"_display_name\": ");
        }
    }

    @Test
    void comesBackWithItsRegistrationsWhenTheDaemonDoes() {
        try (Rig rig = rig(config -> config).connected()) {
            String uid = rig.simulator().uid(DEVICE);
            for (String callback : List.of("connected", "disconnected")) {
                rig.publish("tinkerforge/register/ip_connection/" + callback, "true");
            }
            rig.publish("tinkerforge/register/" + DEVICE + "/" + uid + "/temperature", "true");
            rig.ask(DEVICE, "get_temperature", "");
            rig.simulator().disconnectAll();
            assertThat(rig.next("tinkerforge/callback/ip_connection/disconnected"))
                    .isEqualTo("{\"disconnect_reason\": \"shutdown\"}");
            assertThat(rig.next("tinkerforge/callback/ip_connection/connected"))
                    .isEqualTo("{\"connect_reason\": \"auto-reconnect\"}");
            rig.simulator().fire(uid, "temperature");
            assertThat(rig.next("tinkerforge/callback/" + DEVICE + "/" + uid + "/temperature"))
                    .startsWith("{\"temperature\": ");
        }
    }

    @Test
    void saysThatItIsNotConnected() {
        try (Rig rig = rig(config -> config.daemon("127.0.0.1", freePort()))) {
            rig.next("tinkerforge/callback/bindings/restart");
            String subscribed = "tinkerforge/request/ip_connection/get_connection_state";
            Await.until("the gateway hears us", () -> {
                rig.publish(subscribed, "");
                return !rig.heard("tinkerforge/response/ip_connection/get_connection_state").isEmpty();
            });
            assertThat(rig.next("tinkerforge/response/ip_connection/get_connection_state"))
                    .isEqualTo("{\"connection_state\": \"pending\"}");
            assertThat(rig.error(DEVICE, "get_temperature", "")).isEqualTo(
                    "Not connected (call of get_temperature of " + DEVICE + " " + rig.simulator().uid(DEVICE) + ")");
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void saysThatABrickDoesNotAnswerInTime() {
        try (Rig rig = rig(config -> config.timeout(Duration.ofMillis(50))).connected()) {
            rig.ask(DEVICE, "get_identity", "");
            rig.simulator().silent(rig.simulator().uid(DEVICE), true);
            assertThat(rig.error(DEVICE, "get_temperature", ""))
                    .startsWith("Did not receive response for function 1 in time");
            rig.simulator().silent(rig.simulator().uid(DEVICE), false);
            assertThat(rig.ask(DEVICE, "get_temperature", "")).doesNotContain("_ERROR");
        }
    }

    @Test
    void authenticatesAlsoAgain() {
        try (Rig rig = Rig.of(Rig.bricks(DEVICE).withSecret("sesame"), config -> config.secret("sesame"))
                .connected()) {
            assertThat(rig.ask(DEVICE, "get_temperature", "")).doesNotContain("_ERROR");
            rig.publish("tinkerforge/register/ip_connection/connected", "true");
            rig.ask(DEVICE, "get_temperature", "");
            rig.simulator().disconnectAll();
            rig.next("tinkerforge/callback/ip_connection/connected");
            assertThat(rig.ask(DEVICE, "get_temperature", "")).doesNotContain("_ERROR");
        }
    }

    @ParameterizedTest
    @CsvSource({"sesame, barley", "'', sesame", "sesame, sésame"})
    void endsWhereTheSecretIsWrong(String theirs, String ours) {
        try (Rig rig = Rig.of(Rig.bricks(DEVICE).withSecret(theirs), config -> config.secret(ours))) {
            assertThatThrownBy(() -> rig.gateway().ended().join())
                    .isInstanceOf(CompletionException.class)
                    .cause()
                    .isInstanceOfSatisfying(GatewayException.class,
                            wrong -> assertThat(wrong.exitStatus()).isEqualTo(26))
                    .hasMessage("Could not authenticate.");
        }
    }

    @Test
    void handlesTheMessagesOfAFile(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("init.json");
        Files.writeString(file, """
                {"pre_connect": {"tinkerforge/register/ip_connection/connected": true,
                                 "tinkerforge/callback/ip_connection/connected": {}},
                 "tinkerforge/request/ip_connection/get_connection_state/never": "",
                 "post_connect": [["tinkerforge/request/ip_connection/get_connection_state/a", ""],
                                  ["tinkerforge/request/ip_connection/get_connection_state/a", []]]}
                """);
        try (Rig rig = rig(config -> config.initFile(file)).connected()) {
            assertThat(rig.next("tinkerforge/callback/ip_connection/connected"))
                    .isEqualTo("{\"connect_reason\": \"request\"}");
            for (int i = 0; i < 2; i++) {
                assertThat(rig.next("tinkerforge/response/ip_connection/get_connection_state/a"))
                        .isEqualTo("{\"connection_state\": \"connected\"}");
            }
            assertThat(rig.topics()).noneMatch(topic -> topic.endsWith("never"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "17", "[1]", "[[\"a\"]]", "{\"a/b/c\": [1]}"})
    void refusesFilesThatHoldSomethingElse(String text, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("init.json");
        Files.writeString(file, text);
        assertThatThrownBy(() -> rig(config -> config.initFile(file)))
                .isInstanceOfSatisfying(GatewayException.class,
                        wrong -> assertThat(wrong.exitStatus()).isEqualTo(31))
                .hasMessageStartingWith("Could not read init file: ");
    }

    @Test
    void endsAtATopicThatIsNone(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("init.json");
        Files.writeString(file, "{\"tinkerforge/request/+/x\": {}}");
        try (Rig rig = rig(config -> config.initFile(file))) {
            assertThatThrownBy(() -> rig.gateway().ended().join()).cause()
                    .hasMessage("Could not read init file: Topic"
                            + " 'tinkerforge/request/+/x' contains the wildcard character '+'. (MQTT-4.7.1-1)");
        }
    }

    @Test
    void forgetsRegistrationsWhenAsked() {
        try (Rig rig = rig(config -> config).connected()) {
            String uid = rig.simulator().uid(DEVICE);
            rig.publish("tinkerforge/register/" + DEVICE + "/" + uid + "/temperature", "true");
            rig.publish("tinkerforge/request/bindings/reset_callbacks", "");
            rig.ask(DEVICE, "get_temperature", "");
            rig.simulator().fire(uid, "temperature");
            rig.ask(DEVICE, "get_temperature", "");
            assertThat(rig.heard("tinkerforge/callback/" + DEVICE + "/" + uid + "/temperature")).isEmpty();
        }
    }
}
