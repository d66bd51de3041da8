package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.isClosed;
import static tidings.broker.TestBroker.keeping;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.withWill;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of wills (3.1.2.5 and others), statement by statement.
class WillStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    private static final AtomicInteger WATCHERS = new AtomicInteger();

    @InBothVersions
    @Spec({
        "MQTT-3.1.2-7", "MQTT-3.1.2-8", "MQTT-3.1.2-10", "MQTT-3.1.2-14", "MQTT-3.1.2-8 of 3.1.1",
        "MQTT-3.1.2-10 of 3.1.1", "MQTT-3.1.2-16 of 3.1.1",
    })
    void aWillIsPublishedOnceWhenTheConnectionIsLost(Version version) throws IOException {
        String topic = "lost/" + version;
        try (RawClient watcher = watcher(version, topic)) {
            BROKER.client(withWill(version, "loses-" + version, Message.of(topic, "gone"))).close();
            Message will = watcher.receive(Publish.class).message();
            assertThat(will.payload().asUtf8()).isEqualTo("gone");
            assertThat(will.retain()).isFalse();
            BROKER.client(version, "loses-" + version).close();
            hearsNothing(watcher);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.2-8 of 3.1.1"})
    void aWillIsPublishedWhenTheClientBreaksTheProtocol(Version version) throws IOException {
        String topic = "broken/" + version;
        try (RawClient watcher = watcher(version, topic);
                RawClient client = BROKER.client(withWill(version, "breaks-" + version, Message.of(topic, "gone")))) {
            client.send(Connect.of(version, "breaks-" + version, true, 0));
            isClosed(client, version, ReasonCode.PROTOCOL_ERROR);
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.2-22", "MQTT-3.1.2-8 of 3.1.1", "MQTT-3.1.2-24 of 3.1.1"})
    void aWillIsPublishedWhenTheClientIsSilent(Version version) throws IOException {
        String topic = "silent/" + version;
        Message will = Message.of(topic, "gone");
        try (RawClient watcher = watcher(version, topic);
                RawClient client = BROKER.client(
                        new Connect(version, "mute-" + version, true, 1, will, null, null, Properties.NONE))) {
            isClosed(client, version, ReasonCode.KEEP_ALIVE_TIMEOUT);
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.4-3", "MQTT-3.1.2-8 of 3.1.1"})
    void aWillIsPublishedWhenTheClientIdIsTaken(Version version) throws IOException {
        String topic = "taken/" + version;
        try (RawClient watcher = watcher(version, topic);
                RawClient old = BROKER.client(withWill(version, "twice-" + version, Message.of(topic, "gone")));
                RawClient young = BROKER.client(version, "twice-" + version)) {
            isClosed(old, version, ReasonCode.SESSION_TAKEN_OVER);
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
            hearsNothing(young);
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.1.2-10", "MQTT-3.14.4-3", "MQTT-3.1.2-10 of 3.1.1", "MQTT-3.1.2-12 of 3.1.1",
        "MQTT-3.14.4-3 of 3.1.1",
    })
    void anOrderlyDisconnectDiscardsTheWill(Version version) throws IOException {
        String topic = "orderly/" + version;
        try (RawClient watcher = watcher(version, topic)) {
            try (RawClient client =
                    BROKER.client(withWill(version, "orderly-" + version, Message.of(topic, "gone")))) {
                client.send(Disconnect.NORMAL);
                isClosed(client);
            }
            BROKER.client(version, "orderly-" + version).close();
            hearsNothing(watcher);
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-3.14.2-1"})
    void aClientMayAskForItsWill() throws IOException {
        try (RawClient watcher = watcher(Version.V5, "asked");
                RawClient client = BROKER.client(withWill(Version.V5, "asks", Message.of("asked", "gone")))) {
            client.send(Disconnect.of(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE));
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-15", "MQTT-3.1.2-17 of 3.1.1"})
    void aWillIsKeptIfItIsToBe(Version version) throws IOException {
        String topic = "kept-will/" + version;
        try (RawClient watcher = watcher(version, topic)) {
            Message will = Message.of(topic, "gone").withRetain(true);
            BROKER.client(withWill(version, "keeps-" + version, will)).close();
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
        }
        try (RawClient late = watcher(version, topic)) {
            Message kept = late.receive(Publish.class).message();
            assertThat(kept.payload().asUtf8()).isEqualTo("gone");
            assertThat(kept.retain()).isTrue();
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-9", "MQTT-3.1.2-9 of 3.1.1"})
    void aWillHasItsQos(Version version) throws IOException {
        String topic = "will-qos/" + version;
        try (RawClient watcher = watcher(version, topic)) {
            Message will = Message.of(topic, "gone").withQos(Qos.EXACTLY_ONCE);
            BROKER.client(withWill(version, "exact-" + version, will)).close();
            assertThat(watcher.receive(Publish.class).message()).isEqualTo(will);
        }
    }

    @Test
    @Spec("MQTT-3.1.3-9")
    void aDelayedWillIsDroppedWhenTheClientReturns() throws IOException {
        try (RawClient watcher = watcher(Version.V5, "delayed/#")) {
            BROKER.client(delayed("returns", 2)).close();
            try (RawClient back = BROKER.client(keeping(Version.V5, "returns"))) {
                BROKER.client(delayed("does-not", 3)).close();
                assertThat(watcher.receive(Publish.class).message().topic().text()).isEqualTo("delayed/does-not");
                hearsNothing(back);
            }
        }
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-4.1.0-2"})
    void aDelayedWillComesWithTheEndOfItsSession() throws IOException {
        try (RawClient watcher = watcher(Version.V5, "soon")) {
            Message will = Message.of("soon", "gone").with(Property.WILL_DELAY_INTERVAL, 3_600L);
            Properties briefly = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 1L);
            BROKER.client(new Connect(Version.V5, "brief", true, 0, will, null, null, briefly)).close();
            assertThat(TestBroker.text(watcher)).isEqualTo("gone");
            try (RawClient back = BROKER.open(Version.V5)) {
                assertThat(BROKER.connected(back, keeping(Version.V5, "brief")).sessionPresent()).isFalse();
            }
        }
    }

    @Test
    @Spec("MQTT-3.1.3-10")
    void userPropertiesOfAWillKeepTheirOrder() throws IOException {
        Message will = Message.of("ordered", "gone");
        List<Pair> pairs = List.of(new Pair("b", "1"), new Pair("a", "2"), new Pair("b", "0"));
        for (Pair pair : pairs) {
            will = will.with(Property.USER_PROPERTY, pair);
        }
        try (RawClient watcher = watcher(Version.V5, "ordered")) {
            BROKER.client(withWill(Version.V5, "orders", will)).close();
            assertThat(watcher.receive(Publish.class).message().properties().all(Property.USER_PROPERTY))
                    .isEqualTo(pairs);
        }
    }

    @Test
    @Spec("MQTT-3.1.2-10")
    void anOwnWillIsHeardByTheSessionThatGoesOn() throws IOException {
        Message will = Message.of("own-will", "gone").withQos(Qos.AT_LEAST_ONCE);
        Connect connect = new Connect(
                Version.V5, "own-will", false, 0, will, null, null,
                Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L));
        try (RawClient client = BROKER.client(connect)) {
            subscribed(client, new Subscription(
                    TopicFilter.of("own-will"), Qos.AT_LEAST_ONCE, false, false, RetainHandling.SEND));
        }
        try (RawClient back = BROKER.client(keeping(Version.V5, "own-will"))) {
            assertThat(TestBroker.text(back)).isEqualTo("gone");
            hearsNothing(back);
        }
    }

    private static RawClient watcher(Version version, String filter) throws IOException {
        RawClient watcher = BROKER.client(version, "watches-" + filter + "-" + WATCHERS.incrementAndGet());
        subscribed(watcher, atMost(filter, Qos.EXACTLY_ONCE));
        return watcher;
    }

    private static Connect delayed(String id, long seconds) {
        Message will = Message.of("delayed/" + id, "gone").with(Property.WILL_DELAY_INTERVAL, seconds);
        Properties kept = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L);
        return new Connect(Version.V5, id, true, 0, will, null, null, kept);
    }
}
