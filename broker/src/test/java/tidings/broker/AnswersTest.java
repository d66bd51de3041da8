package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
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
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the broker answers to clients that break a rule, and how it is put.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTest {

    private Broker broker;
    private URI address;

    @BeforeAll
    void start() {
        broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        address = broker.addresses().get(0);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /// Bridges of mosquitto expect it of a broker, and cannot say it before MQTT 5.
    @ParameterizedTest
    @EnumSource(names = {"V3_1", "V3_1_1"})
    void aBridgeHearsNothingOfItsOwnAndRetainFlagsAsTheyWere(Version version) throws IOException {
        String topic = "bridged-" + version;
        try (RawClient bridge = new RawClient(address, version);
                RawClient other = RawClient.connected(address, version, "other-" + version)) {
            bridge.send(new Connect(version, topic, true, 0, null, null, null, Properties.NONE, true));
            assertThat(bridge.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
            bridge.subscribe(topic, Qos.AT_MOST_ONCE);
            bridge.send(new Publish(Message.of(topic, "own"), false, 0));
            assertThat(bridge.isAlive()).isTrue();
            other.send(new Publish(Message.of(topic, "other").withRetain(true), false, 0));
            assertThat(bridge.receive(Publish.class).message()).isEqualTo(Message.of(topic, "other").withRetain(true));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AT_LEAST_ONCE, PubRec, V5", "AT_LEAST_ONCE, PubComp, V5", "AT_LEAST_ONCE, PubRec, V3_1_1",
        "EXACTLY_ONCE, PubAck, V5", "EXACTLY_ONCE, PubComp, V5", "EXACTLY_ONCE, PubAck, V3_1",
    })
    void anAcknowledgementOfTheWrongKindEndsTheConnection(Qos qos, String kind, Version version) throws IOException {
        String name = "wrong-" + qos + kind + version;
        try (RawClient client = RawClient.connected(address, version, name)) {
            client.subscribe(name, qos);
            client.send(new Publish(Message.of(name, "x").withQos(qos), false, 9));
            int id = receivePublish(client).packetId();
            client.send(switch (kind) {
                case "PubAck" -> new PubAck(id);
                case "PubRec" -> new PubRec(id);
                default -> new PubComp(id);
            });
            if (version == Version.V5) {
                assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.PROTOCOL_ERROR));
            }
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void anAcknowledgementThatNobodyWaitsForIsNoHarm() throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "late-acks")) {
            client.send(new PubAck(1), new PubComp(2), new PubRec(3), new PubRel(4));
            assertThat(client.receive()).isEqualTo(new PubRel(3, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            assertThat(client.receive()).isEqualTo(new PubComp(4, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            assertThat(client.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "30 07 00 00 03 23 00 01 78, PROTOCOL_ERROR",
        "30 07 00 00 03 23 00 11 78, TOPIC_ALIAS_INVALID",
        "30 04 00 01 23 00, MALFORMED_PACKET",
        "82 09 00 01 00 00 03 61 2b 62 00, MALFORMED_PACKET",
        "82 10 00 01 00 00 0a 24 73 68 61 72 65 2f 2b 2f 70 00, PROTOCOL_ERROR",
        "82 0e 00 01 00 00 08 24 73 68 61 72 65 2f 70 00, PROTOCOL_ERROR",
    })
    @Spec({"MQTT-3.3.2-9", "MQTT-3.3.2-2", "MQTT-4.7.1-2", "MQTT-4.8.2-1", "MQTT-4.8.2-2"})
    void eachBreachHasItsReason(String hex, ReasonCode reason) throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "breach-" + hex.hashCode())) {
            client.sendHex(hex);
            assertThat(client.receive()).isEqualTo(Disconnect.of(reason));
            assertThat(client.receive()).isNull();
        }
    }

    /// Session expiry twice; a receive maximum of 0; a byte too many; a will topic with a wildcard.
    @ParameterizedTest
    @CsvSource({
        "10 18 00 04 4d515454 05 02 00 0a 0a 11 00000001 11 00000001 00 01 70, PROTOCOL_ERROR",
        "10 11 00 04 4d515454 05 02 00 0a 03 21 0000 00 01 70, PROTOCOL_ERROR",
        "10 0f 00 04 4d515454 05 02 00 0a 00 00 01 70 00, MALFORMED_PACKET",
        "10 15 00 04 4d515454 05 06 00 0a 00 00 01 70 00 00 01 23 00 01 70, MALFORMED_PACKET",
    })
    void aConnectThatIsNearlyOneIsToldWhy(String hex, ReasonCode reason) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.sendHex(hex);
            assertThat(client.receive()).isEqualTo(ConnAck.refused(reason));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-29")
    void whoAsksForReasonsIsToldThemInWords() throws IOException {
        try (RawClient client = connected("asks", Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, true))) {
            client.send(new Publish(Message.of("$SYS/x", "x").withQos(Qos.AT_LEAST_ONCE), false, 1));
            PubAck ack = client.receive(PubAck.class);
            assertThat(ack.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
            assertThat(ack.properties().get(Property.REASON_STRING)).contains("may not");
            client.sendHex("36 05 00 01 61 00 01");
            Disconnect why = client.receive(Disconnect.class);
            assertThat(why.properties().get(Property.REASON_STRING)).contains("QoS");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 1000", "true, 12"})
    @Spec({"MQTT-3.1.2-29", "MQTT-3.4.2-2", "MQTT-3.14.2-3"})
    void reasonsAreNotToldToWhoDoesNotWantThemOrHasNoRoom(boolean asks, long size) throws IOException {
        Properties properties = Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, asks)
                .with(Property.MAXIMUM_PACKET_SIZE, Math.max(size, 40));
        try (RawClient client = connected("short-" + asks, properties)) {
            client.send(new Publish(Message.of("$SYS/x", "x").withQos(Qos.AT_LEAST_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
        }
    }

    @Test
    void aBrokerThatConcealsItsReasonsTellsThatItRefusesAndNoMore() throws IOException {
        BrokerConfig config = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .concealReasons(true)
                .limits(Limits.defaults().with(limits -> limits.sharing(false)))
                .build();
        try (Broker concealing = Broker.start(config);
                RawClient client = new RawClient(concealing.addresses().get(0), Version.V5)) {
            client.send(new Connect(
                    Version.V5, "curious", true, 0, null, null, null,
                    Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, true)));
            client.receive(ConnAck.class);
            List<Subscription> wanted = List.of(
                    Subscription.of("mine", Qos.AT_LEAST_ONCE), Subscription.of("$share/g/x", Qos.AT_LEAST_ONCE));
            client.send(
                    new Publish(Message.of("$SYS/x", "x").withQos(Qos.AT_LEAST_ONCE), false, 1),
                    new Publish(Message.of("$SYS/x", "x").withQos(Qos.EXACTLY_ONCE), false, 2),
                    new Subscribe(3, wanted, Properties.NONE));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.UNSPECIFIED_ERROR));
            assertThat(client.receive()).isEqualTo(new PubRec(2, ReasonCode.UNSPECIFIED_ERROR));
            assertThat(client.receive()).isEqualTo(new SubAck(
                    3, List.of(ReasonCode.GRANTED_QOS_1, ReasonCode.UNSPECIFIED_ERROR), Properties.NONE));
        }
    }

    @Test
    @Spec("MQTT-3.1.2-24")
    void anAnswerThatIsTooLargeForTheClientEndsTheConnectionInstead() throws IOException {
        try (RawClient client = connected("small", Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, 30L))) {
            List<Subscription> many = IntStream.range(0, 40)
                    .mapToObj(i -> Subscription.of("f" + i, Qos.AT_MOST_ONCE))
                    .toList();
            client.send(new Subscribe(1, many.subList(0, 20), Properties.NONE));
            client.receive(SubAck.class);
            client.send(new Subscribe(2, many, Properties.NONE));
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.PACKET_TOO_LARGE));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-24")
    void whoTakesNoConnackGetsNone() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(new Connect(
                    Version.V5, "tiny", true, 0, null, null, null,
                    Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, 2L)));
            assertThat(client.receive()).isNull();
        }
    }

    private RawClient connected(String id, Properties properties) throws IOException {
        RawClient client = new RawClient(address, Version.V5);
        client.send(new Connect(Version.V5, id, true, 0, null, null, null, properties));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    /// The message and the acknowledgement of it, in whichever order they come.
    private static Publish receivePublish(RawClient client) throws IOException {
        Packet first = client.receive();
        Packet second = client.receive();
        Packet message = first instanceof Publish ? first : second;
        assertThat(message).isInstanceOf(Publish.class);
        return Publish.class.cast(message);
    }
}
