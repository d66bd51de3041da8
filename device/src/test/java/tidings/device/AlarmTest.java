package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// Thresholds that raise and clear alarms.
class AlarmTest {

    private final AtomicLong now = new AtomicLong(1_800_000_000_000L);

    @TempDir
    private Path data;
    @AutoClose
    private TestServer server;
    private TestServer.Made device;

    @BeforeEach
    void start() throws Exception {
        server = open();
        device = server.createDevice();
    }

    private TestServer open() {
        return TestServer.start(data, config -> config.clock(() -> Instant.ofEpochMilli(now.get())));
    }

    @Test
    void raisesAcknowledgesAndClears() throws Exception {
        rule("\"hysteresis\":2");
        report("{\"temperature\":29,\"other\":99}");
        report("{\"temperature\":31.5}");
        JsonNode alarm = awaitStatus("ACTIVE_UNACK");
        assertThat(alarm.path("type").asString()).isEqualTo("Too hot");
        assertThat(alarm.path("severity").asString()).isEqualTo("MAJOR");
        assertThat(alarm.at("/originator/id").asString()).isEqualTo(device.id());
        assertThat(alarm.path("originatorName").asString()).isEqualTo(device.name());
        assertThat(alarm.at("/details/value").asDouble()).isEqualTo(31.5);
        String id = alarm.at("/id/id").asString();
        assertThat(server.post("/api/alarm/" + id + "/ack", "").json().path("status").asString())
                .isEqualTo("ACTIVE_ACK");
        assertThat(server.post("/api/alarm/" + id + "/ack", "").status()).isEqualTo(400);
        report("{\"temperature\":29}"); // not far enough
        report("{\"temperature\":28}");
        assertThat(awaitStatus("CLEARED_ACK").path("clearTs").asLong()).isEqualTo(now.get());
        assertThat(alarms("?searchStatus=ACTIVE").path("totalElements").asInt()).isZero();
        assertThat(alarms("?statusList=CLEARED,ACK").path("totalElements").asInt()).isOne();
        assertThat(alarms("?severityList=CRITICAL").path("totalElements").asInt()).isZero();
    }

    @Test
    void raisesOnlyAfterAWhileAndOutlivesARestart() throws Exception {
        rule("\"durationMs\":60000");
        report("{\"temperature\":31}");
        server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/timeseries/ANY", "{\"temperature\":31}");
        assertThat(alarms("").path("totalElements").asInt()).isZero();
        now.addAndGet(60_000);
        awaitStatus("ACTIVE_UNACK"); // by time alone
        server.close();
        server = open();
        report("{\"temperature\":20}");
        awaitStatus("CLEARED_UNACK");
    }

    @Test
    void waitsOnAfterARestart() throws Exception {
        rule("\"durationMs\":60000");
        report("{\"temperature\":31}");
        server.close();
        now.addAndGet(30_000);
        server = open();
        rule("\"durationMs\":60000,\"name\":\"Another\""); // which is no reason to begin anew either
        now.addAndGet(29_999);
        assertThat(alarms("").path("totalElements").asInt()).isZero();
        now.incrementAndGet();
        JsonNode alarm = awaitStatus("ACTIVE_UNACK");
        assertThat(alarm.path("type").asString()).isEqualTo("Too hot");
        assertThat(alarm.at("/details/value").asInt()).isEqualTo(31);
    }

    @Test
    void doesNotWaitOnWhereTheValueIsGoodAgain() throws Exception {
        rule("\"durationMs\":60000");
        report("{\"temperature\":31}");
        server.close();
        server = open();
        report("{\"temperature\":29}");
        server.close();
        now.addAndGet(60_000);
        server = open();
        rule("\"name\":\"Warm\",\"value\":20");
        report("{\"temperature\":25}");
        assertThat(awaitStatus("ACTIVE_UNACK").path("type").asString()).isEqualTo("Warm");
        assertThat(alarms("").path("totalElements").asInt()).isOne();
    }

    @Test
    void whatIsClearedByHandComesAgainWhenItIsStillSo() throws Exception {
        rule("\"enabled\":true");
        report("{\"temperature\":31}");
        String id = awaitStatus("ACTIVE_UNACK").at("/id/id").asString();
        assertThat(server.post("/api/alarm/" + id + "/clear", "").json().path("status").asString())
                .isEqualTo("CLEARED_UNACK");
        report("{\"temperature\":31}");
        Await.until("it to happen", () -> alarms("").path("totalElements").asInt() == 2);
    }

    @Test
    void rulesAreForProfilesAndDevicesToo() throws Exception {
        TestServer.Made other = server.createDevice();
        rule("\"deviceId\":{\"entityType\":\"DEVICE\",\"id\":\"" + other.id() + "\"}");
        report("{\"temperature\":31}");
        server.post("/api/plugins/telemetry/DEVICE/" + other.id() + "/timeseries/ANY", "{\"temperature\":32}");
        JsonNode alarm = awaitStatus("ACTIVE_UNACK");
        assertThat(alarm.path("originatorName").asString()).isEqualTo(other.name());
        assertThat(server.get("/api/alarm/DEVICE/" + device.id() + "?pageSize=9&page=0").json().path("data").size())
                .isZero();
        assertThat(server.get("/api/alarm/highestSeverity/DEVICE/" + other.id()).body()).isEqualTo("\"MAJOR\"");
        assertThat(server.get("/api/overview").json().at("/alarms/MAJOR").asInt()).isOne();
    }

    @Test
    void scriptsRaiseAlarmsToo() throws Exception {
        String body =
                "{\"type\":\"Stolen\",\"severity\":\"CRITICAL\",\"originator\":{\"entityType\":\"DEVICE\",\"id\":\""
                        + device.id() + "\"},\"details\":{\"by\":\"fox\"}}";
        JsonNode first = server.post("/api/alarm", body).json();
        JsonNode again = server.post("/api/alarm", body.replace("CRITICAL", "MINOR")).json();
        assertThat(again.path("id")).isEqualTo(first.path("id"));
        assertThat(again.path("severity").asString()).isEqualTo("MINOR");
        assertThat(server.delete("/api/alarm/" + first.at("/id/id").asString()).status()).isEqualTo(200);
        assertThat(server.get("/api/alarm/" + first.at("/id/id").asString()).status()).isEqualTo(404);
    }

    @Test
    void refusesRulesThatMakeNoSense() throws Exception {
        for (String bad : new String[]{"\"operation\":\"ABOVE\"", "\"value\":\"hot\"", "\"severity\":\"BAD\"",
            "\"durationMs\":-1", "\"hysteresis\":-1", "\"key\":\"\"", "\"name\":null"}) {
            String good =
                    "{\"name\":\"n\",\"key\":\"k\",\"operation\":\"GREATER\",\"value\":1,\"severity\":\"MAJOR\"," + bad
                            + "}";
            assertThat(server.post("/api/alarmRule", good).status()).as(bad).isEqualTo(400);
        }
    }

    private void rule(String more) {
        TestServer.Answer made = server.post("/api/alarmRule", "{\"name\":\"Too hot\",\"key\":\"temperature\","
                + "\"operation\":\"GREATER\",\"value\":30,\"severity\":\"MAJOR\"," + more + "}");
        assertThat(made.status()).as(made.body()).isEqualTo(200);
    }

    private void report(String values) {
        now.incrementAndGet();
        assertThat(server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/timeseries/ANY", values).status())
                .isEqualTo(200);
    }

    private JsonNode alarms(String query) {
        String more = query.isEmpty() ? "?" : query + "&";
        return server.get("/api/alarms" + more + "pageSize=10&page=0").json();
    }

    private JsonNode awaitStatus(String status) {
        Await.until("it to happen", () -> alarms("").at("/data/0/status").asString("").equals(status));
        return alarms("").path("data").path(0);
    }
}
