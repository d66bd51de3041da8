package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.isClosed;
import static tidings.broker.TestBroker.keeping;
import static tidings.broker.TestBroker.pass;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.subscribe;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
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
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of delivery at QoS 1 and 2, of redelivery, flow control and the end of a session (3.14, 4.1
/// to 4.6, 4.9), statement by statement.
class FlowStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @InBothVersions
    @Spec({
        "MQTT-3.3.1-1", "MQTT-4.3.2-1", "MQTT-4.3.2-3", "MQTT-4.4.0-1", "MQTT-4.6.0-1", "MQTT-3.3.1-1 of 3.1.1",
        "MQTT-2.3.1-4 of 3.1.1", "MQTT-4.3.2-1 of 3.1.1", "MQTT-4.4.0-1 of 3.1.1", "MQTT-4.6.0-1 of 3.1.1",
    })
    void whatIsUnderWayAtQos1IsSentAgainAfterAReconnect(Version version) throws IOException {
        String topic = "again-1/" + version;
        List<Publish> first = new ArrayList<>();
        try (RawClient client = BROKER.client(keeping(version, topic))) {
            subscribed(client, atMost(topic, Qos.AT_LEAST_ONCE));
            for (int i = 1; i <= 3; i++) {
                client.send(publish(topic, "m" + i, Qos.AT_LEAST_ONCE, i));
                first.add(client.receive(Publish.class));
                client.receive(PubAck.class);
            }
            assertThat(first).noneMatch(Publish::dup);
            client.send(new PubAck(first.remove(1).packetId()));
            hearsNothing(client);
        }
        try (RawClient client = BROKER.client(keeping(version, topic))) {
            for (Publish sent : first) {
                assertThat(client.receive()).isEqualTo(new Publish(sent.message(), true, sent.packetId()));
            }
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-4.3.3-1", "MQTT-4.3.3-2", "MQTT-4.3.3-3", "MQTT-4.3.3-4", "MQTT-4.3.3-5", "MQTT-4.3.3-6", "MQTT-3.6.2-1",
        "MQTT-2.2.1-5", "MQTT-4.4.0-1", "MQTT-4.3.3-1 of 3.1.1", "MQTT-4.4.0-1 of 3.1.1", "MQTT-2.3.1-6 of 3.1.1",
    })
    void whatIsUnderWayAtQos2GoesOnWhereItStood(Version version) throws IOException {
        String topic = "again-2/" + version;
        Publish unseen;
        int released;
        try (RawClient client = BROKER.client(keeping(version, topic));
                RawClient other = BROKER.client(version, "other-" + topic)) {
            subscribed(client, atMost(topic, Qos.EXACTLY_ONCE));
            other.send(publish(topic, "a", Qos.EXACTLY_ONCE, 1), publish(topic, "b", Qos.EXACTLY_ONCE, 2));
            Publish a = client.receive(Publish.class);
            unseen = client.receive(Publish.class);
            released = a.packetId();
            assertThat(List.of(a, unseen)).noneMatch(Publish::dup);
            client.send(new PubRec(released));
            assertThat(client.receive()).isEqualTo(new PubRel(released));
        }
        try (RawClient client = BROKER.client(keeping(version, topic))) {
            assertThat(List.of(received(client), received(client))).containsExactlyInAnyOrder(
                    new PubRel(released), new Publish(unseen.message(), true, unseen.packetId()));
            client.send(new PubComp(released), new PubRec(unseen.packetId()));
            assertThat(client.receive()).isEqualTo(new PubRel(unseen.packetId()));
            client.send(new PubComp(unseen.packetId()));
            hearsNothing(client);
        }
        try (RawClient client = BROKER.client(keeping(version, topic))) {
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-4.6.0-4", "MQTT-4.6.0-4 of 3.1.1"})
    void releasesHaveTheOrderOfTheReceipts(Version version) throws IOException {
        String topic = "releases/" + version;
        try (RawClient client = BROKER.client(version, topic);
                RawClient other = BROKER.client(version, "other-" + topic)) {
            subscribed(client, atMost(topic, Qos.EXACTLY_ONCE));
            List<Integer> ids = new ArrayList<>();
            for (int i = 1; i <= 5; i++) {
                other.send(publish(topic, "x", Qos.EXACTLY_ONCE, i));
                ids.add(client.receive(Publish.class).packetId());
            }
            for (int id : ids) {
                client.send(new PubRec(id));
            }
            for (int id : ids) {
                assertThat(client.receive()).isEqualTo(new PubRel(id));
            }
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-4.3.3-10", "MQTT-4.3.3-12", "MQTT-4.3.3-8", "MQTT-4.3.3-2 of 3.1.1",
    })
    void untilTheReleaseTheSameIdIsTheSameMessage(Version version) throws IOException {
        String topic = "same-id/" + version;
        try (RawClient watcher = BROKER.client(version, "watches-" + topic)) {
            subscribed(watcher, atMost(topic, Qos.AT_MOST_ONCE));
            try (RawClient client = BROKER.client(keeping(version, topic))) {
                client.send(publish(topic, "one", Qos.EXACTLY_ONCE, 5));
                assertThat(client.receive()).isEqualTo(new PubRec(5));
                client.send(new Publish(Message.of(topic, "one").withQos(Qos.EXACTLY_ONCE), true, 5));
                assertThat(client.receive()).isEqualTo(new PubRec(5));
            }
            try (RawClient client = BROKER.client(keeping(version, topic))) {
                client.send(new Publish(Message.of(topic, "one").withQos(Qos.EXACTLY_ONCE), true, 5));
                assertThat(client.receive()).isEqualTo(new PubRec(5));
                client.send(new PubRel(5));
                assertThat(client.receive()).isEqualTo(new PubComp(5));
                client.send(publish(topic, "two", Qos.EXACTLY_ONCE, 5));
                assertThat(client.receive()).isEqualTo(new PubRec(5));
            }
            assertThat(text(watcher)).isEqualTo("one");
            assertThat(text(watcher)).isEqualTo("two");
            hearsNothing(watcher);
        }
    }

    @InBothVersions
    @Spec("MQTT-4.3.2-5")
    void afterPubAckTheSameIdIsANewMessage(Version version) throws IOException {
        String topic = "new-id/" + version;
        try (RawClient client = BROKER.client(version, topic)) {
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            for (int i = 0; i < 2; i++) {
                client.send(new Publish(Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE), i > 0, 5));
                assertThat(text(client)).isEqualTo("x");
                assertThat(client.receive()).isEqualTo(new PubAck(5));
            }
        }
    }

    @Test
    @Spec("MQTT-4.3.3-9")
    void afterARefusalTheSameIdIsANewMessage() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "refused-2")) {
            subscribed(client, atMost("refused-2", Qos.AT_MOST_ONCE));
            client.send(publish("$SYS/no", "x", Qos.EXACTLY_ONCE, 5));
            assertThat(client.receive()).isEqualTo(new PubRec(5, ReasonCode.NOT_AUTHORIZED));
            client.send(publish("refused-2", "heard", Qos.EXACTLY_ONCE, 5));
            assertThat(text(client)).isEqualTo("heard");
            assertThat(client.receive()).isEqualTo(new PubRec(5));
        }
    }

    @Test
    @Spec({"MQTT-4.4.0-2", "MQTT-4.8.2-6"})
    void whatTheClientRefusedIsNotSentAgain() throws IOException {
        Connect connect = keeping(Version.V5, "refuses", Properties.NONE.with(Property.RECEIVE_MAXIMUM, 1));
        try (RawClient client = BROKER.client(connect);
                RawClient other = BROKER.client(Version.V5, "refuses-other")) {
            subscribed(client, atMost("refuses", Qos.EXACTLY_ONCE));
            other.send(
                    publish("refuses", "1", Qos.AT_LEAST_ONCE, 1), publish("refuses", "2", Qos.EXACTLY_ONCE, 2),
                    publish("refuses", "3", Qos.AT_LEAST_ONCE, 3));
            client.send(new PubAck(client.receive(Publish.class).packetId(), ReasonCode.QUOTA_EXCEEDED));
            Publish second = client.receive(Publish.class);
            assertThat(second.message().payload().asUtf8()).isEqualTo("2");
            client.send(new PubRec(second.packetId(), ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR));
            Publish third = client.receive(Publish.class);
            assertThat(third.message().payload().asUtf8()).isEqualTo("3");
            client.send(new PubAck(third.packetId()));
            hearsNothing(client);
        }
        try (RawClient client = BROKER.client(connect)) {
            hearsNothing(client);
        }
    }

    @Test
    @Spec("MQTT-4.4.0-1")
    void nothingIsSentAgainWhileTheConnectionStands() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "patient")) {
            subscribed(client, atMost("patient", Qos.AT_LEAST_ONCE));
            client.send(publish("patient", "x", Qos.AT_MOST_ONCE, 0), publish("patient", "y", Qos.AT_LEAST_ONCE, 1));
            client.receive(Publish.class);
            client.receive(Publish.class);
            client.receive(PubAck.class);
            pass(Duration.ofMillis(500));
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-2.2.1-4", "MQTT-4.3.2-1", "MQTT-4.3.3-1", "MQTT-2.3.1-4 of 3.1.1"})
    void idsThatAreUnderWayAreNotGivenAgain(Version version) throws IOException {
        String topic = "ids/" + version;
        try (RawClient client = BROKER.client(version, topic);
                RawClient other = BROKER.client(version, "other-" + topic)) {
            subscribed(client, atMost(topic, Qos.EXACTLY_ONCE));
            Set<Integer> underWay = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                other.send(publish(topic, "x", i % 2 == 0 ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE, i + 1));
                Publish heard = client.receive(Publish.class);
                assertThat(underWay.add(heard.packetId())).isTrue();
                assertThat(heard.packetId()).isPositive();
                if (heard.message().qos() == Qos.AT_LEAST_ONCE && i % 4 == 0) {
                    client.send(new PubAck(heard.packetId()));
                    underWay.remove(heard.packetId());
                }
            }
        }
    }

    @Test
    @Spec({
        "MQTT-3.3.4-9", "MQTT-3.3.4-10", "MQTT-4.9.0-1", "MQTT-4.9.0-2", "MQTT-4.9.0-3",
    })
    void noMoreIsUnderWayThanTheClientWantsAndNothingElseWaits() throws IOException {
        Properties two = Properties.NONE.with(Property.RECEIVE_MAXIMUM, 2);
        try (RawClient client = BROKER.client(TestBroker.starting("window", two));
                RawClient other = BROKER.client(Version.V5, "window-other")) {
            subscribed(client, atMost("window", Qos.EXACTLY_ONCE));
            for (int i = 1; i <= 5; i++) {
                other.send(publish("window", "m" + i, i == 1 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE, i));
            }
            other.send(publish("window/other", "", Qos.EXACTLY_ONCE, 9));
            Publish first = client.receive(Publish.class);
            Publish second = client.receive(Publish.class);
            hearsNothing(client);
            client.send(subscribe(7, atMost("window/else", Qos.AT_LEAST_ONCE)));
            assertThat(client.receive(SubAck.class).packetId()).isEqualTo(7);
            client.send(publish("window/nobody", "", Qos.AT_LEAST_ONCE, 8));
            assertThat(client.receive(PubAck.class).packetId()).isEqualTo(8);
            client.send(new PubRec(first.packetId()));
            assertThat(client.receive()).isEqualTo(new PubRel(first.packetId()));
            hearsNothing(client);
            client.send(new PubComp(first.packetId()));
            assertThat(text(client)).isEqualTo("m3");
            client.send(new PubAck(second.packetId()));
            assertThat(text(client)).isEqualTo("m4");
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-4.3.3-7", "MQTT-4.3.3-13"})
    void whatWasBegunIsCompletedEvenIfItExpired() throws IOException {
        Connect connect = keeping(Version.V5, "begun");
        Message brief =
                Message.of("begun", "brief").withQos(Qos.EXACTLY_ONCE).with(Property.MESSAGE_EXPIRY_INTERVAL, 1L);
        Publish begun;
        try (RawClient client = BROKER.client(connect);
                RawClient other = BROKER.client(Version.V5, "begun-other")) {
            subscribed(client, atMost("begun", Qos.EXACTLY_ONCE));
            other.send(publish(brief, 1));
            assertThat(other.receive()).isEqualTo(new PubRec(1));
            begun = client.receive(Publish.class);
            pass(Duration.ofMillis(1_100));
            other.send(new PubRel(1));
            assertThat(other.receive()).isEqualTo(new PubComp(1));
        }
        try (RawClient client = BROKER.client(connect)) {
            Publish again = client.receive(Publish.class);
            assertThat(again.packetId()).isEqualTo(begun.packetId());
            client.send(new PubRec(again.packetId()));
            assertThat(client.receive()).isEqualTo(new PubRel(again.packetId()));
        }
    }

    @Test
    @Spec({"MQTT-4.1.0-1", "MQTT-4.1.0-2", "MQTT-3.1.2-23", "MQTT-4.1.0-1 of 3.1.1"})
    void aSessionEndsWithItsExpiryAndNotWhileItsConnectionStands() throws IOException {
        Properties briefly = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 2L);
        Connect connect = new Connect(Version.V5, "ends", false, 0, null, null, null, briefly);
        try (RawClient client = BROKER.client(connect)) {
            subscribed(client, atMost("ends", Qos.AT_MOST_ONCE));
            pass(Duration.ofMillis(2_200));
            client.send(publish("ends", "still here", Qos.AT_MOST_ONCE, 0));
            assertThat(text(client)).isEqualTo("still here");
        }
        try (RawClient client = BROKER.open(Version.V5)) {
            assertThat(BROKER.connected(client, connect).sessionPresent()).as("within two seconds").isTrue();
        }
        pass(Duration.ofMillis(2_500));
        try (RawClient client = BROKER.open(Version.V5)) {
            assertThat(BROKER.connected(client, connect).sessionPresent()).isFalse();
        }
    }

    @Test
    @Spec({"MQTT-3.14.2-1", "MQTT-4.1.0-2"})
    void aDisconnectMayChangeTheExpiry() throws IOException {
        try (RawClient client = BROKER.client(keeping(Version.V5, "changes-expiry"))) {
            client.send(new Disconnect(
                    ReasonCode.SUCCESS, Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 0L)));
            isClosed(client);
        }
        try (RawClient client = BROKER.open(Version.V5)) {
            assertThat(BROKER.connected(client, keeping(Version.V5, "changes-expiry")).sessionPresent()).isFalse();
        }
    }

    @Test
    @Spec({"MQTT-3.14.2-2", "MQTT-4.13.1-1"})
    void aDisconnectMayNotKeepASessionThatWasNotToBeKept() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "wants-more")) {
            client.send(new Disconnect(
                    ReasonCode.SUCCESS, Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 60L)));
            isClosed(client, Disconnect.of(ReasonCode.PROTOCOL_ERROR));
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.14.4-1", "MQTT-3.14.4-2", "MQTT-4.8.0-2 of 3.1.1", "MQTT-2.2.2-2 of 3.1.1"})
    void afterADisconnectNothingIsSentOrHeard(Version version) throws IOException {
        String topic = "after/" + version;
        try (RawClient watcher = BROKER.client(version, "watches-" + topic);
                RawClient client = BROKER.client(version, topic)) {
            subscribed(watcher, atMost(topic, Qos.AT_MOST_ONCE));
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            client.sendHex("c1 00 c0 00 c0 00");
            isClosed(client, version, ReasonCode.MALFORMED_PACKET);
            watcher.send(publish(topic, "x", Qos.AT_MOST_ONCE, 0));
            assertThat(text(watcher)).isEqualTo("x");
        }
    }

    private static Packet received(RawClient client) throws IOException {
        Packet packet = client.receive();
        assertThat(packet).isNotNull();
        return packet;
    }
}
