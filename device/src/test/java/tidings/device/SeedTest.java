package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.testkit.Await;

/// The examples of ThingsBoard's MQTT device API, with the tools that they name; skipped where those are not installed.
class SeedTest {

    private static final String AS_OBJECT = """
            {
               "stringKey": "value1",
               "booleanKey": true,
               "doubleKey": 42.0,
               "longKey": 73,
               "jsonKey": {
                  "someNumber": 42,
                  "someArray": [1,2,3],
                  "someNestedObject": {"key": "value"}
               }
            }
            """;
    private static final String AS_ARRAY = "[{\"key1\":\"value1\"}, {\"key2\":true}]\n";
    private static final String WITH_TS =
            "{\n   \"ts\": 1451649600512,\n   \"values\": " + AS_OBJECT.indent(3) + "}\n";

    @TempDir
    private static Path data;

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();

    @BeforeAll
    static void findTools() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mosquitto_pub")), "mosquitto-clients are not installed");
    }

    @ParameterizedTest
    @CsvSource({"0, mqttv31", "0, mqttv311", "0, mqttv5", "1, mqttv31", "1, mqttv311", "1, mqttv5"})
    void telemetry(String qos, String version) throws Exception {
        String[] common = {"-t", "v1/devices/me/telemetry", "-u", device.token(), "-q", qos, "-V", version};
        run("mosquitto_pub", common, "-f", file("telemetry-data-as-object.json", AS_OBJECT));
        run("mosquitto_pub", common, "-f", file("telemetry-data-as-array.json", AS_ARRAY));
        Await.until("the array is stored", () -> latest().contains("\"key2\""));
        assertThat(latest().replaceAll("\"ts\":\\d+,", "")).isEqualTo("{\"booleanKey\":[{\"value\":true}],"
                + "\"doubleKey\":[{\"value\":42.0}],\"jsonKey\":[{\"value\":{\"someNumber\":42,\"someArray\":[1,2,3],"
                + "\"someNestedObject\":{\"key\":\"value\"}}}],\"key1\":[{\"value\":\"value1\"}],"
                + "\"key2\":[{\"value\":true}],\"longKey\":[{\"value\":73}],\"stringKey\":[{\"value\":\"value1\"}]}");
        run("mosquitto_pub", common, "-f", file("telemetry-data-with-ts.json", WITH_TS));
        Await.until("the value of 2016 is stored", () -> history().contains("\"doubleKey\""));
        assertThat(history()).isEqualTo("{\"doubleKey\":[{\"ts\":1451649600512,\"value\":42.0}]}");
    }

    @Test
    void attributesArePublishedAndAskedFor() throws Exception {
        run("mosquitto_pub", new String[]{"-t", "v1/devices/me/attributes", "-u", device.token(), "-q", "1"}, "-f",
                file("new-attributes-values.json", "{\"attribute1\":\"value1\",\"attribute2\":true}"));
        server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE", "{\"shared1\":42.0}");
        String answer = run("mosquitto_rr", new String[]{"-u", device.token(), "-W", "20"}, "-t",
                "v1/devices/me/attributes/request/1", "-e", "v1/devices/me/attributes/response/1", "-m",
                "{\"clientKeys\":\"attribute1,attribute2\", \"sharedKeys\":\"shared1,shared2\"}");
        assertThat(answer.strip()).isEqualTo(
                "{\"client\":{\"attribute1\":\"value1\",\"attribute2\":true},\"shared\":{\"shared1\":42.0}}");
    }

    @Test
    void updatesOfAttributesAreHeard() throws Exception {
        Process subscriber =
                begin("mosquitto_sub", "-u", device.token(), "-t", "v1/devices/me/attributes", "-C", "1", "-W",
                        "20");
        Await.until("the update is heard", () -> {
            server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE", "{\"key1\":\"value1\"}");
            return !subscriber.isAlive();
        });
        assertThat(new String(subscriber.getInputStream().readAllBytes()).strip()).isEqualTo("{\"key1\":\"value1\"}");
    }

    @Test
    void requestsFromTheServerAreHeard() throws Exception {
        Process subscriber =
                begin("mosquitto_sub", "-u", device.token(), "-t", "v1/devices/me/rpc/request/+", "-C", "1",
                        "-W", "20");
        var answer = server.post("/api/rpc/oneway/" + device.id(), "{\"method\":\"setGpio\",\"params\":{\"pin\":4},"
                + "\"timeout\":20000}");
        assertThat(answer.status()).isEqualTo(200);
        try (BufferedReader out = subscriber.inputReader()) {
            assertThat(out.readLine()).isEqualTo("{\"method\":\"setGpio\",\"params\":{\"pin\":4}}");
        }
    }

    @Test
    void requestsToTheServerAreAnswered() throws Exception {
        String answer = run("mosquitto_rr", new String[]{"-u", device.token(), "-W", "20"}, "-t",
                "v1/devices/me/rpc/request/1", "-e", "v1/devices/me/rpc/response/1", "-m",
                "{\"method\":\"getTime\",\"params\":{}}");
        assertThat(answer).contains("\"time\":");
    }

    private static Process begin(String tool, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                tool, "-h", "127.0.0.1", "-p", Integer.toString(server.mqtt().getPort())));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String run(String tool, String[] common, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(Arrays.asList(common));
        all.addAll(Arrays.asList(arguments));
        Process process = begin(tool, all.toArray(String[]::new));
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }

    private String file(String name, String content) throws IOException {
        Path folder = Files.createDirectories(data.resolve(device.name()));
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private String latest() {
        return server.latest(device.id()).toString();
    }

    private String history() {
        return server.get("/api/plugins/telemetry/DEVICE/" + device.id() + "/values/timeseries?keys=doubleKey"
                + "&startTs=1451649600000&endTs=1451649601000&useStrictDataTypes=true").body();
    }
}
