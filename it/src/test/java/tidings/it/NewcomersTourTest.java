package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.it.Tool.Result;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What the README promises: a device publishes with an ordinary `mosquitto_pub`, the server stores, REST reads it back.
/// The files are those of ThingsBoard's MQTT device API.
class NewcomersTourTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String VALUES = """
            {"stringKey":"value1","booleanKey":true,"doubleKey":42.0,"longKey":73,
             "jsonKey":{"someNumber":42,"someArray":[1,2,3],"someNestedObject":{"key":"value"}}}""";

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void everyFormOfTelemetryIsReadBackWithItsTypes(int qos) throws Exception {
        String pub = Tool.required("mosquitto_pub", "mosquitto-clients");
        try (ServerProcess server = ServerProcess.serve(data)) {
            Rest rest = Rest.login(server);
            for (String file : new String[]{"telemetry-data-as-object", "telemetry-data-as-array",
                "telemetry-data-with-ts"}) {
                String device = rest.createDevice(file, file + "-token");
                Result result = Tool.run(pub, "-h", "127.0.0.1", "-p", Integer.toString(server.mqttPort()),
                        "-q", Integer.toString(qos), "-t", "v1/devices/me/telemetry", "-u", file + "-token",
                        "-f", resource(file + ".json"));
                assertThat(result).isEqualTo(new Result(0, ""));
                switch (file) {
                    case "telemetry-data-as-array" -> awaitLatest(rest, device, "{\"key1\":\"value1\",\"key2\":true}");
                    default -> awaitLatest(rest, device, VALUES);
                }
            }
            String timed = rest.createDevice("timed", "timed-token");
            Tool.run(pub, "-p", Integer.toString(server.mqttPort()), "-q", "1", "-t", "v1/devices/me/telemetry",
                    "-u", "timed-token", "-f", resource("telemetry-data-with-ts.json"));
            JsonNode longs = rest.history(timed, "longKey", 1451649600512L, 1451649600513L, 10);
            assertThat(longs).isEqualTo(JSON.readTree("[{\"ts\":1451649600512,\"value\":73}]"));
        }
    }

    @Test
    void anUnknownTokenAndAnEmptyUserNameAreTurnedAway() throws Exception {
        String pub = Tool.required("mosquitto_pub", "mosquitto-clients");
        try (ServerProcess server = ServerProcess.serve(data)) {
            String port = Integer.toString(server.mqttPort());
            String[] unknown = {pub, "-p", port, "-t", "v1/devices/me/telemetry", "-m", "{}", "-u", "nobody"};
            assertThat(Tool.run(unknown).status()).isEqualTo(5);
            String[] empty = {pub, "-p", port, "-t", "v1/devices/me/telemetry", "-m", "{}", "-u", ""};
            assertThat(Tool.run(empty).status()).isEqualTo(4);
            String[] unknownIn5 =
                    {pub, "-p", port, "-V", "5", "-t", "v1/devices/me/telemetry", "-m", "{}", "-u", "nobody"};
            assertThat(Tool.run(unknownIn5).status()).isEqualTo(0x87);
            String[] emptyIn5 = {pub, "-p", port, "-V", "5", "-t", "v1/devices/me/telemetry", "-m", "{}", "-u", ""};
            assertThat(Tool.run(emptyIn5).status()).isEqualTo(0x86);
        }
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
