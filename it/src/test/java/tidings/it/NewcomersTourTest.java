package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.it.Tool.Result;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the README promises: a device publishes with an ordinary `mosquitto_pub`, the server stores, REST reads it back.
/// The files are those of ThingsBoard's MQTT device API.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NewcomersTourTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String VALUES = """
            {"stringKey":"value1","booleanKey":true,"doubleKey":42.0,"longKey":73,
             "jsonKey":{"someNumber":42,"someArray":[1,2,3],"someNestedObject":{"key":"value"}}}""";

    private ServerProcess server;

    @BeforeAll
    void start(@TempDir Path data) {
        server = ServerProcess.serve(data);
    }

    @AfterAll
    void aStoppedServerEndsWithZero() throws InterruptedException {
        assertThat(server.stop()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "telemetry-data-as-object, 0", "telemetry-data-as-object, 1", "telemetry-data-as-array, 0",
        "telemetry-data-as-array, 1", "telemetry-data-with-ts, 0", "telemetry-data-with-ts, 1"})
    void everyFormOfTelemetryIsReadBackWithItsTypes(String file, String qos) throws Exception {
        Rest rest = Rest.login(server);
        String token = file + "-at-" + qos;
        String device = rest.createDevice(token, token);
        assertThat(publish("-q", qos, "-u", token, "-f", resource(file + ".json"))).isEqualTo(new Result(0, ""));
        awaitLatest(rest, device, file.endsWith("array") ? "{\"key1\":\"value1\",\"key2\":true}" : VALUES);
    }

    @Test
    void aTimeThatTheDeviceGivesIsKept() throws Exception {
        Rest rest = Rest.login(server);
        String device = rest.createDevice("timed", "timed-token");
        publish("-q", "1", "-u", "timed-token", "-f", resource("telemetry-data-with-ts.json"));
        assertThat(rest.history(device, "longKey", 1451649600512L, 1451649600513L, 10))
                .isEqualTo(JSON.readTree("[{\"ts\":1451649600512,\"value\":73}]"));
    }

    @ParameterizedTest
    @CsvSource({"mqttv311, nobody, 5", "mqttv311, '', 4", "mqttv5, nobody, 135", "mqttv5, '', 134"})
    void anUnknownTokenAndAnEmptyUserNameAreTurnedAway(String version, String userName, int status) throws Exception {
        assertThat(publish("-V", version, "-u", userName, "-m", "{}").status()).isEqualTo(status);
    }

    @Test
    void theLineThatTheServerPrintsWorksWhenPasted() throws Exception {
        Tool.required("mosquitto_pub", "mosquitto-clients");
        String line = server.log().stream().filter(said -> said.startsWith("  try ")).findFirst().orElseThrow();
        assertThat(Tool.run("/bin/sh", "-c", line.strip().substring("try".length()))).isEqualTo(new Result(0, ""));
        Rest rest = Rest.login(server);
        awaitLatest(rest, rest.deviceNamed("My first device"), "{\"temperature\":21.5}");
    }

    private Result publish(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Tool.required("mosquitto_pub", "mosquitto-clients"), "-h", "127.0.0.1", "-p",
                Integer.toString(server.mqttPort()), "-t", "v1/devices/me/telemetry"));
        command.addAll(List.of(options));
        return Tool.run(command.toArray(String[]::new));
    }

    /// The latest values, as soon as they are the expected ones: at QoS 0 nobody says when they are stored.
    private static void awaitLatest(Rest rest, String device, String expected) {
        JsonNode wanted = JSON.readTree(expected);
        Await.until(expected, () -> latest(rest, device).equals(wanted));
    }

    private static JsonNode latest(Rest rest, String device) {
        ObjectNode values = JSON.createObjectNode();
        rest.latest(device)
                .properties()
                .forEach(key -> values.set(key.getKey(), key.getValue().get(0).get("value")));
        return values;
    }

    private static String resource(String name) throws Exception {
        return Path.of(NewcomersTourTest.class.getResource(name).toURI()).toString();
    }
}
