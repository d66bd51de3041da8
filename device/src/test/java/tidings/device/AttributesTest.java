package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Attributes, from the device's side and from the people's.
class AttributesTest {

    private static final String TOPIC = "v1/devices/me/attributes";

    @RegisterExtension
    static final TestServer server = new TestServer();

    private final TestServer.Made device = server.createDevice();
    private final String path = "/api/plugins/telemetry/DEVICE/" + device.id();

    @Test
    void keepsWhatTheDeviceSays() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.report(TOPIC, """
                    {"stringKey":"value1","booleanKey":true,"doubleKey":42.0,"longKey":73,
                     "jsonKey":{"someNumber":42,"someArray":[1,2,3],"someNestedObject":{"key":"value"}}}""");
        }
        var values = server
                .get(path + "/values/attributes/CLIENT_SCOPE?keys=stringKey,booleanKey,doubleKey,longKey,jsonKey");
        assertThat(values.body().replaceAll("\"lastUpdateTs\":\\d+,", "")).isEqualTo(
                "[{\"key\":\"booleanKey\",\"value\":true},{\"key\":\"doubleKey\",\"value\":42.0},"
                        + "{\"key\":\"jsonKey\",\"value\":{\"someNumber\":42,\"someArray\":[1,2,3],"
                        + "\"someNestedObject\":{\"key\":\"value\"}}},{\"key\":\"longKey\",\"value\":73},"
                        + "{\"key\":\"stringKey\",\"value\":\"value1\"}]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"clientKeys\":\"c1,c2\",\"sharedKeys\":\"s1,none\"} | {\"client\":{\"c1\":1,\"c2\":{\"x\":2}},\"shared\":{\"s1\":\"one\"}}",
        "{\"clientKeys\":\"c1,\"}                              | {\"client\":{\"c1\":1}}",
        "{\"sharedKeys\":\"none\"}                             | {}",
        "{}                                                    | {\"client\":{\"c1\":1,\"c2\":{\"x\":2}},\"shared\":{\"s1\":\"one\",\"s2\":2.5}}",
    })
    void answersWhatTheDeviceAsksFor(String request, String expected) throws Exception {
        server.post(path + "/SHARED_SCOPE", "{\"s1\":\"one\",\"s2\":2.5}");
        server.post(path + "/SERVER_SCOPE", "{\"hidden\":1}");
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(TOPIC + "/response/+", Qos.AT_MOST_ONCE);
            wire.report(TOPIC, "{\"c1\":1,\"c2\":{\"x\":2}}");
            wire.tell(TOPIC + "/request/7", request);
            Message answer = wire.hear();
            assertThat(answer.topic().text()).isEqualTo(TOPIC + "/response/7");
            assertThat(answer.qos()).isEqualTo(Qos.AT_MOST_ONCE);
            assertThat(answer.payload().asUtf8()).isEqualTo(expected);
        }
    }

    @Test
    void answersWithoutSubscriptionAndSeesWhatWasWrittenBefore() throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            for (int i = 0; i < 20; i++) {
                int write = wire.publish(TOPIC, "{\"n\":" + i + "}");
                int ask = wire.publish(TOPIC + "/request/-" + (i + 1), "{\"clientKeys\":\"n\"}");
                assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(write);
                assertThat(wire.receive(PubAck.class).packetId()).isEqualTo(ask);
                Message answer = wire.hear();
                assertThat(answer.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
                assertThat(answer.topic().text()).isEqualTo(TOPIC + "/response/-" + (i + 1));
                assertThat(answer.payload().asUtf8()).isEqualTo("{\"client\":{\"n\":" + i + "}}");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"v1/devices/me/attributes, v1/devices/me/attributes", "v2/a, v2/a", "v2/a/j, v2/a/j"})
    void tellsOfWhatIsSharedAndDeleted(String filter, String topic) throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.subscribe(filter, Qos.AT_LEAST_ONCE);
            server.post(path + "/SERVER_SCOPE", "{\"hidden\":1}");
            server.post(path + "/SHARED_SCOPE", "{\"a\":1,\"b\":[2]}");
            server.post("/api/plugins/telemetry/" + device.id() + "/SHARED_SCOPE", "{\"a\":1}");
            server.delete(path + "/SHARED_SCOPE?keys=a,zzz");
            Message first = wire.hear();
            assertThat(first.topic().text()).isEqualTo(topic);
            assertThat(first.payload().asUtf8()).isEqualTo("{\"a\":1,\"b\":[2]}");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("{\"a\":1}");
            assertThat(wire.hear().payload().asUtf8()).isEqualTo("{\"deleted\":[\"a\",\"zzz\"]}");
            wire.send(new Unsubscribe(99, List.of(TopicFilter.of(filter)),
                    Properties.NONE));
            wire.receive(UnsubAck.class);
            server.post(path + "/SHARED_SCOPE", "{\"a\":2}");
            assertThat(wire.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"a\":1}]", "7", "", "{"})
    void refusesWhatIsNoObject(String payload) throws Exception {
        try (WireDevice wire = server.connect(Version.V5, device.token())) {
            assertThat(wire.report(TOPIC, payload)).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.report(TOPIC + "/request/x", "{}")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
            assertThat(wire.report(TOPIC + "/request/1", "[]")).isEqualTo(ReasonCode.PAYLOAD_FORMAT_INVALID);
        }
    }

    @Test
    void answersShortTopicsWithShortTopics() throws Exception {
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            wire.report("v2/a", "{\"c\":1}");
            wire.tell("v2/a/req/3", "{\"clientKeys\":\"c\"}");
            assertThat(wire.hear().topic().text()).isEqualTo("v2/a/res/3");
            wire.tell("v2/a/req/j/4", "{\"clientKeys\":\"c\"}");
            assertThat(wire.hear().topic().text()).isEqualTo("v2/a/res/j/4");
        }
    }

    @Test
    void restKeepsTheRules() throws Exception {
        assertThat(server.post(path + "/CLIENT_SCOPE", "{\"a\":1}").body()).isEqualTo("Invalid scope: CLIENT_SCOPE");
        assertThat(server.post(path + "/SHARED_SCOPE", "[1]").body()).isEqualTo("Request is not a JSON object");
        assertThat(server.delete(path + "/SHARED_SCOPE?keys=").body()).isEqualTo("Empty keys: []");
        assertThat(server.post(path + "/attributes/SERVER_SCOPE", "{\"a\":1,\"n\":null}").status()).isEqualTo(200);
        assertThat(server.get(path + "/keys/attributes/SERVER_SCOPE").body()).isEqualTo("[\"a\"]");
        assertThat(server.get(path + "/values/attributes?keys=a").json().path(0).path("value").asInt()).isOne();
    }

    @Test
    void keepsWhetherADeviceIsThere() throws Exception {
        assertThat(server.get(path + "/keys/attributes/SERVER_SCOPE").body()).isEqualTo("[]");
        try (WireDevice wire = server.connect(Version.V3_1_1, device.token())) {
            assertThat(wire.isAlive()).isTrue();
            var active = server.get(path + "/values/attributes/SERVER_SCOPE?keys=active").json();
            assertThat(active.path(0).path("value").asBoolean()).isTrue();
            assertThat(server.get("/api/device/info/" + device.id()).json().path("active").asBoolean()).isTrue();
        }
        Await.until("it is noted that the device has gone", () -> keys().contains("lastDisconnectTime"));
        assertThat(keys()).contains("lastConnectTime", "lastActivityTime");
    }

    private String keys() {
        return server.get(path + "/keys/attributes/SERVER_SCOPE").body();
    }
}
