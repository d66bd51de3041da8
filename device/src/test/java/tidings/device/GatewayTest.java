package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// A gateway speaks for the devices behind it.
class GatewayTest {

    @RegisterExtension
    static final TestServer server = new TestServer();

    private WireDevice wire;
    private String name;

    @BeforeEach
    void connect() throws Exception {
        name = server.createDevice().name() + "-behind";
        String token = "GW-" + name;
        server.post("/api/device?accessToken=" + token,
                "{\"name\":\"gw-" + name + "\",\"type\":\"default\",\"additionalInfo\":{\"gateway\":true}}");
        wire = server.connect(Version.V5, token);
    }

    @AfterEach
    void disconnect() throws Exception {
        wire.close();
    }

    @Test
    void devicesAreMadeWhenTheyAreNamed() throws Exception {
        assertThat(wire.report("v1/gateway/connect", "{\"device\":\"" + name + "\",\"type\":\"thermometer\"}"))
                .isEqualTo(ReasonCode.SUCCESS);
        var device = server.get("/api/tenant/device?deviceName=" + name).json();
        assertThat(device.path("type").asString()).isEqualTo("thermometer");
        assertThat(device.path("additionalInfo").path("lastConnectedGateway").asString()).isNotEmpty();
        assertThat(isActive()).isTrue();
        wire.report("v1/gateway/disconnect", "{\"device\":\"" + name + "\"}");
        Await.until("the device is gone", () -> attributes().contains("lastDisconnectTime"));
    }

    @Test
    void asksForTheLimitsOfAGateway() throws Exception {
        wire.subscribe("v1/devices/me/rpc/response/+", Qos.AT_MOST_ONCE);
        wire.report("v1/devices/me/rpc/request/1", "{\"method\":\"getSessionLimits\",\"params\":{}}");
        var limits = TestServer.JSON.readTree(wire.hear().payload().asUtf8());
        assertThat(limits.path("gatewayRateLimits").propertyNames())
                .containsExactly("messages", "telemetryMessages", "telemetryDataPoints");
    }

    @Test
    void reportsForMany() throws Exception {
        String payload =
                "{\"" + name + "\":[{\"ts\":5,\"values\":{\"k\":1},\"metadata\":{\"connector\":\"c\"}},{\"k2\":true}],"
                        + "\"" + name + "2\":[{\"ts\":6,\"values\":{\"k\":2}}],\"" + name + "3\":7}";
        assertThat(wire.report("v1/gateway/telemetry", payload)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(server.latest(id(name)).path("k").toString()).isEqualTo("[{\"ts\":5,\"value\":1}]");
        assertThat(server.latest(id(name)).has("k2")).isTrue();
        assertThat(server.latest(id(name + "2")).path("k").toString()).isEqualTo("[{\"ts\":6,\"value\":2}]");
        assertThat(server.get("/api/tenant/device?deviceName=" + name + "3").status()).isEqualTo(404);
    }

    @Test
    void attributesGoBothWays() throws Exception {
        wire.report("v1/gateway/attributes", "{\"" + name + "\":{\"c\":1,\"d\":[2]}}");
        server.post("/api/plugins/telemetry/DEVICE/" + id(name) + "/SHARED_SCOPE", "{\"s\":\"x\"}");
        assertThat(wire.hear().payload().asUtf8()).isEqualTo("{\"device\":\"" + name + "\",\"data\":{\"s\":\"x\"}}");
        server.delete("/api/plugins/telemetry/DEVICE/" + id(name) + "/SHARED_SCOPE?keys=s");
        Message deleted = wire.hear();
        assertThat(deleted.topic().text()).isEqualTo("v1/gateway/attributes");
        assertThat(deleted.payload().asUtf8())
                .isEqualTo("{\"device\":\"" + name + "\",\"data\":{\"deleted\":[\"s\"]}}");
        wire.tell("v1/gateway/attributes/request",
                "{\"id\":7,\"device\":\"" + name + "\",\"client\":true,\"key\":\"c\"}");
        Message one = wire.hear();
        assertThat(one.topic().text()).isEqualTo("v1/gateway/attributes/response");
        assertThat(one.payload().asUtf8()).isEqualTo("{\"id\":7,\"device\":\"" + name + "\",\"value\":1}");
        wire.tell("v1/gateway/attributes/request",
                "{\"id\":8,\"device\":\"" + name + "\",\"client\":true,\"keys\":[\"c\",\"d\",\"e\"]}");
        assertThat(wire.hear().payload().asUtf8())
                .isEqualTo("{\"id\":8,\"device\":\"" + name + "\",\"values\":{\"c\":1,\"d\":[2]}}");
    }

    @Test
    void requestsReachTheDeviceBehind() throws Exception {
        wire.report("v1/gateway/connect", "{\"device\":\"" + name + "\"}");
        String id = id(name);
        CompletableFuture<TestServer.Answer> answer = TestServer.meanwhile(
                () -> server.post("/api/rpc/twoway/" + id, "{\"method\":\"m\",\"params\":{}}"));
        Message request = wire.hear();
        assertThat(request.topic().text()).isEqualTo("v1/gateway/rpc");
        var body = TestServer.JSON.readTree(request.payload().asUtf8());
        assertThat(body.path("device").asString()).isEqualTo(name);
        assertThat(body.path("data").path("method").asString()).isEqualTo("m");
        wire.report("v1/gateway/rpc", "{\"device\":\"" + name + "\",\"id\":" + body.path("data").path("id").asInt()
                + ",\"data\":{\"ok\":true}}");
        assertThat(answer.get().body()).isEqualTo("{\"ok\":true}");
    }

    @Test
    void keepsTheOrderOfMessagesAboutNewDevices() throws Exception {
        for (int i = 0; i < 50; i++) {
            wire.publish("v1/gateway/telemetry", "{\"" + name + "\":[{\"ts\":1,\"values\":{\"n\":" + i + "}}]}");
        }
        for (int i = 0; i < 50; i++) {
            assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(i + 1);
        }
        assertThat(server.latest(id(name)).path("n").path(0).path("value").asInt()).isEqualTo(49);
    }

    @Test
    void offersForMany() throws Exception {
        assertThat(wire.report("v1/gateway/claim", "{\"" + name + "\":{\"secretKey\":\"s\"},\"" + name + "2\":{}}"))
                .isEqualTo(ReasonCode.SUCCESS);
        assertThat(server.get("/api/tenant/device?deviceName=" + name + "2").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "telemetry          | []",
        "telemetry          | {\"A\":1}",
        "attributes         | {\"A\":[]}",
        "connect            | {}",
        "attributes/request | {\"device\":\"A\",\"id\":1}",
        "claim              | {\"A\":1}",
    })
    void refusesNonsense(String topic, String payload) throws Exception {
        assertThat(wire.report("v1/gateway/" + topic, payload)).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
    }

    @Test
    void othersAreNoGateways() throws Exception {
        try (WireDevice other = server.connect(Version.V5, server.createDevice().token())) {
            assertThat(other.report("v1/gateway/connect", "{\"device\":\"A\"}"))
                    .isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
            assertThat(wire.report("v1/gateway/dance", "{}")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
        }
    }

    private boolean isActive() {
        return server.get("/api/device/info/" + id(name)).json().path("active").asBoolean();
    }

    private String attributes() {
        return server.get("/api/plugins/telemetry/DEVICE/" + id(name) + "/keys/attributes/SERVER_SCOPE").body();
    }

    private static String id(String device) {
        return server.get("/api/tenant/device?deviceName=" + device).id();
    }
}
