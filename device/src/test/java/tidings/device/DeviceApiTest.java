package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// What clients of the device API rely on that is about connections and subscriptions rather than about one topic, seen from
/// outside. Each statement and its test stand in docs/device-api.md.
class DeviceApiTest {

    private static final String TELEMETRY = "v1/devices/me/telemetry";
    private static final String ATTRIBUTES = "v1/devices/me/attributes";
    private static final String REQUESTS = "v1/devices/me/rpc/request/";
    private static final String RESPONSES = "v1/devices/me/rpc/response/";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();

    @ParameterizedTest
    @EnumSource
    void nothingOfASessionStays(Version version) throws Exception {
        for (int i = 0; i < 2; i++) {
            try (WireDevice wire = new WireDevice(server.mqtt(), version)) {
                wire.send(new Connect(version, "same", false, 60, null, device.token(), null, Properties.NONE));
                ConnAck ack = wire.receive(ConnAck.class);
                assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS);
                assertThat(ack.sessionPresent()).isFalse();
                wire.subscribe(ATTRIBUTES, Qos.AT_LEAST_ONCE);
            }
        }
    }

    @Test
    void newClientsHearWhatTheServerDoes() throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V5)) {
            wire.send(new Connect(
                    Version.V5, "", false, 60, null, device.token(), null,
                    Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L)));
            Properties said = wire.receive(ConnAck.class).properties();
            assertThat(said.get(Property.MAXIMUM_PACKET_SIZE)).isNotNull();
            assertThat(said.get(Property.ASSIGNED_CLIENT_IDENTIFIER)).isNotNull();
            assertThat(said.get(Property.SESSION_EXPIRY_INTERVAL)).isEqualTo(0L);
            assertThat(said.get(Property.SHARED_SUBSCRIPTION_AVAILABLE)).isFalse();
            assertThat(said.get(Property.RETAIN_AVAILABLE)).isNull();
            assertThat(said.get(Property.MAXIMUM_QOS)).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource
    void willsAndRetainFlagsAreTakenSilently(Version version) throws Exception {
        Message will = Message.of(TELEMETRY, Bytes.utf8("{\"will\":1}")).withRetain(true);
        try (WireDevice wire = new WireDevice(server.mqtt(), version)) {
            wire.send(new Connect(version, "c", true, 60, will, device.token(), null, Properties.NONE));
            assertThat(wire.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
            Message kept = Message.of(TELEMETRY, "{\"a\":1}").withQos(Qos.AT_LEAST_ONCE).withRetain(true);
            wire.send(new Publish(kept, false, 1));
            assertThat(wire.receive(PubAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        }
        server.connect(version, device.token()).close();
        assertThat(server.latest(device.id()).propertyNames()).containsExactly("a");
    }

    @Test
    void aSecondConnectEndsTheConnection() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.send(new Connect(Version.V3_1_1, "c", true, 60, null, device.token(), null, Properties.NONE));
            assertThat(wire.receive()).isNull();
        }
    }

    @Test
    void whatComesBeforeTheConnAckIsServedInOrder() throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            wire.send(connect(), telemetry(1, "{\"a\":1}"), telemetry(2, "{\"a\":2}"), telemetry(3, "{\"b\":3}"));
            wire.receive(ConnAck.class);
            for (int id = 1; id <= 3; id++) {
                assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(id);
            }
        }
        assertThat(server.latest(device.id()).path("a").path(0).path("value").asInt()).isEqualTo(2);
    }

    @Test
    void whatComesBeforeTheEndIsStored() throws Exception {
        try (WireDevice wire = new WireDevice(server.mqtt(), Version.V3_1_1)) {
            wire.send(connect(), new Publish(Message.of(TELEMETRY, "{\"last\":1}"), false, 0),
                    new Disconnect(ReasonCode.SUCCESS, Properties.NONE));
        }
        Await.until("it is stored", () -> server.latest(device.id()).has("last"));
    }

    @Test
    void whatIsSentAgainIsTakenAgain() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            Message message = Message.of(TELEMETRY, "{\"ts\":5,\"values\":{\"a\":1}}").withQos(Qos.AT_LEAST_ONCE);
            wire.send(new Publish(message, false, 9), new Publish(message, true, 9));
            assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(9);
            assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(9);
        }
        assertThat(server.latest(device.id()).path("a").toString()).isEqualTo("[{\"ts\":5,\"value\":1}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "v1/devices/me/attributes", "v1/devices/me/attributes/response/+", "v1/devices/me/rpc/request/+",
        "v1/devices/me/rpc/response/+", "v2/fw/response/+/chunk/+", "v2/fw/error", "v2/sw/response/+/chunk/+",
        "v2/sw/error", "v1/gateway/attributes", "v1/gateway/attributes/response", "v1/gateway/rpc", "v2/a", "v2/a/j",
        "v2/a/p", "v2/a/res/+", "v2/a/res/j/+", "v2/a/res/p/+", "v2/r/req/+", "v2/r/req/j/+", "v2/r/req/p/+",
        "v2/r/res/+", "v2/r/res/j/+", "v2/r/res/p/+"})
    void grantsEachFilter(String filter) throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.subscribe(filter, Qos.AT_MOST_ONCE)).isEqualTo(ReasonCode.SUCCESS);
            assertThat(wire.subscribe(filter, Qos.EXACTLY_ONCE)).isEqualTo(ReasonCode.GRANTED_QOS_1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+/+", "v1/devices/me/+", "v1/devices/me/#", "v2/fw/response/+", TELEMETRY,
        "/provision/response"})
    void refusesOtherFiltersAndKeepsTheRest(String filter) throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            wire.send(new Subscribe(1, List.of(
                    Subscription.of(filter, Qos.AT_LEAST_ONCE), Subscription.of(ATTRIBUTES, Qos.AT_LEAST_ONCE)),
                    Properties.NONE));
            assertThat(wire.receive(SubAck.class).reasons())
                    .containsExactly(ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.GRANTED_QOS_1);
            share("{\"s\":1}");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("{\"s\":1}");
        }
    }

    @Test
    void unsubscribingSaysWhetherThereWasAnything() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            wire.subscribe(ATTRIBUTES, Qos.AT_LEAST_ONCE);
            wire.send(new Unsubscribe(5, List.of(TopicFilter.of(ATTRIBUTES), TopicFilter.of("v2/a"),
                    TopicFilter.of("some/other")), Properties.NONE));
            assertThat(wire.receive(UnsubAck.class).reasons())
                    .containsExactly(
                            ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED,
                            ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
    }

    @Test
    void theLastSubscriptionOfAKindDecidesTheTopic() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(ATTRIBUTES, Qos.AT_LEAST_ONCE);
            wire.subscribe("v2/a/j", Qos.AT_MOST_ONCE);
            share("{\"s\":1}");
            Message update = wire.hear();
            assertThat(update.topic().text()).isEqualTo("v2/a/j");
            assertThat(update.qos()).isEqualTo(Qos.AT_MOST_ONCE);
            assertThat(wire.isAlive()).as("nothing comes a second time").isTrue();
        }
    }

    @Test
    void updatesComeToThoseWhoSubscribed() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            share("{\"s\":1}");
            assertThat(wire.isAlive()).as("nothing came").isTrue();
            wire.subscribe(ATTRIBUTES, Qos.AT_LEAST_ONCE);
            assertThat(wire.isAlive()).as("nothing is told later").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "v1/devices/me/telemetry              | {\"ts\":\"abc\",\"values\":{\"a\":1}}",
        "v1/devices/me/telemetry              | {\"ts\":1,\"values\":7}",
        "v1/devices/me/telemetry              | 7",
        "v1/devices/me/attributes/request/abc | {}",
        "v1/devices/me/attributes/request/99999999999 | {}",
        "v1/devices/me/rpc/response/abc       | {}",
        "v1/devices/me/claim                  | []",
        "v2/fw/request/1/chunk/0              | abc",
        "v2/fw/request/1/chunk/0              | -1",
        "v2/fw/request/x/chunk/0              | 10",
        "v2/sw/request/1/chunk/-1             | 10",
    })
    void badInputIsToldAndNothingOfItStays(String topic, String payload) throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report(topic, payload)).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.isAlive()).isTrue();
        }
        assertThat(server.latest(device.id()).isEmpty()).isTrue();
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.tell(topic, payload);
            assertThat(wire.receive()).isNull();
        }
    }

    @Test
    void anEmptyAnswerIsOne() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(REQUESTS + "+", Qos.AT_LEAST_ONCE);
            CompletableFuture<TestServer.Answer> answer = call(server, device);
            wire.report(answerTopic(wire.hear()), "");
            assertThat(answer.get().status()).isEqualTo(200);
            assertThat(answer.get().body()).isEmpty();
        }
    }

    @Test
    void theFirstAnswerOfSeveralConnectionsCounts(@TempDir Path own) throws Exception {
        DeviceLimits two = DeviceLimits.defaults().with(limits -> limits.sessionsPerDevice(2));
        try (TestServer social = TestServer.start(own, config -> config.limits(two))) {
            TestServer.Made made = social.createDevice();
            try (WireDevice one = social.connect(Version.V3_1_1, made.token());
                    WireDevice other = social.connect(Version.V5, made.token())) {
                one.subscribe(REQUESTS + "+", Qos.AT_MOST_ONCE);
                other.subscribe(REQUESTS + "+", Qos.AT_MOST_ONCE);
                CompletableFuture<TestServer.Answer> answer = call(social, made);
                Message heard = one.hear();
                assertThat(other.hear().topic()).isEqualTo(heard.topic());
                other.report(answerTopic(heard), "{\"from\":\"other\"}");
                one.report(answerTopic(heard), "{\"from\":\"one\"}");
                assertThat(answer.get().body()).isEqualTo("{\"from\":\"other\"}");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"-, u-key, -", "c-key, -, c-key", "c-key2, u-key2, c-key2|u-key2"})
    void credentialsHaveTheKeyOfTheReference(
            @Nullable String clientId, @Nullable String userName, @Nullable String hashed) throws Exception {
        var value = TestServer.JSON.createObjectNode().put("clientId", clientId).put("userName", userName);
        var credentials = server.get("/api/device/" + device.id() + "/credentials").json().toString();
        var changed = TestServer.JSON.createObjectNode()
                .put("credentialsType", "MQTT_BASIC")
                .put("credentialsValue", value.toString());
        changed.set("deviceId", TestServer.JSON.readTree(credentials).path("deviceId"));
        String id = server.post("/api/device/credentials", changed.toString())
                .json()
                .path("credentialsId")
                .asString();
        assertThat(id).isEqualTo(hashed == null ? userName : sha3(hashed));
    }

    @Test
    void allDevicesTogetherKeepToTheirRates(@TempDir Path own) throws Exception {
        DeviceLimits few = DeviceLimits.defaults()
                .with(limits -> limits.totalMessageRate("100:3600").totalTelemetryPointRate("5:3600"));
        try (TestServer strict = TestServer.start(own, config -> config.limits(few))) {
            TestServer.Made one = strict.createDevice();
            TestServer.Made other = strict.createDevice();
            try (WireDevice wire = strict.connect(Version.V5, one.token());
                    WireDevice old = strict.connect(Version.V3_1_1, other.token())) {
                assertThat(wire.report(TELEMETRY, "{\"a\":1,\"b\":2,\"c\":3}")).isEqualTo(ReasonCode.SUCCESS);
                old.publish(TELEMETRY, "{\"a\":1,\"b\":2,\"c\":3}");
                assertThat(old.receive()).isNull();
                assertThat(wire.report(TELEMETRY, "{\"a\":1,\"b\":2,\"c\":3}")).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
                assertThat(wire.report(TELEMETRY, "{\"a\":4,\"b\":5}")).isEqualTo(ReasonCode.SUCCESS);
            }
            assertThat(strict.latest(other.id()).isEmpty()).isTrue();
        }
    }

    private static String sha3(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA3-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash);
    }

    private Connect connect() {
        return new Connect(Version.V3_1_1, "c", true, 60, null, device.token(), null, Properties.NONE);
    }

    private static Publish telemetry(int id, String payload) {
        return new Publish(Message.of(TELEMETRY, payload).withQos(Qos.AT_LEAST_ONCE), false, id);
    }

    private void share(String attributes) {
        String path = "/api/plugins/telemetry/DEVICE/" + device.id() + "/SHARED_SCOPE";
        assertThat(server.post(path, attributes).status()).isEqualTo(200);
    }

    private static String answerTopic(Message request) {
        return RESPONSES + request.topic().text().substring(REQUESTS.length());
    }

    private static CompletableFuture<TestServer.Answer> call(TestServer to, TestServer.Made device) {
        return TestServer.meanwhile(
                () -> to.post("/api/rpc/twoway/" + device.id(), "{\"method\":\"m\",\"timeout\":20000}"));
    }
}
