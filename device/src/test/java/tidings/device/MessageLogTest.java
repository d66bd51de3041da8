package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.device.core.MessageLog;
import tidings.device.core.MessageLog.Way;
import tidings.mqtt.Bytes;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// What came from a device and went to it, for who looks at its page.
class MessageLogTest {

    private static final String TELEMETRY = "v1/devices/me/telemetry";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();

    @Test
    void notesWhatComesAndGoesFromTheFirstLookOn() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            wire.report(TELEMETRY, "{\"before\":1}");
            assertThat(lines()).isEmpty();
            wire.report(TELEMETRY, "{\"a\":1}");
            assertThat(wire.report(TELEMETRY, "nonsense")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            wire.report("some/topic", "{}");
            wire.report("v1/devices/me/claim", "{\"secretKey\":\"s\"}");
            wire.subscribe("v1/devices/me/attributes", Qos.AT_LEAST_ONCE);
            wire.subscribe("other/#", Qos.AT_LEAST_ONCE);
            server.post("/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE", "{\"s\":2}");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("{\"s\":2}");
            Await.until("all is known", () -> lines().size() == 7 && lines().get(6).endsWith("delivered"));
        }
        Await.until("it has gone", () -> lines().size() == 8);
        List<String> lines = lines();
        assertThat(lines.get(0)).isEqualTo("FROM_DEVICE PUBLISH, QoS 1 " + TELEMETRY + " 7 {\"a\":1} accepted");
        assertThat(lines.get(1)).startsWith("FROM_DEVICE PUBLISH, QoS 1 " + TELEMETRY + " 8 nonsense refused: ");
        assertThat(lines.get(2)).endsWith("some/topic 2 {} refused: Topic name invalid");
        assertThat(lines.get(3)).as("a secret").endsWith("v1/devices/me/claim 17  accepted");
        assertThat(lines.get(4)).isEqualTo("FROM_DEVICE SUBSCRIBE v1/devices/me/attributes 0  Granted QoS 1");
        assertThat(lines.get(5)).isEqualTo("FROM_DEVICE SUBSCRIBE other/# 0  refused: Topic filter invalid");
        assertThat(lines.get(6)).isEqualTo("TO_DEVICE PUBLISH, QoS 1 v1/devices/me/attributes 7 {\"s\":2} delivered");
        assertThat(lines.get(7)).startsWith("FROM_DEVICE CLOSED");
    }

    @Test
    void notesWhatComesOverHttpWithoutTheToken() throws Exception {
        lines();
        String path = "/api/v1/" + device.token();
        server.send("POST", path + "/telemetry", "{\"a\":1}", null);
        server.send("POST", path + "/telemetry", "nonsense", null);
        assertThat(lines()).containsExactly(
                "FROM_DEVICE HTTP POST /telemetry 7 {\"a\":1} status 200",
                "FROM_DEVICE HTTP POST /telemetry 8 nonsense refused: status 400");
    }

    @Test
    void whatAGatewaySaysOfOthersIsNotShown() throws Exception {
        server.post("/api/device?accessToken=GATEWAY",
                "{\"name\":\"gateway\",\"type\":\"default\",\"additionalInfo\":{\"gateway\":true}}");
        try (WireDevice wire = server.connect(Version.V5, "GATEWAY")) {
            String values = "{\"" + device.name() + "\":[{\"a\":1}],\"other\":[{\"secret\":1}]}";
            wire.report("v1/gateway/connect", "{\"device\":\"other\"}");
            String other = server.get("/api/tenant/device?deviceName=other").json().at("/id/id").asString();
            assertThat(lines(other)).isEmpty();
            wire.report("v1/gateway/telemetry", values);
            assertThat(lines(other)).containsExactly("FROM_DEVICE PUBLISH, QoS 1 v1/gateway/telemetry 0  stored");
        }
    }

    @Test
    void onlyWhoMaySeeTheDeviceSeesItsMessages() throws Exception {
        String stranger = server.user("CUSTOMER_USER", "mallory@example.org", server.createCustomer("Others")).token();
        assertThat(server.send("GET", "/api/device/" + device.id() + "/messages", null, stranger).status())
                .isEqualTo(403);
    }

    @Test
    void keepsTheLastAndForgetsWhenNobodyLooks() {
        AtomicLong now = new AtomicLong();
        MessageLog log = new MessageLog(() -> Instant.ofEpochMilli(now.get()));
        log.look(1);
        for (int i = 0; i < 60; i++) {
            add(log, 1, "topic/" + i);
        }
        assertThat(log.look(1).last()).hasSize(50);
        assertThat(log.look(1).last().getFirst().topic()).isEqualTo("topic/10");
        now.addAndGet(600_000);
        log.tick();
        assertThat(log.of(1)).isNotNull();
        now.addAndGet(1);
        log.tick();
        assertThat(log.of(1)).isNull();
        for (int no = 1; no <= 101; no++) {
            now.addAndGet(1);
            log.look(no);
        }
        assertThat(log.of(1)).as("of many the one that nobody has looked at for longest").isNull();
        assertThat(log.of(2)).isNotNull();
    }

    private static void add(MessageLog log, long device, String topic) {
        MessageLog.Notes notes = log.of(device);
        assertThat(notes).isNotNull();
        notes.add(Way.FROM_DEVICE, "PUBLISH", topic, Bytes.EMPTY);
    }

    @Test
    void allocatesNothingWhereNobodyLooks() {
        MessageLog log = new MessageLog(() -> Instant.EPOCH);
        ThreadMXBean counter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int found = 0;
        long before = counter.getCurrentThreadAllocatedBytes();
        for (long no = 1_000_000; no < 1_010_000; no++) {
            if (log.of(no) != null) {
                found++;
            }
        }
        long allocated = counter.getCurrentThreadAllocatedBytes() - before;
        assertThat(found).isZero();
        assertThat(allocated).as("less than a byte a message").isLessThan(10_000);
    }

    private List<String> lines() {
        return lines(device.id());
    }

    /// Way, kind, topic, size, payload, result.
    private static List<String> lines(String id) {
        List<String> lines = new ArrayList<>();
        for (JsonNode one : server.get("/api/device/" + id + "/messages").json().path("messages")) {
            lines.add("%s %s %s %d %s %s%s".formatted(
                    one.path("way").asString(), one.path("kind").asString(), one.path("topic").asString(),
                    one.path("size").asInt(), one.path("payload").asString(),
                    one.path("refused").asBoolean() ? "refused: " : "", one.path("result").asString()));
        }
        return lines;
    }
}
