package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What a CONNACK grants, and that the broker keeps to it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TermsTest {

    private Broker broker;
    private URI address;

    @BeforeAll
    void start() {
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .serverReference("elsewhere:1883")
                .responseTopics("replies/%c")
                .limits(Limits.defaults()
                        .with(limits -> limits.connections(8)
                                .keepAlive(Duration.ofSeconds(1))
                                .sessionExpiry(Duration.ofSeconds(100))
                                .topicAliases(2)))
                .build());
        address = broker.addresses().get(0);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "60, 1", "1,"})
    @Spec({"MQTT-3.2.2-21", "MQTT-3.1.2-21"})
    void aKeepAliveThatIsTooLongIsShortened(int asked, Integer told) throws IOException {
        ConnAck ack = connAck(Connect.of(Version.V5, "alive-" + asked, true, asked));
        assertThat(ack.properties().get(Property.SERVER_KEEP_ALIVE)).isEqualTo(told);
    }

    @Test
    @Spec("MQTT-3.1.2-22")
    void whoIsSilentForLongerThanWasGrantedIsDisconnected() throws IOException {
        try (RawClient silent = RawClient.connected(address, Version.V5, "silent");
                RawClient old = RawClient.connected(address, Version.V3_1_1, "old")) {
            assertThat(silent.receive()).isEqualTo(Disconnect.of(ReasonCode.KEEP_ALIVE_TIMEOUT));
            assertThat(old.isAlive()).as("who cannot be told is not shortened").isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"4294967295, 100", "101, 100", "100,", "0,"})
    void aSessionExpiryThatIsTooLongIsShortened(long asked, Long told) throws IOException {
        Properties properties = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, asked);
        ConnAck ack =
                connAck(new Connect(Version.V5, "expiry-" + asked, true, 0, null, null, null, properties));
        assertThat(ack.properties().get(Property.SESSION_EXPIRY_INTERVAL)).isEqualTo(told);
    }

    @Test
    @Spec({"MQTT-3.1.2-28", "MQTT-3.2.2-16", "MQTT-3.1.3-6"})
    void whoAsksIsToldWhereToHaveResponses() throws IOException {
        Properties asks = Properties.NONE.with(Property.REQUEST_RESPONSE_INFORMATION, true);
        ConnAck ack = connAck(new Connect(Version.V5, "", true, 0, null, null, null, asks));
        String id = ack.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER);
        assertThat(id).isNotEmpty();
        assertThat(ack.properties().get(Property.RESPONSE_INFORMATION)).isEqualTo("replies/" + id);
        assertThat(connAck(Connect.of(Version.V5, "", true, 0)).properties().get(Property.RESPONSE_INFORMATION))
                .isNull();
    }

    @Test
    void whoFindsNoRoomIsSentElsewhere() throws IOException {
        List<RawClient> all = new ArrayList<>();
        ConnAck ack = null;
        for (int i = 0; i < 20 && (ack == null || ack.reason() == ReasonCode.SUCCESS); i++) {
            RawClient client = new RawClient(address, Version.V5);
            all.add(client);
            client.send(Connect.of(Version.V5, "many-" + i, true, 0));
            ack = client.receive(ConnAck.class);
        }
        assertThat(ack).isNotNull();
        assertThat(ack.reason()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(ack.properties().get(Property.SERVER_REFERENCE)).isEqualTo("elsewhere:1883");
        for (RawClient client : all) {
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"AT_MOST_ONCE", "AT_LEAST_ONCE"})
    @Spec({"MQTT-3.1.2-26", "MQTT-3.3.2-11"})
    void topicsAreSentByTheirNumbersToWhoTakesThem(Qos qos) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            Properties takes = Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 10);
            client.send(new Connect(Version.V5, "aliases-" + qos, true, 0, null, null, null, takes));
            client.receive(ConnAck.class);
            client.subscribe("alias/#", qos);
            for (String topic : List.of("alias/1", "alias/1", "alias/2", "alias/3", "alias/1")) {
                client.send(Publish.of(Message.of(topic, "x")));
            }
            assertThat(told(client)).isEqualTo("alias/1=1");
            assertThat(told(client)).isEqualTo("=1");
            assertThat(told(client)).isEqualTo("alias/2=2");
            assertThat(told(client)).as("the broker gives two").isEqualTo("alias/3=1");
            assertThat(told(client)).isEqualTo("alias/1=2");
        }
    }

    /// That a packet may be as large as MQTT can say is no news.
    @Test
    void onlyALimitIsTold() throws IOException {
        BrokerConfig config = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .limits(Limits.defaults().with(limits -> limits.packetBytes(268_435_456).topicAliases(0)))
                .build();
        try (Broker unlimited = Broker.start(config);
                RawClient client = new RawClient(unlimited.addresses().get(0), Version.V5)) {
            client.send(Connect.of(Version.V5, "any", true, 0));
            assertThat(client.receive(ConnAck.class).properties()).isEqualTo(
                    Properties.NONE.with(Property.RECEIVE_MAXIMUM, 1_000));
        }
    }

    private static String told(RawClient client) throws IOException {
        Message message = client.receive(Publish.class).message();
        String topic = message.topic().equals(TopicName.NONE) ? "" : message.topic().text();
        return topic + "=" + message.properties().get(Property.TOPIC_ALIAS);
    }

    private ConnAck connAck(Connect connect) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(connect);
            return client.receive(ConnAck.class);
        }
    }
}
