package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tidings.testkit.Await;

/// The examples of ThingsBoard's MQTT device API with MQTT.js, letter by letter: their shell scripts write the token within
/// single quotes, so there is a device with just that token. Skipped where MQTT.js is not installed.
@Execution(ExecutionMode.SAME_THREAD)
class SeedWithMqttJsTest {

    private static final String LITERAL = "$ACCESS_TOKEN";

    @RegisterExtension
    static final TestServer server = new TestServer(
            config -> config.limits(DeviceLimits.defaults().with(limits -> limits.sessionsPerDevice(9))));

    private static Path modules;
    private static Path scripts;
    private static String device;

    @BeforeAll
    static void furnish() throws Exception {
        modules = Path.of(System.getenv().getOrDefault("TIDINGS_NODE_MODULES", "../it/target/npm/node_modules"))
                .toAbsolutePath();
        assumeTrue(Files.isDirectory(modules.resolve("mqtt")), () -> "MQTT.js is not in " + modules);
        scripts = Path.of(Objects.requireNonNull(SeedWithMqttJsTest.class.getResource("seed/port.cjs")).toURI())
                .getParent();
        device = server.createDevice("MQTT.js", LITERAL.replace("$", "%24"));
    }

    @Test
    void telemetry() throws Exception {
        run("mqtt-js-telemetry.sh");
        Await.until("the last is stored", () -> get("?keys=longKey&startTs=1451649600512&endTs=1451649600513")
                .contains("\"73\""));
        assertThat(get("").replaceAll("\"ts\":\\d+,", "")).contains("\"key1\":[{\"value\":\"value1\"}]",
                "\"key2\":[{\"value\":\"true\"}]", "\"doubleKey\":[{\"value\":\"42.0\"}]");
    }

    @Test
    void attributesArePublished() throws Exception {
        run("mqtt-js-attributes-publish.sh");
        Await.until("they are stored", () -> body("/api/plugins/telemetry/DEVICE/" + device
                + "/values/attributes/CLIENT_SCOPE").contains("someNestedObject"));
    }

    @Test
    void attributesAreAskedFor() throws Exception {
        TestServer.Made other = server.createDevice();
        server.post("/api/plugins/telemetry/DEVICE/" + other.id() + "/SHARED_SCOPE", "{\"shared1\":42.0}");
        Process script = begin("mqtt-js-attributes-request.sh", other.token());
        assertThat(script.inputReader().lines()).containsExactly("connected",
                "response.topic: v1/devices/me/attributes/response/1",
                "response.body: {\"shared\":{\"shared1\":42.0}}");
    }

    @Test
    void updatesOfAttributesAreHeard() throws Exception {
        Process script = begin("mqtt-js-attributes-subscribe.sh", LITERAL);
        try (BufferedReader lines = script.inputReader()) {
            Await.until("an update is heard", () -> {
                body("POST", "/api/plugins/telemetry/DEVICE/" + device + "/SHARED_SCOPE", "{\"key1\":\"value1\"}");
                return isReady(lines);
            });
            assertThat(lines.readLine()).contains("{\"key1\":\"value1\"}");
        } finally {
            end(script);
        }
    }

    @Test
    void requestsFromTheServerAreAnswered() throws Exception {
        TestServer.Made other = server.createDevice();
        Process script = begin("mqtt-js-rpc-from-server.sh", other.token());
        try {
            String request = "{\"method\":\"setGpio\",\"params\":{\"pin\":4}";
            var answer = server.post("/api/rpc/twoway/" + other.id(), request + ",\"timeout\":25000}");
            assertThat(answer.body()).as("the example is an echo").isEqualTo(request + "}");
        } finally {
            end(script);
        }
    }

    @Test
    void requestsToTheServerAreAnswered() throws Exception {
        Process script = begin("mqtt-js-rpc-from-client.sh", server.createDevice().token());
        try (BufferedReader lines = script.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("connected");
            assertThat(lines.readLine()).isEqualTo("response.topic: v1/devices/me/rpc/response/1");
            assertThat(lines.readLine()).startsWith("response.body: {\"time\":1");
        } finally {
            end(script);
        }
    }

    private static void run(String script) throws Exception {
        Process process = begin(script, LITERAL);
        String out = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
    }

    private static Process begin(String script, String token) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", script)).directory(scripts.toFile());
        builder.environment()
                .put("PATH", modules.resolve(".bin") + File.pathSeparator + System.getenv("PATH"));
        builder.environment().put("NODE_PATH", modules.toString());
        builder.environment().put("NODE_OPTIONS", "--require ./port.cjs");
        builder.environment().put("TIDINGS_PORT", Integer.toString(server.mqtt().getPort()));
        builder.environment().put("ACCESS_TOKEN", token);
        return builder.redirectErrorStream(true).start();
    }

    private static void end(Process script) {
        script.descendants().forEach(ProcessHandle::destroy);
        script.destroy();
    }

    private static boolean isReady(BufferedReader lines) {
        try {
            return lines.ready();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String get(String query) {
        return body("/api/plugins/telemetry/DEVICE/" + device + "/values/timeseries" + query);
    }

    private static String body(String path) {
        return body("GET", path, null);
    }

    private static String body(String method, String path, @Nullable String body) {
        return server.send(method, path, body, server.token()).body();
    }
}
