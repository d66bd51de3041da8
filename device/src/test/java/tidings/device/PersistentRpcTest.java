package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// Requests that are kept until the device has them (DEVICE_API 6.3): how far they come, and what is tried again.
class PersistentRpcTest {

    private static final String REQUESTS = "v1/devices/me/rpc/request/";
    private static final String RESPONSES = "v1/devices/me/rpc/response/";

    @RegisterExtension
    static final TestServer patient = new TestServer();
    @RegisterExtension
    static final TestServer hasty = new TestServer(config -> config.limits(DeviceLimits.defaults()
            .with(limits -> limits.acknowledgementTimeout(Duration.ofMillis(100)).requestRetries(2))));

    private TestServer server = patient;
    private TestServer.Made device = server.createDevice();

    @Test
    void isDeliveredWhenTheDeviceAcknowledgesIt() throws Exception {
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            String oneWay = persistent("oneway", "a", "");
            String twoWay = persistent("twoway", "b", "");
            Publish a = wire.receive(Publish.class);
            Publish b = wire.receive(Publish.class);
            awaitStatus(oneWay, "SENT");
            awaitStatus(twoWay, "SENT");
            wire.send(new PubAck(a.packetId()), new PubAck(b.packetId()));
            awaitStatus(oneWay, "DELIVERED");
            awaitStatus(twoWay, "DELIVERED");
            answer(wire, b.message(), "{\"ok\":1}");
            awaitStatus(twoWay, "SUCCESSFUL");
            assertThat(rpc(twoWay).path("response").toString()).isEqualTo("{\"ok\":1}");
            assertThat(status(oneWay)).isEqualTo("DELIVERED");
        }
    }

    @Test
    void isDeliveredAtOnceWhereNobodyAcknowledges() throws Exception {
        try (WireDevice wire = subscribed(Qos.AT_MOST_ONCE)) {
            String id = persistent("oneway", "a", "");
            wire.hear();
            awaitStatus(id, "DELIVERED");
        }
    }

    @Test
    void anAnswerMayComeBeforeTheAcknowledgement() throws Exception {
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            String id = persistent("twoway", "a", "");
            Publish request = wire.receive(Publish.class);
            answer(wire, request.message(), "1");
            wire.send(new PubAck(request.packetId()));
            awaitStatus(id, "SUCCESSFUL");
            assertThat(wire.isAlive()).isTrue();
            assertThat(status(id)).isEqualTo("SUCCESSFUL");
        }
    }

    @Test
    void isSentAgainOnTheNextConnection() throws Exception {
        String id;
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            id = persistent("oneway", "a", "");
            wire.receive(Publish.class);
            awaitStatus(id, "SENT");
        }
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            assertThat(wire.hear().payload().asUtf8()).contains("\"a\"");
            awaitStatus(id, "DELIVERED");
        }
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            assertThat(wire.isAlive()).as("what is delivered is not sent again").isTrue();
        }
    }

    @Test
    void isSentAgainAsOftenAsItMay() throws Exception {
        at(hasty);
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            String often = persistent("oneway", "often", "");
            for (int i = 0; i < 3; i++) {
                assertThat(wire.receive(Publish.class).message().payload().asUtf8()).contains("often");
            }
            awaitStatus(often, "FAILED");
            assertThat(rpc(often).path("response").path("error").asString()).contains("not acknowledge");
            String never = persistent("oneway", "never", ",\"retries\":0");
            wire.receive(Publish.class);
            awaitStatus(never, "FAILED");
            String once = persistent("oneway", "once", ",\"retries\":1");
            wire.receive(Publish.class);
            wire.hear();
            awaitStatus(once, "DELIVERED");
        }
    }

    @Test
    void timesOutWhileTheDeviceIsAway() throws Exception {
        at(hasty);
        String id;
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            id = persistent("oneway", "a", "");
            wire.receive(Publish.class);
        }
        awaitStatus(id, "TIMEOUT");
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            wire.hear();
            awaitStatus(id, "DELIVERED");
        }
    }

    @Test
    void expires() throws Exception {
        String id = persistent("twoway", "late", ",\"expirationTime\":" + (System.currentTimeMillis() + 50));
        awaitStatus(id, "EXPIRED");
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            assertThat(wire.isAlive()).as("nothing is sent").isTrue();
        }
    }

    @Test
    void isForgottenWhenItIsDeleted() throws Exception {
        String id = persistent("twoway", "a", "");
        assertThat(server.delete("/api/rpc/persistent/" + id).status()).isEqualTo(200);
        try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            assertThat(wire.isAlive()).as("nothing is sent").isTrue();
        }
    }

    @Test
    void outlivesTheServer(@TempDir Path data) throws Exception {
        String sent;
        String queued;
        try (TestServer first = TestServer.start(data)) {
            at(first);
            try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
                sent = persistent("twoway", "sent", "");
                wire.receive(Publish.class);
                awaitStatus(sent, "SENT");
            }
            queued = persistent("twoway", "queued", "");
        }
        try (TestServer second = TestServer.start(data)) {
            server = second;
            assertThat(status(sent)).isEqualTo("QUEUED");
            try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
                Message first = wire.hear();
                Message other = wire.hear();
                answer(wire, first, "\"first\"");
                answer(wire, other, "\"second\"");
                awaitStatus(sent, "SUCCESSFUL");
                awaitStatus(queued, "SUCCESSFUL");
                assertThat(rpc(sent).path("response").asString()).isEqualTo("first");
            }
        }
    }

    @Test
    void oneByOneAfterDelivery(@TempDir Path data) throws Exception {
        try (TestServer own = ordered(data, RequestOrder.AFTER_DELIVERY);
                WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
            persistent("twoway", "a", "");
            persistent("twoway", "b", "");
            Publish a = wire.receive(Publish.class);
            assertThat(wire.isAlive()).as("the second waits").isTrue();
            wire.send(new PubAck(a.packetId()));
            assertThat(wire.hear().payload().asUtf8()).contains("\"b\"");
            assertThat(own.server().firstDevice()).isNotNull();
        }
    }

    @Test
    void oneByOneAfterTheAnswer(@TempDir Path data) throws Exception {
        try (TestServer own = ordered(data, RequestOrder.AFTER_ANSWER)) {
            persistent("twoway", "a", "");
            persistent("twoway", "b", "");
            try (WireDevice wire = subscribed(Qos.AT_LEAST_ONCE)) {
                Message a = wire.hear();
                assertThat(a.payload().asUtf8()).contains("\"a\"");
                assertThat(wire.isAlive()).as("the second waits").isTrue();
                int id = wire.publish(RESPONSES + a.topic().text().substring(REQUESTS.length()), "{}");
                assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(id);
                assertThat(wire.hear().payload().asUtf8()).contains("\"b\"");
            }
            assertThat(own.server().firstDevice()).isNotNull();
        }
    }

    private TestServer ordered(Path data, RequestOrder order) {
        return at(TestServer.start(data, config -> config.requestOrder(order)));
    }

    /// Has the rest of the test go on at another server, with a device there.
    private TestServer at(TestServer other) {
        server = other;
        device = other.createDevice();
        return other;
    }

    private WireDevice subscribed(Qos qos) throws Exception {
        WireDevice wire = server.connect(Version.V3_1_1, device.token());
        wire.subscribe(REQUESTS + "+", qos);
        return wire;
    }

    private static void answer(WireDevice wire, Message request, String payload) throws Exception {
        wire.report(RESPONSES + request.topic().text().substring(REQUESTS.length()), payload);
    }

    private String persistent(String way, String method, String more) {
        String body =
                "{\"method\":\"" + method + "\",\"params\":{},\"persistent\":true,\"timeout\":600000" + more + "}";
        return server.post("/api/rpc/" + way + "/" + device.id(), body).json().path("rpcId").asString();
    }

    private void awaitStatus(String id, String status) {
        Await.until(status, () -> status(id).equals(status));
    }

    private String status(String id) {
        return rpc(id).path("status").asString();
    }

    private JsonNode rpc(String id) {
        return server.get("/api/rpc/persistent/" + id).json();
    }
}
