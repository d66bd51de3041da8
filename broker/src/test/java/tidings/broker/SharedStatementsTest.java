package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.keeping;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tidings.testkit.Spec;

/// What MQTT 5.0 says of shared subscriptions (4.8.2), statement by statement.
class SharedStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    @InBothVersions
    void eachMessageGoesToOneMember(Version version) throws IOException {
        String topic = "one/" + version;
        try (RawClient a = BROKER.client(version, topic + "/a");
                RawClient b = BROKER.client(version, topic + "/b");
                RawClient whole = BROKER.client(version, topic + "/whole")) {
            subscribed(a, atMost("$share/g/" + topic, Qos.AT_MOST_ONCE));
            subscribed(b, atMost("$share/g/" + topic, Qos.AT_MOST_ONCE));
            subscribed(whole, atMost(topic, Qos.AT_MOST_ONCE));
            for (int i = 0; i < 20; i++) {
                whole.send(publish(topic, "m" + i, Qos.AT_MOST_ONCE, 0));
            }
            List<String> ofA = new ArrayList<>();
            List<String> ofB = new ArrayList<>();
            Await.until("all have come", () -> {
                ofA.addAll(heard(a));
                ofB.addAll(heard(b));
                return ofA.size() + ofB.size() >= 20;
            });
            assertThat(ofA).isNotEmpty().doesNotHaveDuplicates().doesNotContainAnyElementsOf(ofB);
            assertThat(ofB).isNotEmpty().doesNotHaveDuplicates();
        }
    }

    @Test
    void theSameFilterSharedAndNotIsTwoSubscriptions() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "both")) {
            subscribed(client, atMost("$share/g/both", Qos.AT_MOST_ONCE), atMost("both", Qos.AT_MOST_ONCE));
            client.send(new Unsubscribe(2, List.of(TopicFilter.of("both")), Properties.NONE));
            client.receive(UnsubAck.class);
            client.send(publish("both", "by the group", Qos.AT_MOST_ONCE, 0));
            assertThat(text(client)).isEqualTo("by the group");
            hearsNothing(client);
            subscribed(client, atMost("both", Qos.AT_MOST_ONCE));
            client.send(new Unsubscribe(3, List.of(TopicFilter.of("$share/g/both")), Properties.NONE));
            client.receive(UnsubAck.class);
            client.send(publish("both", "by itself", Qos.AT_MOST_ONCE, 0));
            assertThat(text(client)).isEqualTo("by itself");
            hearsNothing(client);
        }
    }

    @Test
    void twoGroupsAreTwo() throws IOException {
        try (RawClient a = BROKER.client(Version.V5, "groups/a");
                RawClient b = BROKER.client(Version.V5, "groups/b")) {
            subscribed(a, atMost("$share/one/groups", Qos.AT_MOST_ONCE));
            subscribed(b, atMost("$share/two/groups", Qos.AT_MOST_ONCE));
            a.send(publish("groups", "x", Qos.AT_MOST_ONCE, 0));
            assertThat(text(a)).isEqualTo("x");
            assertThat(text(b)).isEqualTo("x");
            hearsNothing(a);
            hearsNothing(b);
        }
    }

    @Test
    @Spec("MQTT-4.8.2-3")
    void aMemberKeepsItsQos() throws IOException {
        try (RawClient low = BROKER.client(Version.V5, "shared-qos/low");
                RawClient high = BROKER.client(Version.V5, "shared-qos/high")) {
            subscribed(low, atMost("$share/low/shared-qos", Qos.AT_MOST_ONCE));
            subscribed(high, atMost("$share/high/shared-qos", Qos.EXACTLY_ONCE));
            low.send(publish("shared-qos", "x", Qos.EXACTLY_ONCE, 1));
            assertThat(low.receive(Publish.class).message().qos()).isEqualTo(Qos.AT_MOST_ONCE);
            assertThat(high.receive(Publish.class).message().qos()).isEqualTo(Qos.EXACTLY_ONCE);
        }
    }

    @Test
    void whatIsKeptIsNotForGroups() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "shared-kept")) {
            client.send(Publish.of(Message.of("shared-kept", "kept").withRetain(true)));
            subscribed(client, atMost("$share/g/shared-kept", Qos.AT_MOST_ONCE));
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-4.8.2-4", "MQTT-4.8.2-5"})
    void whatWasBegunWithAMemberIsCompletedWithIt() throws IOException {
        Publish begun;
        try (RawClient other = BROKER.client(Version.V5, "begun-shared/other")) {
            try (RawClient member = BROKER.client(keeping(Version.V5, "begun-shared"))) {
                subscribed(member, atMost("$share/g/begun-shared", Qos.EXACTLY_ONCE));
                other.send(publish("begun-shared", "x", Qos.EXACTLY_ONCE, 1));
                begun = member.receive(Publish.class);
                other.receive(PubRec.class);
                subscribed(other, atMost("$share/g/begun-shared", Qos.EXACTLY_ONCE));
                hearsNothing(member);
            }
            try (RawClient member = BROKER.client(keeping(Version.V5, "begun-shared"))) {
                assertThat(member.receive()).isEqualTo(new Publish(begun.message(), true, begun.packetId()));
                member.send(new PubRec(begun.packetId()));
                assertThat(member.receive()).isEqualTo(new PubRel(begun.packetId()));
            }
            hearsNothing(other);
        }
    }

    @Test
    @Spec("MQTT-4.8.2-6")
    void whatAMemberRefusedIsDiscarded() throws IOException {
        try (RawClient a = BROKER.client(Version.V5, "refused-shared/a");
                RawClient b = BROKER.client(Version.V5, "refused-shared/b");
                RawClient other = BROKER.client(Version.V5, "refused-shared/other")) {
            subscribed(a, atMost("$share/g/refused-shared", Qos.AT_LEAST_ONCE));
            other.send(publish("refused-shared", "x", Qos.AT_LEAST_ONCE, 1));
            Publish heard = a.receive(Publish.class);
            subscribed(b, atMost("$share/g/refused-shared", Qos.AT_LEAST_ONCE));
            a.send(new PubAck(heard.packetId(), ReasonCode.UNSPECIFIED_ERROR));
            hearsNothing(a);
            hearsNothing(b);
        }
    }

    /// What came before the answer to a ping.
    private static List<String> heard(RawClient client) {
        try {
            client.send(PingReq.INSTANCE);
            List<String> heard = new ArrayList<>();
            for (Packet next = client.receive(); next != PingResp.INSTANCE; next = client.receive()) {
                heard.add(((Publish) next).message().payload().asUtf8());
            }
            return heard;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
