package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.bytes;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.isClosed;
import static tidings.broker.TestBroker.keeping;
import static tidings.broker.TestBroker.pass;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.starting;
import static tidings.broker.TestBroker.subscribe;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of PUBLISH and its properties (3.3), statement by statement.
class PublishStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @InBothVersions
    @Spec({
        "MQTT-3.3.4-1", "MQTT-2.2.1-2", "MQTT-2.2.1-5", "MQTT-4.3.1-1", "MQTT-4.3.2-4", "MQTT-4.3.3-8", "MQTT-4.3.3-11",
        "MQTT-3.4.2-1", "MQTT-3.5.2-1", "MQTT-3.7.2-1", "MQTT-3.3.4-1 of 3.1.1", "MQTT-2.3.1-5 of 3.1.1",
        "MQTT-2.3.1-6 of 3.1.1", "MQTT-4.3.1-1 of 3.1.1", "MQTT-4.3.2-2 of 3.1.1", "MQTT-4.3.3-2 of 3.1.1",
    })
    void eachQosHasItsAnswer(Version version) throws IOException {
        String topic = "answers/" + version;
        try (RawClient client = BROKER.client(version, topic)) {
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            client.send(publish(topic, "0", Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive()).isEqualTo(publish(topic, "0", Qos.AT_MOST_ONCE, 0));
            client.send(publish(topic, "1", Qos.AT_LEAST_ONCE, 17));
            assertThat(client.receive()).isEqualTo(publish(topic, "1", Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive()).isEqualTo(new PubAck(17));
            client.send(publish(topic, "2", Qos.EXACTLY_ONCE, 65_535));
            assertThat(client.receive()).isEqualTo(publish(topic, "2", Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive()).isEqualTo(new PubRec(65_535));
            client.send(new PubRel(65_535));
            assertThat(client.receive()).isEqualTo(new PubComp(65_535));
        }
    }

    @Test
    @Spec({"MQTT-3.4.2-1", "MQTT-3.5.2-1"})
    void anAnswerTellsThatNobodyListens() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "unheard")) {
            client.send(publish("unheard", "x", Qos.AT_LEAST_ONCE, 1), publish("unheard", "x", Qos.EXACTLY_ONCE, 2));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS));
            assertThat(client.receive()).isEqualTo(new PubRec(2));
        }
    }

    @Test
    void whoDoesNotWantItsOwnMessagesIsASubscriberNonetheless() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "own")) {
            subscribed(client, new Subscription(
                    TopicFilter.of("own"), Qos.AT_LEAST_ONCE, true, false, Subscription.RetainHandling.SEND));
            client.send(publish("own", "x", Qos.AT_LEAST_ONCE, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1));
        }
    }

    @Test
    @Spec({"MQTT-3.7.2-1", "MQTT-3.6.2-1"})
    void packetIdsThatAreUnknownAreTold() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "unknown-ids")) {
            client.send(new PubRel(9));
            assertThat(client.receive()).isEqualTo(new PubComp(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
            client.send(new PubRec(9));
            assertThat(client.receive()).isEqualTo(new PubRel(9, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.5-2 of 3.1.1", "MQTT-3.5.2-1", "MQTT-3.4.2-1"})
    void whatMayNotBePublishedIsAcknowledgedAndGoesNowhere(Version version) throws IOException {
        ReasonCode reason = version.hasProperties() ? ReasonCode.NOT_AUTHORIZED : ReasonCode.SUCCESS;
        try (RawClient watcher = BROKER.client(version, "forbids-" + version);
                RawClient client = BROKER.client(version, "forbidden-" + version)) {
            subscribed(watcher, atMost("$SYS/forbidden", Qos.AT_MOST_ONCE));
            client.send(publish("$SYS/forbidden", "x", Qos.AT_LEAST_ONCE, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, reason));
            client.send(publish("$SYS/forbidden", "x", Qos.EXACTLY_ONCE, 2));
            assertThat(client.receive()).isEqualTo(new PubRec(2, reason));
            hearsNothing(client);
            hearsNothing(watcher);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.1-3", "MQTT-4.3.2-2", "MQTT-3.3.1-3 of 3.1.1"})
    void theMarkOfADuplicateIsOfOneHopOnly(Version version) throws IOException {
        String topic = "marked/" + version;
        try (RawClient client = BROKER.client(version, topic)) {
            subscribed(client, atMost(topic, Qos.AT_LEAST_ONCE));
            client.send(new Publish(Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE), true, 1));
            assertThat(client.receive(Publish.class).dup()).isFalse();
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.2-3", "MQTT-4.7.3-4", "MQTT-3.3.2-3 of 3.1.1", "MQTT-4.7.3-4 of 3.1.1"})
    void topicsAreComparedAsTheyAre(Version version) throws IOException {
        String[] topics = {
            "as/" + version, "AS/" + version, "/as/" + version, "as/" + version + "/", "as//" + version,
            " as/" + version, "a\u0073\u0301/" + version, "a\u015B/" + version,
        };
        try (RawClient client = BROKER.client(version, "as-is-" + version)) {
            subscribed(client, atMost(topics[0], Qos.AT_MOST_ONCE), atMost(topics[6], Qos.AT_MOST_ONCE));
            for (String topic : topics) {
                client.send(publish(topic, topic, Qos.AT_MOST_ONCE, 0));
            }
            assertThat(client.receive()).isEqualTo(publish(topics[0], topics[0], Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive()).isEqualTo(publish(topics[6], topics[6], Qos.AT_MOST_ONCE, 0));
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-1.5.4-3", "MQTT-1.5.3-3 of 3.1.1"})
    void aByteOrderMarkStays(Version version) throws IOException {
        String topic = "\uFEFFmark/\uFEFF" + version;
        try (RawClient client = BROKER.client(version, "\uFEFF" + version)) {
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            client.send(publish(topic.substring(1), "without", Qos.AT_MOST_ONCE, 0));
            client.send(publish(topic, "with", Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive()).isEqualTo(publish(topic, "with", Qos.AT_MOST_ONCE, 0));
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-4.7.3-3", "MQTT-4.7.3-3 of 3.1.1"})
    void topicsAreNeverTooLongToBeAnswered(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "long-" + version)) {
            client.send(publish("x".repeat(65_535), "", Qos.AT_LEAST_ONCE, 1));
            if (version.hasProperties()) {
                assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.TOPIC_NAME_INVALID));
                hearsNothing(client);
            } else {
                isClosed(client);
            }
        }
    }

    @Test
    @Spec({
        "MQTT-3.3.2-4", "MQTT-3.3.2-15", "MQTT-3.3.2-16", "MQTT-3.3.2-17", "MQTT-3.3.2-18", "MQTT-3.3.2-20",
    })
    void propertiesAreForwardedAsTheyAre() throws IOException {
        Message message = Message.of("forwarded", "{}")
                .with(Property.PAYLOAD_FORMAT_INDICATOR, 1)
                .with(Property.CONTENT_TYPE, "application/json")
                .with(Property.RESPONSE_TOPIC, "answers/here")
                .with(Property.CORRELATION_DATA, Bytes.handOver(new byte[]{0, 1, (byte) 0xFF}))
                .with(Property.USER_PROPERTY, new Pair("z", "1"))
                .with(Property.USER_PROPERTY, new Pair("a", "2"))
                .with(Property.USER_PROPERTY, new Pair("z", ""));
        try (RawClient client = BROKER.client(Version.V5, "forwarded")) {
            subscribed(client, atMost("forwarded", Qos.AT_MOST_ONCE));
            client.send(Publish.of(message));
            Message heard = client.receive(Publish.class).message();
            assertThat(heard.properties()).isEqualTo(message.properties());
        }
    }

    @Test
    void whatOldClientsCannotSayIsLeftOut() throws IOException {
        try (RawClient old = BROKER.client(Version.V3_1_1, "old");
                RawClient young = BROKER.client(Version.V5, "young")) {
            subscribed(old, atMost("old", Qos.AT_MOST_ONCE));
            young.send(Publish.of(Message.of("old", "x").with(Property.CONTENT_TYPE, "text/plain")));
            assertThat(old.receive()).isEqualTo(publish("old", "x", Qos.AT_MOST_ONCE, 0));
        }
    }

    @Test
    @Spec({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void whatExpiredIsNotSentAndTheRestCountsDown() throws IOException {
        try (RawClient client = BROKER.client(keeping(Version.V5, "expires"))) {
            subscribed(client, atMost("expires", Qos.AT_LEAST_ONCE));
        }
        try (RawClient other = BROKER.client(Version.V5, "expires-other")) {
            Message brief = Message.of("expires", "brief").withQos(Qos.AT_LEAST_ONCE);
            other.send(
                    publish(brief.with(Property.MESSAGE_EXPIRY_INTERVAL, 1L), 1),
                    publish("expires", "forever", Qos.AT_LEAST_ONCE, 2),
                    publish(Message.of("expires", "long")
                            .withQos(Qos.AT_LEAST_ONCE)
                            .with(Property.MESSAGE_EXPIRY_INTERVAL, 100L), 3));
            other.receive(PubAck.class);
            other.receive(PubAck.class);
            other.receive(PubAck.class);
        }
        pass(Duration.ofMillis(1_100));
        try (RawClient client = BROKER.client(keeping(Version.V5, "expires"))) {
            Message forever = client.receive(Publish.class).message();
            assertThat(forever.payload().asUtf8()).isEqualTo("forever");
            assertThat(forever.properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isNull();
            Message rest = client.receive(Publish.class).message();
            assertThat(rest.payload().asUtf8()).isEqualTo("long");
            assertThat(rest.properties().get(Property.MESSAGE_EXPIRY_INTERVAL, 0L)).isBetween(90L, 99L);
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void whatIsKeptExpiresAndCountsDownAsWell() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "expires-kept")) {
            Message kept = Message.of("expires-kept/1", "brief").withRetain(true);
            client.send(
                    Publish.of(kept.with(Property.MESSAGE_EXPIRY_INTERVAL, 1L)),
                    Publish.of(Message.of("expires-kept/2", "long")
                            .withRetain(true)
                            .with(Property.MESSAGE_EXPIRY_INTERVAL, 100L)));
            hearsNothing(client);
            pass(Duration.ofMillis(1_100));
            subscribed(client, atMost("expires-kept/#", Qos.AT_MOST_ONCE));
            Message rest = client.receive(Publish.class).message();
            assertThat(rest.payload().asUtf8()).isEqualTo("long");
            assertThat(rest.properties().get(Property.MESSAGE_EXPIRY_INTERVAL, 0L)).isBetween(90L, 99L);
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.3.2-12", "MQTT-3.3.2-7", "MQTT-4.13.1-1"})
    void topicAliasesAreOfOneConnection() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck answer = BROKER.connected(client, keeping(Version.V5, "aliases"));
            int most = answer.properties().get(Property.TOPIC_ALIAS_MAXIMUM, 0);
            assertThat(most).isPositive();
            subscribed(client, atMost("aliases/+", Qos.AT_MOST_ONCE));
            for (int alias = 1; alias <= most; alias++) {
                client.send(Publish.of(Message.of("aliases/" + alias, "told").with(Property.TOPIC_ALIAS, alias)));
                client.send(Publish.of(aliasOnly(alias)));
                assertThat(client.receive()).isEqualTo(publish("aliases/" + alias, "told", Qos.AT_MOST_ONCE, 0));
                assertThat(client.receive()).isEqualTo(publish("aliases/" + alias, "alias", Qos.AT_MOST_ONCE, 0));
            }
        }
        try (RawClient client = BROKER.client(keeping(Version.V5, "aliases"))) {
            client.send(Publish.of(aliasOnly(1)));
            assertThat(client.receive(Disconnect.class).reason())
                    .isIn(ReasonCode.PROTOCOL_ERROR, ReasonCode.TOPIC_ALIAS_INVALID);
            isClosed(client);
        }
    }

    @Test
    @Spec("MQTT-3.3.2-12")
    void aTopicAliasMayChangeItsTopic() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "changes")) {
            subscribed(client, atMost("changes/+", Qos.AT_MOST_ONCE));
            client.send(
                    Publish.of(Message.of("changes/a", "").with(Property.TOPIC_ALIAS, 1)),
                    Publish.of(Message.of("changes/b", "").with(Property.TOPIC_ALIAS, 1)),
                    Publish.of(aliasOnly(1)));
            client.receive(Publish.class);
            client.receive(Publish.class);
            assertThat(client.receive()).isEqualTo(publish("changes/b", "alias", Qos.AT_MOST_ONCE, 0));
        }
    }

    @Test
    @Spec("MQTT-3.3.2-9")
    void aTopicAliasAboveTheMaximumEndsTheConnection() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck answer = BROKER.connected(client, keeping(Version.V5, "too-many-aliases"));
            int most = answer.properties().get(Property.TOPIC_ALIAS_MAXIMUM, 0);
            client.send(Publish.of(Message.of("a", "").with(Property.TOPIC_ALIAS, most + 1)));
            isClosed(client, Disconnect.of(ReasonCode.TOPIC_ALIAS_INVALID));
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-27", "MQTT-3.1.2-26", "MQTT-3.3.2-11"})
    void noMoreTopicAliasesThanTheClientWants() throws IOException {
        Properties one = Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1);
        try (RawClient none = BROKER.client(Version.V5, "wants-no-aliases");
                RawClient few = BROKER.client(starting("wants-one-alias", one))) {
            subscribed(none, atMost("no-aliases/+", Qos.AT_MOST_ONCE));
            subscribed(few, atMost("no-aliases/+", Qos.AT_MOST_ONCE));
            for (int i = 0; i < 20; i++) {
                none.send(publish("no-aliases/" + i % 3, "x", Qos.AT_MOST_ONCE, 0));
                assertThat(none.receive(Publish.class).message().properties()).isEqualTo(Properties.NONE);
                Message heard = few.receive(Publish.class).message();
                assertThat(heard.properties().get(Property.TOPIC_ALIAS, 1)).isOne();
            }
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-26", "MQTT-3.3.2-11"})
    void aTopicAliasIsToldWithItsTopicAndThenAlone() throws IOException {
        Properties one = Properties.NONE.with(Property.TOPIC_ALIAS_MAXIMUM, 1);
        try (RawClient client = BROKER.client(starting("told-aliases", one))) {
            subscribed(client, atMost("told-aliases/+", Qos.AT_LEAST_ONCE));
            for (int i = 0; i < 3; i++) {
                client.send(publish("told-aliases/a", "x", Qos.of(i), i));
                Publish heard = next(client);
                assertThat(heard.message().properties().get(Property.TOPIC_ALIAS)).isOne();
                assertThat(heard.message().topic()).isEqualTo(
                        i == 0 ? TopicName.of("told-aliases/a") : TopicName.NONE);
            }
        }
    }

    @Test
    @Spec({"MQTT-3.3.4-7", "MQTT-4.13.2-1"})
    void moreUnderWayThanTheReceiveMaximumEndsTheConnection() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck answer = BROKER.connected(client, keeping(Version.V5, "hasty"));
            int most = answer.properties().get(Property.RECEIVE_MAXIMUM, 65_535);
            for (int id = 1; id <= most; id++) {
                client.send(publish("hasty", "x", Qos.EXACTLY_ONCE, id));
                client.receive(PubRec.class);
            }
            client.send(publish("hasty", "x", Qos.EXACTLY_ONCE, most + 1));
            isClosed(client, Disconnect.of(ReasonCode.RECEIVE_MAXIMUM_EXCEEDED));
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-24", "MQTT-3.1.2-25"})
    void whatIsTooLargeForAClientCountsAsDelivered() throws IOException {
        Properties small =
                Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, 100L).with(Property.RECEIVE_MAXIMUM, 1);
        try (RawClient client = BROKER.client(starting("small", small));
                RawClient other = BROKER.client(Version.V5, "large")) {
            subscribed(client, atMost("small", Qos.EXACTLY_ONCE));
            for (int i = 0; i < 3; i++) {
                other.send(publish(Message.of("small", bytes(100)).withQos(Qos.of(i)), i == 0 ? 0 : i));
            }
            other.send(publish("small", "fits", Qos.AT_LEAST_ONCE, 9));
            Publish heard = client.receive(Publish.class);
            assertThat(heard.message().payload().asUtf8()).isEqualTo("fits");
            client.send(new PubAck(heard.packetId()));
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.4.2-2", "MQTT-3.5.2-2", "MQTT-3.9.2-1", "MQTT-3.14.2-3"})
    void reasonStringsNeverMakeAPacketTooLarge() throws IOException {
        Properties small = Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, 25L)
                .with(Property.REQUEST_PROBLEM_INFORMATION, true);
        try (RawClient client = BROKER.client(starting("terse", small))) {
            client.send(publish("$SYS/no", "x", Qos.AT_LEAST_ONCE, 1), publish("$SYS/no", "x", Qos.EXACTLY_ONCE, 2));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
            assertThat(client.receive()).isEqualTo(new PubRec(2, ReasonCode.NOT_AUTHORIZED));
            client.send(subscribe(3, atMost("x/".repeat(500), Qos.AT_MOST_ONCE)));
            assertThat(client.receive(SubAck.class).properties()).isEqualTo(Properties.NONE);
            client.sendHex("c1 00");
            isClosed(client, Disconnect.of(ReasonCode.MALFORMED_PACKET));
        }
    }

    @InBothVersions
    @Spec({"MQTT-4.6.0-2", "MQTT-4.6.0-3", "MQTT-4.6.0-2 of 3.1.1", "MQTT-4.6.0-3 of 3.1.1"})
    void answersHaveTheOrderOfTheirMessages(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "answers-in-order-" + version)) {
            Publish[] publishes = new Publish[60];
            for (int i = 0; i < publishes.length; i++) {
                Qos qos = i % 3 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE;
                publishes[i] = publish("in-order/" + i, "x", qos, 1_000 - i);
            }
            client.send(publishes);
            for (Publish sent : publishes) {
                if (sent.message().qos() == Qos.AT_LEAST_ONCE) {
                    assertThat(client.receive(PubAck.class).packetId()).isEqualTo(sent.packetId());
                } else {
                    assertThat(client.receive(PubRec.class).packetId()).isEqualTo(sent.packetId());
                }
            }
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-4.6.0-5", "MQTT-4.6.0-6", "MQTT-4.2.0-1", "MQTT-4.6.0-5 of 3.1.1", "MQTT-4.6.0-6 of 3.1.1",
        "MQTT-4.2.0-1 of 3.1.1",
    })
    void messagesKeepTheirOrder(Version version) throws IOException {
        String topic = "ordered/" + version;
        try (RawClient client = BROKER.client(version, "ordered-sub-" + version);
                RawClient other = BROKER.client(version, "ordered-pub-" + version)) {
            subscribed(client, atMost("ordered/+", Qos.EXACTLY_ONCE));
            Publish[] publishes = new Publish[90];
            for (int i = 0; i < publishes.length; i++) {
                publishes[i] = publish(topic, "m" + i, Qos.of(i % 3), i % 3 == 0 ? 0 : i + 1);
            }
            other.send(publishes);
            for (int i = 0; i < publishes.length; i++) {
                assertThat(text(client)).isEqualTo("m" + i);
            }
        }
    }

    /// The next PUBLISH, past what answers the client's own.
    private static Publish next(RawClient client) throws IOException {
        for (Packet next = client.receive(); next != null; next = client.receive()) {
            if (next instanceof Publish publish) {
                return publish;
            }
        }
        throw new AssertionError("closed");
    }

    private static Message aliasOnly(int alias) {
        return new Message(
                TopicName.NONE, Bytes.utf8("alias"), Qos.AT_MOST_ONCE, false,
                Properties.NONE.with(Property.TOPIC_ALIAS, alias));
    }
}
