package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Bytes;
import tidings.mqtt.Qos;
import tidings.testkit.Await;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

/// How the gateway begins and ends, and what happens when others do.
class LifecycleTest {

    private static final String DEVICE = "temperature_v2_bricklet";

    private static Rig rig(UnaryOperator<GatewayConfig.Builder> change) {
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
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "~~ | 31 | Expecting value: line 1 column 1 (char 0)",
        "{ | 31 | Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        "\u00e9 | 31 | 'utf-8' codec can't decode byte 0xe9 in position 0: unexpected end of data",
        "17 | 1 | Expected an object, or a list of pairs of topic and payload",
        "[1] | 1 | Expected a pair of topic and payload",
        "[[\"a\"]] | 1 | Expected a pair of topic and payload",
        "{\"a/b/c\": [1]} | 1 | The payload of a/b/c is a list"})
    void refusesFilesThatHoldSomethingElse(String text, int status, String why, @TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("init.json");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> rig(config -> config.initFile(file)))
                .isInstanceOfSatisfying(GatewayException.class,
                        wrong -> assertThat(wrong.exitStatus()).isEqualTo(status))
                .hasMessage("Could not read init file: " + why);
    }

    @Test
    void answersUnderThePrefixWhateverAFilesTopicBeginsWith(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("init.json"), """
                {"anotherforgXrequest/ip_connection/get_connection_state": [["a", 1]],
                 "short": true}
                """);
        try (Rig rig = rig(config -> config.initFile(file)).connected()) {
            assertThat(rig.next("anotherforg/response/ip_connection/get_connection_state"))
                    .isEqualTo("{\"connection_state\": \"connected\"}");
        }
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

    @Test
    void waitsForTheBrokerAndComesBackToIt() {
        int port = freePort();
        String uri = "mqtt://127.0.0.1:" + port;
        try (Simulator simulator = Simulator.start(Rig.bricks(DEVICE));
                Gateway gateway = Gateway.start(GatewayConfig.builder()
                        .mqtt(mqtt -> mqtt.server(uri))
                        .daemon("127.0.0.1", simulator.address().getPort())
                        .build())) {
            for (int i = 0; i < 2; i++) {
                try (Broker broker = Broker.start(
                        BrokerConfig.builder().listen(uri).allowAnonymous(true).build())) {
                    Await.until("the gateway is connected", () -> gateway.connected().join());
                    assertThat(broker.connections()).isOne();
                    assertThat(answer(uri, simulator.uid(DEVICE))).startsWith("{\"temperature\": ");
                }
                Await.until("the gateway knows", () -> !gateway.connected().join());
            }
        }
    }

    /// Asks until there is an answer: the gateway may not have subscribed again yet.
    private static String answer(String uri, String uid) {
        Queue<String> answers = new ConcurrentLinkedQueue<>();
        try (BlockingClient client = MqttClient.of(uri).blocking()) {
            client.async().onMessage(message -> answers.add(message.text()));
            client.connect();
            client.subscribe("tinkerforge/response/#", Qos.AT_MOST_ONCE);
            Await.until("there is an answer", () -> {
                client.publish("tinkerforge/request/" + DEVICE + "/" + uid + "/get_temperature", "");
                return !answers.isEmpty();
            });
        }
        return answers.remove();
    }

    @Test
    void leavesADaemonThatTalksNonsense() throws IOException {
        try (ServerSocket nonsense = new ServerSocket(0)) {
            try (Rig rig = rig(config -> config.daemon("127.0.0.1", nonsense.getLocalPort()))) {
                for (int i = 0; i < 3; i++) { // it comes back each time
                    try (Socket socket = nonsense.accept()) {
                        socket.getOutputStream().write(new byte[]{1, 2, 3, 4, (byte) 200, 6, 7, 8, 9});
                        assertThat(socket.getInputStream().read()).isNegative();
                    }
                }
                assertThat(rig.gateway().ended()).isNotDone();
            }
        }
    }

    @Test
    void ignoresPacketsOfAnotherLength() {
        try (Rig rig = rig(config -> config).connected()) {
            Uid uid = Uid.parse(rig.simulator().uid(DEVICE));
            rig.publish("tinkerforge/register/" + DEVICE + "/" + uid + "/temperature", "true");
            rig.publish("tinkerforge/register/ip_connection/enumerate", "true");
            rig.ask(DEVICE, "get_temperature", "");
            for (int function : new int[]{4, Packet.ENUMERATE_CALLBACK, 99}) {
                rig.simulator().send(Packet.callback(uid, function, Bytes.utf8("x")));
            }
            rig.simulator().fire(uid.toString(), "temperature");
            String topic = "tinkerforge/callback/" + DEVICE + "/" + uid + "/temperature";
            assertThat(rig.next(topic)).startsWith("{\"temperature\": ");
            assertThat(rig.heard(topic)).isEmpty();
            assertThat(rig.heard("tinkerforge/callback/ip_connection/enumerate")).isEmpty();
        }
    }

    @Test
    void tellsOfDevicesThatComeAndGoAlsoOfUnknownOnes() {
        try (Rig rig = rig(config -> config).connected()) {
            rig.publish("tinkerforge/register/ip_connection/enumerate", "true");
            rig.ask(DEVICE, "get_temperature", "");
            for (List<Object> event : List.<List<Object>>of(
                    List.of("abc", "", '\0', List.of(0L, 0L, 0L), List.of(0L, 0L, 0L), 0L, 2L),
                    List.of("abc", "0", 'a', List.of(1L, 0L, 0L), List.of(2L, 0L, 1L), 9999L, 1L),
                    List.of("abc", "0", 'a', List.of(1L, 0L, 0L), List.of(2L, 0L, 1L), 11L, 2L),
                    List.of("abc", "0", 'a', List.of(1L, 0L, 0L), List.of(2L, 0L, 1L), 0L, 1L))) {
                rig.simulator()
                        .send(Packet.callback(Uid.parse("abc"), Packet.ENUMERATE_CALLBACK,
                                Payloads.write(Catalog.identity(), event)));
            }
            String topic = "tinkerforge/callback/ip_connection/enumerate";
            assertThat(rig.next(topic)).isEqualTo("{\"uid\": \"abc\", \"connected_uid\": \"\", \"position\":"
                    + " \"\\u0000\", \"hardware_version\": [0, 0, 0], \"firmware_version\": [0, 0, 0],"
                    + " \"device_identifier\": 0, \"enumeration_type\": \"disconnected\", \"_display_name\": \"\"}");
            assertThat(rig.next(topic)).endsWith("\"device_identifier\": 9999, \"enumeration_type\": \"connected\","
                    + " \"_display_name\": \"Unknown Device [9999]\"}");
            assertThat(rig.next(topic)).endsWith("\"device_identifier\": \"dc_brick\", \"enumeration_type\":"
                    + " \"disconnected\", \"_display_name\": \"DC Brick\"}");
            assertThat(rig.next(topic)).endsWith(
                    "\"device_identifier\": 0, \"enumeration_type\": \"connected\", \"_display_name\": \"\"}");
        }
    }
}
