package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
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
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Spec;

/// What clients may rely on, over real sockets.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerTest {

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

    @ParameterizedTest
    @EnumSource
    void carriesAMessageAtEachQuality(Version version) throws IOException {
        try (RawClient sub = RawClient.connected(address, version, "sub-" + version);
                RawClient pub = RawClient.connected(address, version, "pub-" + version)) {
            String topic = "each/" + version;
            assertThat(sub.subscribe(topic, Qos.EXACTLY_ONCE).reasons()).containsExactly(ReasonCode.GRANTED_QOS_2);

            pub.send(Publish.of(Message.of(topic, "0")));
            assertThat(sub.receive(Publish.class)).isEqualTo(Publish.of(Message.of(topic, "0")));

            pub.send(publish(topic, "1", Qos.AT_LEAST_ONCE, 7));
            assertThat(pub.receive()).isEqualTo(new PubAck(7));
            Publish once = sub.receive(Publish.class);
            assertThat(once.message()).isEqualTo(Message.of(topic, "1").withQos(Qos.AT_LEAST_ONCE));
            sub.send(new PubAck(once.packetId()));

            pub.send(publish(topic, "2", Qos.EXACTLY_ONCE, 8));
            assertThat(pub.receive()).isEqualTo(new PubRec(8));
            pub.send(new PubRel(8));
            assertThat(pub.receive()).isEqualTo(new PubComp(8));
            Publish exact = sub.receive(Publish.class);
            assertThat(exact.message().payload().asUtf8()).isEqualTo("2");
            sub.send(new PubRec(exact.packetId()));
            assertThat(sub.receive()).isEqualTo(new PubRel(exact.packetId()));
            sub.send(new PubComp(exact.packetId()));
            sub.send(PingReq.INSTANCE);
            assertThat(sub.receive()).isEqualTo(PingResp.INSTANCE);
        }
    }

    @Test
    @Spec("MQTT-4.3.3-10")
    void aRepeatedPublishExactlyOnceIsHeardOnce() throws IOException {
        try (RawClient sub = RawClient.connected(address, Version.V3_1_1, "once-sub");
                RawClient pub = RawClient.connected(address, Version.V3_1_1, "once-pub")) {
            sub.subscribe("once", Qos.AT_MOST_ONCE);
            pub.send(publish("once", "x", Qos.EXACTLY_ONCE, 5), publish("once", "x", Qos.EXACTLY_ONCE, 5));
            assertThat(pub.receive()).isEqualTo(new PubRec(5));
            assertThat(pub.receive()).isEqualTo(new PubRec(5));
            pub.send(new PubRel(5), Publish.of(Message.of("once", "end")));
            assertThat(sub.receive(Publish.class).message().payload().asUtf8()).isEqualTo("x");
            assertThat(sub.receive(Publish.class).message().payload().asUtf8()).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-3.1.2-5", "MQTT-4.4.0-1", "MQTT-4.6.0-6"})
    void aSessionThatIsKeptHearsWhatItMissedInOrder(Version version) throws IOException {
        String id = "kept-" + version;
        String topic = "missed/" + version;
        Connect keep = new Connect(version, id, false, 0, null, null, null, expiry(version, 60));
        try (RawClient first = new RawClient(address, version)) {
            first.send(keep);
            assertThat(first.receive(ConnAck.class).sessionPresent()).isFalse();
            first.subscribe(topic, Qos.AT_LEAST_ONCE);
        }
        try (RawClient pub = RawClient.connected(address, version, "missed-pub-" + version)) {
            for (int i = 1; i <= 20; i++) {
                pub.send(publish(topic, "m" + i, Qos.AT_LEAST_ONCE, i));
                assertThat(pub.receive(PubAck.class).packetId()).isEqualTo(i);
            }
        }
        List<Integer> ids = new ArrayList<>();
        try (RawClient second = new RawClient(address, version)) {
            second.send(keep);
            assertThat(second.receive(ConnAck.class).sessionPresent()).isEqualTo(version != Version.V3_1);
            for (int i = 1; i <= 20; i++) {
                Publish heard = second.receive(Publish.class);
                assertThat(heard.message().payload().asUtf8()).isEqualTo("m" + i);
                assertThat(heard.dup()).isFalse();
                ids.add(heard.packetId());
            }
        }
        try (RawClient third = new RawClient(address, version)) {
            third.send(keep);
            third.receive(ConnAck.class);
            for (int i = 1; i <= 20; i++) {
                Publish again = third.receive(Publish.class);
                assertThat(again.message().payload().asUtf8()).isEqualTo("m" + i);
                assertThat(again.dup()).isTrue();
                assertThat(again.packetId()).isEqualTo(ids.get(i - 1));
            }
        }
    }

    @Test
    @Spec({"MQTT-3.3.1-5", "MQTT-3.3.1-6", "MQTT-3.3.1-9"})
    void keepsTheLastMessageOfATopicForThoseWhoComeLater() throws IOException {
        try (RawClient pub = RawClient.connected(address, Version.V3_1_1, "retain-pub");
                RawClient sub = RawClient.connected(address, Version.V3_1_1, "retain-sub")) {
            pub.send(Publish.of(Message.of("kept/a", "old").withRetain(true)),
                    Publish.of(Message.of("kept/a", "new").withRetain(true)),
                    Publish.of(Message.of("kept/b", "gone").withRetain(true)),
                    Publish.of(Message.of("kept/b", "").withRetain(true)),
                    publish("kept/end", "", Qos.AT_LEAST_ONCE, 1));
            pub.receive(PubAck.class);
            sub.subscribe("kept/#", Qos.AT_MOST_ONCE);
            assertThat(sub.receive()).isEqualTo(Publish.of(Message.of("kept/a", "new").withRetain(true)));
            pub.send(Publish.of(Message.of("kept/c", "live").withRetain(true)));
            assertThat(sub.receive()).isEqualTo(Publish.of(Message.of("kept/c", "live")));
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.2-10"})
    void aWillIsPublishedUnlessTheClientSaidGoodbye() throws IOException {
        try (RawClient sub = RawClient.connected(address, Version.V5, "will-sub")) {
            sub.subscribe("wills/#", Qos.AT_MOST_ONCE);
            withWill("polite", "wills/polite", Properties.NONE).send(Disconnect.NORMAL);
            RawClient lost = withWill("lost", "wills/lost", Properties.NONE);
            lost.close();
            assertThat(sub.receive(Publish.class).message().topic().text()).isEqualTo("wills/lost");
            RawClient insists = withWill("insists", "wills/insists", Properties.NONE);
            insists.send(Disconnect.of(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));
            assertThat(sub.receive(Publish.class).message().topic().text()).isEqualTo("wills/insists");
        }
    }

    @Test
    @Spec("MQTT-3.1.3-9")
    void aDelayedWillIsNotPublishedIfTheClientReturns() throws IOException {
        try (RawClient sub = RawClient.connected(address, Version.V5, "delay-sub")) {
            sub.subscribe("delayed/#", Qos.AT_MOST_ONCE);
            Properties delay = Properties.NONE.with(Property.WILL_DELAY_INTERVAL, 1L);
            withWill("returns", "delayed/returns", delay).close();
            RawClient back = new RawClient(address, Version.V5);
            back.send(new Connect(Version.V5, "returns", false, 0, null, null, null, expiry(Version.V5, 60)));
            assertThat(back.receive(ConnAck.class).sessionPresent()).isTrue();
            withWill("stays-away", "delayed/away", delay).close();
            assertThat(sub.receive(Publish.class).message().topic().text()).isEqualTo("delayed/away");
            back.close();
        }
    }

    @Test
    @Spec("MQTT-3.1.4-3")
    void theNewestConnectionOfAClientIdStays() throws IOException {
        try (RawClient old = RawClient.connected(address, Version.V5, "twice");
                RawClient young = RawClient.connected(address, Version.V5, "twice")) {
            assertThat(old.receive()).isEqualTo(Disconnect.of(ReasonCode.SESSION_TAKEN_OVER));
            assertThat(old.receive()).isNull();
            young.send(PingReq.INSTANCE);
            assertThat(young.receive()).isEqualTo(PingResp.INSTANCE);
        }
    }

    @Test
    void manyConnectionsFightForOneClientIdAndOneIsLeft() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            RawClient client = new RawClient(address, Version.V3_1_1);
            client.send(Connect.of(Version.V3_1_1, "fought-for", true, 0));
            clients.add(client);
        }
        for (RawClient client : clients) {
            assertThat(client.receive()).isIn( // or a later one was in before it
                    ConnAck.accepted(false, Properties.NONE), ConnAck.refused(ReasonCode.SERVER_UNAVAILABLE), null);
        }
        int left = 0;
        for (RawClient client : clients) {
            left += client.isAlive() ? 1 : 0;
            client.close();
        }
        assertThat(left).isOne();
    }

    @Test
    @Spec("MQTT-3.1.2-22")
    void aSilentClientIsDisconnected() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(Connect.of(Version.V5, "silent", true, 1));
            client.receive(ConnAck.class);
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.KEEP_ALIVE_TIMEOUT));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void everythingMayComeInOneGoBehindTheConnect() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(
                    Connect.of(Version.V5, "in-one-go", true, 0),
                    new Subscribe(1, List.of(Subscription.of("go", Qos.AT_LEAST_ONCE)), Properties.NONE),
                    publish("go", "a", Qos.AT_LEAST_ONCE, 2),
                    new Unsubscribe(3, List.of(TopicFilter.of("go"), TopicFilter.of("no")), Properties.NONE),
                    publish("go", "b", Qos.AT_LEAST_ONCE, 4));
            client.receive(ConnAck.class);
            client.receive(SubAck.class);
            assertThat(client.receive(Publish.class).message().payload().asUtf8()).isEqualTo("a");
            assertThat(client.receive()).isEqualTo(new PubAck(2));
            assertThat(client.receive(UnsubAck.class).reasons())
                    .containsExactly(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED);
            assertThat(client.receive()).isEqualTo(new PubAck(4, ReasonCode.NO_MATCHING_SUBSCRIBERS));
        }
    }

    @Test
    void everythingMayComeByteByByte() throws IOException {
        try (RawClient client = new RawClient(address, Version.V3_1_1)) {
            ByteBuf bytes = Unpooled.buffer();
            Encoder encoder = Encoder.of(Version.V3_1_1);
            encoder.encode(Connect.of(Version.V3_1_1, "drip", true, 0), bytes);
            encoder.encode(publish("drip", "x".repeat(300), Qos.AT_LEAST_ONCE, 9), bytes);
            while (bytes.isReadable()) {
                client.sendBytes(bytes.readSlice(1));
            }
            client.receive(ConnAck.class);
            assertThat(client.receive()).isEqualTo(new PubAck(9));
        }
    }

    /// Far more than a connection has in its turn, and the end right behind it.
    @ParameterizedTest
    @EnumSource
    void whatCameBeforeTheEndCounts(Version version) throws IOException {
        try (RawClient sub = RawClient.connected(address, version, "hears-all-" + version)) {
            RawClient pub = RawClient.connected(address, version, "says-all-" + version);
            String topic = "much/" + version;
            sub.subscribe(topic, Qos.AT_MOST_ONCE);
            Packet[] much = new Packet[3_000];
            for (int i = 0; i < much.length; i++) {
                much[i] = Publish.of(Message.of(topic, String.valueOf(i)));
            }
            pub.send(much);
            pub.close();
            for (int i = 0; i < much.length; i++) {
                assertThat(sub.receive(Publish.class).message().payload().asUtf8()).isEqualTo(String.valueOf(i));
            }
        }
    }

    @Test
    @Spec({"MQTT-3.8.3-3", "MQTT-3.3.4-2", "MQTT-3.3.1-13"})
    void obeysTheOptionsOfASubscription() throws IOException {
        try (RawClient client = RawClient.connected(address, Version.V5, "options")) {
            Subscription plain = Subscription.of("options/+", Qos.AT_MOST_ONCE);
            Subscription deaf = new Subscription(
                    TopicFilter.of("options/own"), Qos.AT_MOST_ONCE, true, true,
                    Subscription.RetainHandling.DO_NOT_SEND);
            client.send(new Subscribe(1, List.of(deaf), Properties.NONE.with(Property.SUBSCRIPTION_IDENTIFIER, 5)));
            client.receive(SubAck.class);
            client.send(Publish.of(Message.of("options/own", "not heard")));
            client.send(new Subscribe(2, List.of(plain), Properties.NONE.with(Property.SUBSCRIPTION_IDENTIFIER, 6)));
            client.receive(SubAck.class);
            Publish publish = Publish.of(Message.of("options/own", "heard").withRetain(true));
            client.send(publish);
            Message own = client.receive(Publish.class).message();
            assertThat(own.payload().asUtf8()).isEqualTo("heard");
            assertThat(own.retain()).as("the one that would leave it does not want its own").isFalse();
            assertThat(own.properties().all(Property.SUBSCRIPTION_IDENTIFIER)).containsExactly(6);
            try (RawClient other = RawClient.connected(address, Version.V5, "options-other")) {
                other.send(publish);
                Message heard = client.receive(Publish.class).message();
                assertThat(heard.retain()).isTrue();
                assertThat(heard.properties().all(Property.SUBSCRIPTION_IDENTIFIER)).containsExactlyInAnyOrder(5, 6);
            }
        }
    }

    /// Each line: what a connected client of MQTT 5 sends, and what the broker says of it before it closes.
    @ParameterizedTest
    @CsvSource({
        "f0 02 18 00, PROTOCOL_ERROR",
        "36 05 00 01 61 00 01, MALFORMED_PACKET",
        "30 04 00 01 2b 00, MALFORMED_PACKET",
        "32 05 00 01 61 00 00, PROTOCOL_ERROR",
        "82 06 00 01 00 00 00 00, MALFORMED_PACKET",
        "30 ff ff ff 7f, PACKET_TOO_LARGE",
        "30 ff ff ff ff 01, MALFORMED_PACKET",
        "20 03 00 00 00, PROTOCOL_ERROR",
        "10 0d 00 04 4d 51 54 54 05 02 00 00 00 00 00, PROTOCOL_ERROR",
        "30 07 00 01 61 03 23 00 63, TOPIC_ALIAS_INVALID",
    })
    void tellsWhatIsWrongAndCloses(String hex, ReasonCode reason) throws IOException {
        try (RawClient healthy = RawClient.connected(address, Version.V5, "healthy-" + hex.hashCode());
                RawClient client = RawClient.connected(address, Version.V5, "wrong-" + hex.hashCode())) {
            client.sendHex(hex);
            assertThat(client.receive()).isEqualTo(Disconnect.of(reason));
            assertThat(client.receive()).isNull();
            healthy.send(PingReq.INSTANCE);
            assertThat(healthy.receive()).isEqualTo(PingResp.INSTANCE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"c0 00", "30 03 00 01 61", "00", "16 03 01 02 00", "47 45 54 20 2f"})
    @Spec("MQTT-3.1.0-1")
    void closesAtOnceOnWhatIsNoConnect(String hex) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.sendHex(hex);
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-2")
    void saysThatItDoesNotKnowAVersion() throws IOException {
        try (RawClient client = new RawClient(address, Version.V3_1_1)) {
            client.sendHex("10 0d 00 04 4d 51 54 54 09 02 00 00 00 01 61");
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.UNSUPPORTED_PROTOCOL_VERSION));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    void aSubscriberThatDoesNotReadHarmsNobodyElse() throws IOException {
        try (RawClient deaf = RawClient.connected(address, Version.V3_1_1, "deaf");
                RawClient sub = RawClient.connected(address, Version.V3_1_1, "hears");
                RawClient pub = RawClient.connected(address, Version.V3_1_1, "loud")) {
            deaf.subscribe("loud", Qos.AT_MOST_ONCE);
            sub.subscribe("loud", Qos.AT_MOST_ONCE);
            Bytes payload = Bytes.copyOf(new byte[100_000]);
            for (int i = 0; i < 300; i++) {
                pub.send(Publish.of(Message.of("loud", payload)));
                assertThat(sub.receive(Publish.class).message().payload()).isEqualTo(payload);
            }
        }
    }

    private RawClient withWill(String id, String topic, Properties properties) throws IOException {
        RawClient client = new RawClient(address, Version.V5);
        Message will = Message.of(topic, "gone").withProperties(properties);
        client.send(new Connect(Version.V5, id, true, 0, will, null, null, expiry(Version.V5, 60)));
        client.receive(ConnAck.class);
        return client;
    }

    private static Properties expiry(Version version, long seconds) {
        return version == Version.V5
                ? Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, seconds)
                : Properties.NONE;
    }

    private static Publish publish(String topic, String text, Qos qos, int packetId) {
        return new Publish(Message.of(topic, text).withQos(qos), false, packetId);
    }
}
