package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of retained messages (3.3.1.3), statement by statement.
class RetainStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @InBothVersions
    @Spec({
        "MQTT-3.3.1-5", "MQTT-3.3.1-9", "MQTT-3.1.2-7 of 3.1.1", "MQTT-3.3.1-5 of 3.1.1", "MQTT-3.3.1-6 of 3.1.1",
        "MQTT-3.3.1-7 of 3.1.1", "MQTT-3.3.1-8 of 3.1.1",
    })
    void theLastMessageIsKept(Version version) throws IOException {
        String topic = "last/" + version;
        try (RawClient client = BROKER.client(version, "keeps-last-" + version)) {
            keep(client, topic, "first", Qos.EXACTLY_ONCE);
            keep(client, topic, "second", Qos.AT_MOST_ONCE);
            keep(client, topic + "/other", "other", Qos.AT_LEAST_ONCE);
        }
        try (RawClient late = BROKER.client(version, "comes-late-" + version)) {
            subscribed(late, atMost(topic, Qos.EXACTLY_ONCE));
            assertThat(late.receive()).isEqualTo(Publish.of(Message.of(topic, "second").withRetain(true)));
            subscribed(late, atMost("last/+/other", Qos.EXACTLY_ONCE));
            Message other = late.receive(Publish.class).message();
            assertThat(other.payload().asUtf8()).isEqualTo("other");
            assertThat(other.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
            assertThat(other.retain()).isTrue();
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.3.1-6", "MQTT-3.3.1-7", "MQTT-3.3.1-10 of 3.1.1", "MQTT-3.3.1-11 of 3.1.1",
    })
    void anEmptyMessageRemovesWhatWasKeptAndIsHeardAsAnyOther(Version version) throws IOException {
        String topic = "removed/" + version;
        try (RawClient client = BROKER.client(version, "removes-" + version);
                RawClient listens = BROKER.client(version, "listens-" + version)) {
            keep(client, topic, "kept", Qos.AT_LEAST_ONCE);
            subscribed(listens, atMost(topic, Qos.AT_MOST_ONCE));
            assertThat(text(listens)).isEqualTo("kept");
            keep(client, topic, "", Qos.AT_LEAST_ONCE);
            assertThat(listens.receive()).isEqualTo(publish(topic, "", Qos.AT_MOST_ONCE, 0));
            subscribed(client, atMost(topic, Qos.AT_LEAST_ONCE));
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.1-8", "MQTT-3.3.1-12 of 3.1.1"})
    void withoutTheFlagNothingIsKeptAndNothingRemoved(Version version) throws IOException {
        String topic = "unflagged/" + version;
        try (RawClient client = BROKER.client(version, "unflagged-" + version)) {
            keep(client, topic, "kept", Qos.AT_MOST_ONCE);
            client.send(
                    publish(topic, "live", Qos.AT_MOST_ONCE, 0), publish(topic, "", Qos.AT_MOST_ONCE, 0),
                    publish(topic + "/none", "live", Qos.AT_MOST_ONCE, 0));
            hearsNothing(client);
            subscribed(client, atMost(topic + "/#", Qos.AT_MOST_ONCE));
            assertThat(text(client)).isEqualTo("kept");
            hearsNothing(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.3.1-12", "MQTT-3.3.1-9 of 3.1.1"})
    void aLiveMessageHasNoFlag(Version version) throws IOException {
        String topic = "live/" + version;
        try (RawClient client = BROKER.client(version, "live-" + version)) {
            subscribed(client, atMost(topic, Qos.AT_MOST_ONCE));
            client.send(Publish.of(Message.of(topic, "x").withRetain(true)));
            assertThat(client.receive()).isEqualTo(publish(topic, "x", Qos.AT_MOST_ONCE, 0));
        }
    }

    @Test
    @Spec("MQTT-3.3.1-13")
    void unlessItIsWantedAsPublished() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "as-published")) {
            subscribed(client, new Subscription(
                    TopicFilter.of("as-published"), Qos.AT_MOST_ONCE, false, true, RetainHandling.SEND));
            client.send(Publish.of(Message.of("as-published", "x").withRetain(true)),
                    Publish.of(Message.of("as-published", "y")));
            assertThat(client.receive(Publish.class).message().retain()).isTrue();
            assertThat(client.receive(Publish.class).message().retain()).isFalse();
        }
    }

    @Test
    @Spec({"MQTT-3.3.1-9", "MQTT-3.3.1-10", "MQTT-3.3.1-11", "MQTT-3.8.4-4"})
    void retainHandlingTellsWhenWhatIsKeptIsSent() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "handling")) {
            keep(client, "handling", "kept", Qos.AT_LEAST_ONCE);
            subscribed(client, handling(RetainHandling.DO_NOT_SEND));
            hearsNothing(client);
            subscribed(client, handling(RetainHandling.SEND_IF_NEW));
            hearsNothing(client);
            subscribed(client, handling(RetainHandling.SEND));
            assertThat(text(client)).isEqualTo("kept");
            subscribed(client, handling(RetainHandling.SEND));
            assertThat(text(client)).isEqualTo("kept");
        }
        try (RawClient other = BROKER.client(Version.V5, "handling-other")) {
            subscribed(other, handling(RetainHandling.SEND_IF_NEW));
            assertThat(text(other)).isEqualTo("kept");
        }
    }

    private static Subscription handling(RetainHandling handling) {
        return new Subscription(TopicFilter.of("handling"), Qos.AT_MOST_ONCE, false, false, handling);
    }

    private static void keep(RawClient client, String topic, String text, Qos qos) throws IOException {
        int id = qos == Qos.AT_MOST_ONCE ? 0 : 1;
        client.send(publish(Message.of(topic, text).withQos(qos).withRetain(true), id));
        switch (qos) {
            case AT_MOST_ONCE -> hearsNothing(client);
            case AT_LEAST_ONCE -> client.receive(PubAck.class);
            case EXACTLY_ONCE -> client.receive(PubRec.class);
        }
    }
}
