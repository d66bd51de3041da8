package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What devices report over MQTT is there to be read over REST.
class TelemetryTest {

    private static final String TOPIC = "v1/devices/me/telemetry";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made made = server.createDevice();
    private final String device = made.id();
    private final String token = made.token();

    @ParameterizedTest
    @EnumSource
    void keepsEachTypeOfTheSeed(Version version) throws Exception {
        try (WireDevice wire = server.connect(version, token)) {
            assertThat(wire.report(TOPIC, """
                    {"stringKey":"value1","booleanKey":true,"doubleKey":42.0,"longKey":73,
                     "jsonKey":{"someNumber":42,"someArray":[1,2,3],"someNestedObject":{"key":"value"}}}"""))
                    .isEqualTo(ReasonCode.SUCCESS);
        }
        var latest = server.latest(device);
        assertThat(latest.path("stringKey").path(0).path("value").toString()).isEqualTo("\"value1\"");
        assertThat(latest.path("booleanKey").path(0).path("value").toString()).isEqualTo("true");
        assertThat(latest.path("doubleKey").path(0).path("value").toString()).isEqualTo("42.0");
        assertThat(latest.path("longKey").path(0).path("value").toString()).isEqualTo("73");
        assertThat(latest.path("jsonKey").path(0).path("value").toString())
                .isEqualTo("{\"someNumber\":42,\"someArray\":[1,2,3],\"someNestedObject\":{\"key\":\"value\"}}");
    }

    @Test
    void aPacketMayBeAsLongAsTheLimitAndNoLonger() throws Exception {
        String topic = "v1/devices/me/telemetry";
        int frame = 2 + topic.length() + 2 + "{'k':''}".length();
        TestServer.Made made = server.createDevice();
        try (WireDevice wire = server.connect(Version.V3_1_1, made.token())) {
            wire.report(topic, "{\"k\":\"" + "x".repeat(65_536 - frame) + "\"}");
            wire.publish(topic, "{\"k\":\"" + "x".repeat(65_537 - frame) + "\"}");
            assertThat(wire.receive()).isNull();
        }
    }

    @Test
    void keepsTheTimeThatTheDeviceNames() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            wire.report(TOPIC, "{\"ts\":1451649600512,\"values\":{\"key1\":\"value1\",\"key2\":\"value2\"}}");
            wire.report(TOPIC, "[{\"ts\":1451649600000,\"values\":{\"key1\":\"older\"}},{\"key3\":true}]");
        }
        var latest = server.latest(device);
        assertThat(latest.path("key1").toString()).isEqualTo("[{\"ts\":1451649600512,\"value\":\"value1\"}]");
        assertThat(latest.path("key3").path(0).path("ts").asLong()).isGreaterThan(1451649600512L);
        var history = server.get("/api/plugins/telemetry/DEVICE/" + device
                + "/values/timeseries?keys=key1&startTs=0&endTs=2000000000000&orderBy=ASC").json();
        assertThat(history.toString()).isEqualTo("{\"key1\":[{\"ts\":1451649600000,\"value\":\"older\"},"
                + "{\"ts\":1451649600512,\"value\":\"value1\"}]}");
    }

    @Test
    void takesQos0And2AsWell() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            wire.tell(TOPIC, "{\"zero\":0}");
            wire.send(new Publish(Message.of(TOPIC, "{\"two\":2}").withQos(Qos.EXACTLY_ONCE), false, 7));
            assertThat(wire.receive(PubRec.class).packetId()).isEqualTo(7);
            wire.send(new PubRel(7, ReasonCode.SUCCESS));
            assertThat(wire.receive(PubComp.class).packetId()).isEqualTo(7);
        }
        assertThat(server.latest(device).propertyNames()).containsExactly("two", "zero");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "{\"a\":null}"})
    void acknowledgesWhatSaysNothing(String payload) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            assertThat(wire.report(TOPIC, payload)).isEqualTo(ReasonCode.SUCCESS);
        }
        assertThat(server.latest(device).isEmpty()).isTrue();
    }

    @Test
    void closesOldClientsThatSendNonsense() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            wire.publish(TOPIC, "[{\"good\":1},2]");
            assertThat(wire.receive()).isNull();
        }
        assertThat(server.latest(device).isEmpty()).isTrue();
        var diagnostics = server.get("/api/device/" + device + "/diagnostics").json();
        assertThat(diagnostics.path("rejected").asInt()).isOne();
        assertThat(diagnostics.path("lastRejections").path(0).path("payload").asString()).isEqualTo("[{\"good\":1},2]");
    }

    @Test
    void tellsNewClientsThatSendNonsense() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, token)) {
            assertThat(wire.report(TOPIC, "nonsense")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.isAlive()).isTrue();
            wire.tell(TOPIC, "nonsense");
            assertThat(wire.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Test
    void acknowledgesAndIgnoresUnknownTopics() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, token)) {
            assertThat(wire.report("some/other/topic", "{\"a\":1}")).isEqualTo(ReasonCode.TOPIC_NAME_INVALID);
            assertThat(wire.isAlive()).isTrue();
        }
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            assertThat(wire.report("some/other/topic", "{\"a\":1}")).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    @Test
    void refusesWhatIsTooLarge() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, token)) {
            wire.publish(TOPIC, "{\"a\":\"" + "x".repeat(70_000) + "\"}");
            assertThat(wire.receive(Disconnect.class).reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
            assertThat(wire.receive()).isNull();
        }
    }

    @Test
    void refusesTooManyKeys(@TempDir Path own) throws Exception {
        try (TestServer small = TestServer.start(
                own,
                config -> config.limits(DeviceLimits.defaults().with(limits -> limits.keysPerDevice(2))))) {
            small.createDevice("meter", "T2");
            try (WireDevice wire = small.connect(Version.V5, "T2")) {
                assertThat(wire.report(TOPIC, "{\"a\":1,\"b\":2}")).isEqualTo(ReasonCode.SUCCESS);
                assertThat(wire.report(TOPIC, "{\"a\":1,\"c\":2}")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
                assertThat(wire.report(TOPIC, "{\"b\":3}")).isEqualTo(ReasonCode.SUCCESS);
            }
        }
    }

    @Test
    void whatIsAcknowledgedOutlivesARestart(@TempDir Path folder) throws Exception {
        String id;
        try (TestServer first = TestServer.start(folder)) {
            id = first.createDevice("meter", "T2");
            try (WireDevice wire = first.connect(Version.V3_1_1, "T2")) {
                wire.report(TOPIC, "{\"a\":1}");
            }
        }
        try (TestServer again = TestServer.start(folder)) {
            assertThat(again.latest(id).path("a").path(0).path("value").asInt()).isOne();
        }
    }

    @Test
    void acknowledgesInOrder() throws IOException {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            for (int i = 1; i <= 200; i++) {
                wire.publish(i % 3 == 0 ? "unknown" : TOPIC, "{\"n\":" + i + "}");
            }
            for (int i = 1; i <= 200; i++) {
                assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(i);
            }
        }
    }

    @Test
    void grantsTheKnownFiltersOnly() throws IOException {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            assertThat(wire.subscribe("v1/devices/me/attributes", Qos.EXACTLY_ONCE))
                    .isEqualTo(ReasonCode.GRANTED_QOS_1);
            assertThat(wire.subscribe("v1/devices/me/rpc/request/+", Qos.AT_MOST_ONCE)).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.subscribe("#", Qos.AT_MOST_ONCE).isError()).isTrue();
            assertThat(wire.subscribe(TOPIC, Qos.AT_MOST_ONCE).isError()).isTrue();
        }
        try (WireDevice wire = server.connect(Version.V5, token)) {
            assertThat(wire.subscribe("#", Qos.AT_MOST_ONCE)).isEqualTo(ReasonCode.TOPIC_FILTER_INVALID);
        }
    }
}
