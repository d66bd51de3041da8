package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.PubAck;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What a profile says of how its devices speak MQTT.
class ProfileTopicsTest {

    @RegisterExtension
    static final TestServer server = new TestServer(
            config -> config.limits(DeviceLimits.defaults().with(limits -> limits.sessionsPerDevice(9))));

    private static String device;

    @BeforeAll
    static void furnish() {
        var profile = server.post("/api/deviceProfile", profile("sensors", "JSON"));
        assertThat(profile.status()).as(profile.body()).isEqualTo(200);
        device = server.post("/api/device?accessToken=T", "{\"name\":\"d\",\"type\":\"sensors\"}")
                .id();
    }

    @Test
    void telemetryAndAttributesHaveTopicsOfTheirOwnBesideTheUsual() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, "T")) {
            assertThat(wire.report("sensors/7/telemetry", "{\"a\":1}")).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.report("v1/devices/me/telemetry", "{\"b\":2}")).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.report("sensors/attributes", "{\"c\":3}")).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.report("sensors/other", "{\"d\":4}")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
        }
        assertThat(server.latest(device).propertyNames()).containsExactlyInAnyOrder("a", "b");
        assertThat(server.get("/api/plugins/telemetry/DEVICE/" + device + "/values/attributes/CLIENT_SCOPE").body())
                .contains("\"key\":\"c\"");
    }

    @Test
    void updatesOfAttributesComeToATopicOfTheirOwn() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, "T")) {
            assertThat(wire.subscribe("sensors/updates", Qos.AT_LEAST_ONCE)).isEqualTo(ReasonCode.GRANTED_QOS_1);
            server.post("/api/plugins/telemetry/DEVICE/" + device + "/SHARED_SCOPE", "{\"x\":1}");
            var told = wire.hear();
            assertThat(told.topic().text()).isEqualTo("sensors/updates");
            assertThat(told.payload().asUtf8()).isEqualTo("{\"x\":1}");
        }
    }

    @Test
    void badPayloadsAreAcknowledgedWhereTheProfileSaysSo() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, "T")) {
            int id = wire.publish("v1/devices/me/telemetry", "no JSON {");
            assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(id);
            wire.tell("v1/devices/me/telemetry", "no JSON {");
            assertThat(wire.isAlive()).isTrue();
        }
        try (WireDevice wire = server.connect(Version.V5, "T")) {
            assertThat(wire.report("v1/devices/me/telemetry", "no JSON {"))
                    .isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Test
    void whatIsNotSpokenHereIsRefusedWithTheProfile() throws Exception {
        var protobuf = server.post("/api/deviceProfile", profile("proto", "PROTOBUF"));
        assertThat(protobuf.status()).isEqualTo(400);
        assertThat(protobuf.body()).contains("transportPayloadType to JSON");
        String wrong = profile("wrong", "JSON").replace("sensors/+/telemetry", "a/#/b");
        assertThat(server.post("/api/deviceProfile", wrong).status()).isEqualTo(400);
    }

    private static String profile(String name, String payloads) {
        return "{\"name\":\"" + name + "\",\"type\":\"DEFAULT\",\"transportType\":\"MQTT\",\"profileData\":{"
                + "\"configuration\":{\"type\":\"DEFAULT\"},\"transportConfiguration\":{\"type\":\"MQTT\","
                + "\"deviceTelemetryTopic\":\"sensors/+/telemetry\",\"deviceAttributesTopic\":\"sensors/attributes\","
                + "\"deviceAttributesSubscribeTopic\":\"sensors/updates\",\"sendAckOnValidationException\":true,"
                + "\"transportPayloadTypeConfiguration\":{\"transportPayloadType\":\"" + payloads + "\"}}}}";
    }
}
