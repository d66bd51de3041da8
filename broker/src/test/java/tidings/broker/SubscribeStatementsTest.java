package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.subscribe;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Message;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of subscriptions and filters (3.8 to 3.12, 4.7), statement by statement.
class SubscribeStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @InBothVersions
    @Spec({
        "MQTT-3.8.4-1", "MQTT-3.8.4-2", "MQTT-3.8.4-5", "MQTT-3.8.4-6", "MQTT-3.8.4-7", "MQTT-3.9.3-1", "MQTT-3.9.3-2",
        "MQTT-2.2.1-6", "MQTT-3.8.4-1 of 3.1.1", "MQTT-3.8.4-2 of 3.1.1", "MQTT-3.8.4-4 of 3.1.1",
        "MQTT-3.8.4-5 of 3.1.1", "MQTT-3.9.3-1 of 3.1.1", "MQTT-3.9.3-2 of 3.1.1", "MQTT-2.3.1-7 of 3.1.1",
    })
    void eachFilterHasItsAnswerInOrder(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "answered-" + version)) {
            client.send(subscribe(
                    4_711, atMost("answered/a", Qos.EXACTLY_ONCE), atMost("x/".repeat(600), Qos.EXACTLY_ONCE),
                    atMost("answered/b", Qos.AT_MOST_ONCE), atMost("answered/+", Qos.AT_LEAST_ONCE)));
            SubAck answer = client.receive(SubAck.class);
            assertThat(answer.packetId()).isEqualTo(4_711);
            assertThat(answer.reasons()).containsExactly(
                    ReasonCode.GRANTED_QOS_2,
                    version.hasProperties() ? ReasonCode.TOPIC_FILTER_INVALID : ReasonCode.UNSPECIFIED_ERROR,
                    ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_1);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 2, 0", "1, 0, 0", "1, 1, 1", "1, 2, 1", "2, 0, 0", "2, 1, 1", "2, 2, 2"})
    @Spec({"MQTT-3.8.4-8", "MQTT-4.8.2-3", "MQTT-3.8.4-6 of 3.1.1"})
    void theLowerQosCounts(int published, int subscribed, int delivered) throws IOException {
        String topic = "lower/%d/%d".formatted(published, subscribed);
        for (Version version : List.of(Version.V3_1_1, Version.V5)) {
            try (RawClient client = BROKER.client(version, topic + version);
                    RawClient other = BROKER.client(version, "other-" + topic + version)) {
                subscribed(client, atMost(topic, Qos.of(subscribed)));
                other.send(publish(topic, "x", Qos.of(published), published == 0 ? 0 : 1));
                assertThat(client.receive(Publish.class).message().qos()).isEqualTo(Qos.of(delivered));
            }
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.8.4-3", "MQTT-3.8.4-4", "MQTT-3.8.4-3 of 3.1.1"})
    void theSameFilterAgainReplacesTheSubscription(Version version) throws IOException {
        String topic = "replaced/" + version;
        try (RawClient client = BROKER.client(version, topic)) {
            client.send(Publish.of(Message.of(topic, "kept").withRetain(true)));
            subscribed(client, atMost(topic, Qos.AT_LEAST_ONCE));
            assertThat(text(client)).isEqualTo("kept");
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            assertThat(text(client)).as("retained messages come again").isEqualTo("kept");
            client.send(publish(topic, "once", Qos.AT_LEAST_ONCE, 1));
            assertThat(client.receive()).isEqualTo(publish(topic, "once", Qos.AT_MOST_ONCE, 0));
            client.receive(PubAck.class);
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.8.4-3", "MQTT-3.8.3-3"})
    void itReplacesAllOptions() throws IOException {
        TopicFilter filter = TopicFilter.of("options");
        try (RawClient client = BROKER.client(Version.V5, "options")) {
            client.send(new Subscribe(
                    1, List.of(new Subscription(filter, Qos.AT_MOST_ONCE, true, true, RetainHandling.SEND)),
                    Properties.NONE.with(Property.SUBSCRIPTION_IDENTIFIER, 7)));
            client.receive(SubAck.class);
            client.send(publish("options", "own", Qos.AT_MOST_ONCE, 0));
            hearsNothing(client);
            subscribed(client, new Subscription(filter, Qos.AT_MOST_ONCE, false, false, RetainHandling.SEND));
            client.send(Publish.of(Message.of("options", "own").withRetain(true)));
            assertThat(client.receive()).isEqualTo(publish("options", "own", Qos.AT_MOST_ONCE, 0));
        }
    }

    @Test
    @Spec("MQTT-3.8.3-3")
    void noLocalKeepsAClientsOwnMessagesFromItAndFromNobodyElse() throws IOException {
        Subscription deaf =
                new Subscription(TopicFilter.of("local/+"), Qos.AT_MOST_ONCE, true, false, RetainHandling.SEND);
        try (RawClient client = BROKER.client(Version.V5, "local-a");
                RawClient other = BROKER.client(Version.V5, "local-b")) {
            subscribed(client, deaf);
            subscribed(other, deaf);
            client.send(publish("local/x", "from a", Qos.AT_MOST_ONCE, 0));
            assertThat(text(other)).isEqualTo("from a");
            other.send(publish("local/x", "from b", Qos.AT_MOST_ONCE, 0));
            assertThat(text(client)).isEqualTo("from b");
            hearsNothing(other);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.4-2", "MQTT-3.3.5-1 of 3.1.1"})
    void ofSubscriptionsThatOverlapTheHighestQosCounts(Version version) throws IOException {
        String topic = "overlap/here/" + version;
        try (RawClient client = BROKER.client(version, topic);
                RawClient other = BROKER.client(version, "other-" + topic)) {
            subscribed(
                    client, atMost("overlap/#", Qos.AT_LEAST_ONCE), atMost(topic, Qos.EXACTLY_ONCE),
                    atMost("+/here/" + version, Qos.AT_MOST_ONCE));
            other.send(publish(topic, "x", Qos.EXACTLY_ONCE, 1));
            assertThat(client.receive(Publish.class).message().qos()).isEqualTo(Qos.EXACTLY_ONCE);
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.3.4-3", "MQTT-3.3.4-4"})
    void theIdentifiersOfAllThatMatchAreSent() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "identified")) {
            String[] filters = {"identified/+", "identified/#", "identified/a", "identified/b"};
            for (int i = 0; i < filters.length; i++) {
                client.send(new Subscribe(
                        i + 1, List.of(atMost(filters[i], Qos.AT_MOST_ONCE)),
                        Properties.NONE.with(Property.SUBSCRIPTION_IDENTIFIER, 268_435_455 - i)));
                client.receive(SubAck.class);
            }
            subscribed(client, atMost("+/a", Qos.AT_MOST_ONCE));
            client.send(publish("identified/a", "x", Qos.AT_MOST_ONCE, 0));
            assertThat(client.receive(Publish.class).message().properties().all(Property.SUBSCRIPTION_IDENTIFIER))
                    .containsExactlyInAnyOrder(268_435_455, 268_435_454, 268_435_453);
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.10.4-1", "MQTT-3.10.4-2", "MQTT-3.10.4-4", "MQTT-3.10.4-5", "MQTT-3.10.4-6", "MQTT-3.11.3-1",
        "MQTT-3.11.3-2", "MQTT-2.2.1-6", "MQTT-3.10.4-1 of 3.1.1", "MQTT-3.10.4-2 of 3.1.1", "MQTT-3.10.4-4 of 3.1.1",
        "MQTT-3.10.4-5 of 3.1.1", "MQTT-3.10.4-6 of 3.1.1",
    })
    void anUnsubscribeEndsTheSubscriptionsThatItNames(Version version) throws IOException {
        String base = "unsubscribed/" + version;
        try (RawClient client = BROKER.client(version, base)) {
            subscribed(client, atMost(base + "/+", Qos.AT_MOST_ONCE), atMost(base + "/b", Qos.AT_MOST_ONCE));
            client.send(unsubscribe(99, base + "/a", base + "/#", base + "/+", base + "/B"));
            UnsubAck answer = client.receive(UnsubAck.class);
            assertThat(answer.packetId()).isEqualTo(99);
            if (version.hasProperties()) {
                assertThat(answer.reasons()).containsExactly(
                        ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS,
                        ReasonCode.NO_SUBSCRIPTION_EXISTED);
            }
            client.send(publish(base + "/a", "", Qos.AT_MOST_ONCE, 0), publish(base + "/b", "b", Qos.AT_MOST_ONCE, 0));
            assertThat(text(client)).isEqualTo("b");
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.10.4-3", "MQTT-3.10.4-3 of 3.1.1"})
    void whatWasBegunBeforeAnUnsubscribeIsCompleted(Version version) throws IOException {
        String topic = "completed/" + version;
        try (RawClient client = BROKER.client(TestBroker.keeping(version, topic));
                RawClient other = BROKER.client(version, "other-" + topic)) {
            subscribed(client, atMost(topic, Qos.EXACTLY_ONCE));
            other.send(publish(topic, "x", Qos.EXACTLY_ONCE, 1));
            Publish begun = client.receive(Publish.class);
            client.send(unsubscribe(2, topic));
            client.receive(UnsubAck.class);
            client.send(new PubRec(begun.packetId()));
            assertThat(client.receive()).isEqualTo(new PubRel(begun.packetId()));
        }
        try (RawClient client = BROKER.client(TestBroker.keeping(version, topic))) {
            assertThat(client.receive()).isInstanceOf(PubRel.class);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.12.4-1", "MQTT-3.12.4-1 of 3.1.1"})
    void aPingIsAnswered(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "pings-" + version)) {
            client.send(PingReq.INSTANCE, PingReq.INSTANCE);
            assertThat(client.receive()).isEqualTo(PingResp.INSTANCE);
            assertThat(client.receive()).isEqualTo(PingResp.INSTANCE);
        }
    }

    /// filter, topics it matches, topics it does not
    @ParameterizedTest
    @CsvSource({
        "m1/tennis/player/#, m1/tennis/player|m1/tennis/player/ranking|m1/tennis/player/a/b|m1/tennis/player/, m1/tennis|m1/tennis/players",
        "m2/#, m2|m2/|m2/a|m2//, m20|M2",
        "m3/+/player, m3/a/player|m3//player, m3/player|m3/a/b/player|m3/a/player/",
        "m4/+, m4/|m4/a, m4|m4/a/b|m4/a/",
        "m5/+/+/#, m5/a/b|m5///|m5/a/b/c/d, m5/a",
        "+/m6/#, /m6|a/m6/b, m6|a/b/m6",
        "/m7/+, /m7/a, m7/a|/m7|//m7/a",
        "m8/$x/+, m8/$x/a, m8/x/a",
    })
    @Spec({
        "MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-3.3.2-3", "MQTT-4.7.1-2 of 3.1.1", "MQTT-4.7.1-3 of 3.1.1",
        "MQTT-3.3.2-3 of 3.1.1",
    })
    void wildcardsMatchLevels(String filter, String matched, String others) throws IOException {
        try (RawClient client = BROKER.client(Version.V3_1_1, "matches-" + filter)) {
            subscribed(client, atMost(filter, Qos.AT_MOST_ONCE));
            for (String topic : (matched + "|" + others).split("\\|", -1)) {
                client.send(publish(topic, "", Qos.AT_MOST_ONCE, 0));
            }
            for (String topic : matched.split("\\|", -1)) {
                assertThat(client.receive()).isEqualTo(publish(topic, "", Qos.AT_MOST_ONCE, 0));
            }
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-4.7.2-1", "MQTT-4.7.2-1 of 3.1.1"})
    void aWildcardFirstMatchesNoTopicThatBeginsWithADollarSign(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "dollars-" + version)) {
            subscribed(client, atMost("#", Qos.AT_MOST_ONCE), atMost("+/dollars/" + version, Qos.AT_MOST_ONCE));
            client.send(unsubscribe(2, "#"));
            client.send(publish("$own/dollars/" + version, "hidden", Qos.AT_MOST_ONCE, 0));
            client.send(publish("own/dollars/" + version, "seen", Qos.AT_MOST_ONCE, 0));
            List<String> heard = heardUntil(client, "seen");
            assertThat(heard).doesNotContain("hidden");
            subscribed(client, atMost("$own/#", Qos.AT_MOST_ONCE));
            client.send(publish("$own/dollars/" + version, "asked for", Qos.AT_MOST_ONCE, 0));
            assertThat(heardUntil(client, "asked for")).doesNotContain("hidden");
        }
    }

    private static List<String> heardUntil(RawClient client, String last) throws IOException {
        List<String> heard = new ArrayList<>();
        while (!heard.contains(last)) {
            if (client.receive() instanceof Publish publish) {
                heard.add(publish.message().payload().asUtf8());
            }
        }
        return heard;
    }

    private static Unsubscribe unsubscribe(int id, String... filters) {
        return new Unsubscribe(id, Arrays.stream(filters).map(TopicFilter::of).toList(), Properties.NONE);
    }
}
