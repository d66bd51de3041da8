package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.Message;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// Events that go elsewhere.
class SinkTest {

    private final List<JsonNode> received = Collections.synchronizedList(new ArrayList<>());
    private volatile int status = 200;

    @TempDir
    private Path data;
    private TestServer server;
    private HttpServer hook;
    private TestServer.Made device;

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(data);
        device = server.createDevice();
        hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext("/", exchange -> {
            JsonNode events = TestServer.JSON.readTree(exchange.getRequestBody().readAllBytes());
            boolean bad = events.toString().contains("poison");
            if (status == 200 && !bad) {
                events.forEach(received::add);
            }
            exchange.sendResponseHeaders(status != 200 ? status : bad ? 422 : 204, -1);
            exchange.close();
        });
        hook.start();
    }

    @AfterEach
    void stop() {
        server.close();
        hook.stop(0);
    }

    @Test
    void tellsWhatDevicesReport() throws Exception {
        webhook("\"TELEMETRY\",\"ATTRIBUTES\",\"DEVICE\"");
        report("{\"a\":1}");
        server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE", "{\"s\":true}");
        server.createDevice();
        Await.until("it to happen", () -> received.size() == 3);
        JsonNode first = received.get(0);
        assertThat(first.path("kind").asString()).isEqualTo("TELEMETRY");
        assertThat(first.path("deviceId").asString()).isEqualTo(device.id());
        assertThat(first.path("deviceName").asString()).isEqualTo(device.name());
        assertThat(first.at("/body/0/values").toString()).isEqualTo("{\"a\":1}");
        assertThat(received.get(1).at("/body/values/s").asBoolean()).isTrue();
        assertThat(received.get(2).at("/body/event").asString()).isEqualTo("CREATED");
    }

    /// At least once, and in order.
    @Test
    void waitsForAWebhookThatIsDown() throws Exception {
        String sink = webhook("\"TELEMETRY\"");
        status = 503;
        report("{\"n\":0}");
        Await.until("it to happen", () -> sink(sink).at("/counters/failedAttempts").asInt() > 0);
        assertThat(sink(sink).path("lastError").asString()).contains("503");
        for (int i = 1; i < 50; i++) {
            report("{\"n\":" + i + "}");
        }
        assertThat(sink(sink).at("/counters/waiting").asInt()).isEqualTo(50);
        assertThat(server.get("/api/overview").json().at("/sinks/failing").asInt()).isOne();
        DeviceFigures.SinkFigures down = server.server().figures().sinks().getFirst();
        assertThat(down.queued()).isEqualTo(50);
        assertThat(down.sent()).isZero();
        assertThat(down.failed()).isPositive();
        status = 200;
        Await.until("it to happen", () -> received.size() >= 50);
        List<Integer> order = received.stream().map(event -> event.at("/body/0/values/n").asInt()).toList();
        assertThat(order.stream().distinct().toList()).isEqualTo(Stream.iterate(0, n -> n + 1).limit(50).toList());
        Await.until("it to happen", () -> sink(sink).at("/counters/waiting").asInt() == 0);
        DeviceFigures.SinkFigures up = server.server().figures().sinks().getFirst();
        assertThat(up.name()).isEqualTo("hook");
        assertThat(up.sent()).isEqualTo(50);
        assertThat(up.retried()).isPositive();
        assertThat(up.dead()).isZero();
    }

    @Test
    void goesOnAfterARestartWhereItWas() throws Exception {
        webhook("\"TELEMETRY\"");
        status = 503;
        report("{\"n\":1}");
        report("{\"n\":2}");
        server.delete("/api/device/" + device.id());
        server.close();
        status = 200;
        server = TestServer.start(data);
        Await.until("it to happen", () -> received.size() == 2);
        assertThat(received.get(1).path("deviceName").asString()).as("of a device that is gone")
                .isEqualTo(device.name());
    }

    @Test
    void putsAsideWhatIsRefused() throws Exception {
        String sink = webhook("\"TELEMETRY\"");
        report("{\"n\":1}");
        report("{\"n\":\"poison\"}");
        report("{\"n\":3}");
        Await.until("it to happen", () -> received.size() >= 2);
        Await.until("it to happen", () -> sink(sink).at("/counters/deadLetters").asInt() == 1);
        assertThat(deadLetters()).hasSize(1).first().asString().contains("poison").contains("422");
    }

    @Test
    void keepsABoundedQueue() throws Exception {
        server.close();
        server = TestServer.start(data, config -> config.sinkQueue(10));
        status = 503;
        String sink = webhook("\"TELEMETRY\"");
        for (int i = 0; i < 30; i++) {
            report("{\"n\":" + i + "}");
        }
        Await.until("it to happen", () -> sink(sink).at("/counters/deadLetters").asInt() >= 20);
        assertThat(deadLetters().size()).isGreaterThanOrEqualTo(20);
        status = 200;
        Await.until("it to happen", () -> received.size() >= 10);
        assertThat(received.getLast().at("/body/0/values/n").asInt()).isEqualTo(29);
    }

    @Test
    void publishesToTopics() throws Exception {
        List<Message> published = Collections.synchronizedList(new ArrayList<>());
        server.server().publishThrough(published::add);
        TestServer.Answer made = server.post("/api/sink", "{\"name\":\"m\",\"type\":\"mqtt\",\"kinds\":[\"TELEMETRY\"],"
                + "\"configuration\":{\"topic\":\"fleet/${deviceName}/${kind}\"}}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        report("{\"a\":1}");
        Await.until("it to happen", () -> !published.isEmpty());
        assertThat(published.get(0).topic().toString()).contains("fleet/" + device.name() + "/telemetry");
    }

    @Test
    void refusesWhatMakesNoSenseAndHidesSecrets() throws Exception {
        for (String bad : List.of(
                "{\"name\":\"\",\"type\":\"webhook\",\"kinds\":[\"ALARM\"],\"configuration\":{\"url\":\"http://h/\"}}",
                "{\"name\":\"n\",\"type\":\"pigeon\",\"kinds\":[\"ALARM\"],\"configuration\":{}}",
                "{\"name\":\"n\",\"type\":\"webhook\",\"kinds\":[],\"configuration\":{\"url\":\"http://h/\"}}",
                "{\"name\":\"n\",\"type\":\"webhook\",\"kinds\":[\"ALARM\"],\"configuration\":{\"url\":\"file:///x\"}}",
                "{\"name\":\"n\",\"type\":\"webhook\",\"kinds\":[\"ALARM\"],\"configuration\":{\"uri\":\"http://h/\"}}",
                "{\"name\":\"n\",\"type\":\"mqtt\",\"kinds\":[\"ALARM\"],\"configuration\":{\"topic\":\"a/#\"}}")) {
            assertThat(server.post("/api/sink", bad).status()).as(bad).isEqualTo(400);
        }
        JsonNode made = server.post("/api/sink", "{\"name\":\"n\",\"type\":\"webhook\",\"kinds\":[\"ALARM\"],"
                + "\"configuration\":{\"url\":\"http://127.0.0.1:1/\",\"authorization\":\"Bearer hush\"}}").json();
        assertThat(server.get("/api/sinks").body()).doesNotContain("hush");
        assertThat(server.post("/api/sink", made.toString()).status()).isEqualTo(200);
        assertThat(server.delete("/api/sink/" + made.at("/id/id").asString()).status()).isEqualTo(200);
        assertThat(server.get("/api/sinks").body()).isEqualTo("[]");
    }

    private String webhook(String kinds) {
        TestServer.Answer made = server.post("/api/sink", "{\"name\":\"hook\",\"type\":\"webhook\",\"kinds\":[" + kinds
                + "],\"configuration\":{\"url\":\"http://127.0.0.1:" + hook.getAddress().getPort() + "/\"}}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
        return made.json().at("/id/id").asString();
    }

    private JsonNode sink(String id) {
        return server.get("/api/sink/" + id).json();
    }

    private void report(String values) {
        assertThat(server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/timeseries/ANY", values).status())
                .isEqualTo(200);
    }

    private List<String> deadLetters() throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("dead-letters"))) {
            return Files.readAllLines(files.findFirst().orElseThrow());
        }
    }
}
