package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
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
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What outlives a broker with a data folder, whether it is stopped or killed.
class DurableBrokerTest {

    @TempDir
    private Path folder;

    private Path data;
    private int copies;
    private @Nullable Broker broker;

    /// How a broker ends.
    enum End {
        STOPPED,
        /// The next one goes on with what is on the disk at this moment.
        KILLED
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-3.1.2-5", "MQTT-4.4.0-1", "MQTT-4.6.0-6"})
    void subscriptionsAndWhatWaitsForThem(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient client = session("c", 60)) {
            client.send(new Subscribe(
                    1, List.of(Subscription.of("a/+", Qos.EXACTLY_ONCE)),
                    Properties.NONE.with(Property.SUBSCRIPTION_IDENTIFIER, 7)));
            client.receive(SubAck.class);
            client.subscribe("gone", Qos.AT_LEAST_ONCE);
            client.send(new Unsubscribe(2, List.of(Subscription.of("gone", Qos.AT_LEAST_ONCE).filter()),
                    Properties.NONE));
            client.receive(UnsubAck.class);
        }
        publish(Message.of("a/1", "one").withQos(Qos.AT_LEAST_ONCE), Message.of("a/2", "two").withQos(Qos.EXACTLY_ONCE),
                Message.of("a/3", "zero"), Message.of("gone", "no").withQos(Qos.AT_LEAST_ONCE),
                Message.of("a/4", Bytes.copyOf(new byte[100_000])).withQos(Qos.AT_LEAST_ONCE));
        restart(end);
        publish(Message.of("a/5", "after").withQos(Qos.AT_LEAST_ONCE));
        try (RawClient client = returned("c")) {
            assertThat(client.receive(Publish.class).message()).isEqualTo(
                    Message.of("a/1", "one").withQos(Qos.AT_LEAST_ONCE).with(Property.SUBSCRIPTION_IDENTIFIER, 7));
            Publish two = client.receive(Publish.class);
            assertThat(two.message().payload().asUtf8()).isEqualTo("two");
            assertThat(two.message().qos()).isEqualTo(Qos.EXACTLY_ONCE);
            assertThat(two.dup()).isFalse();
            assertThat(client.receive(Publish.class).message().payload().size()).isEqualTo(100_000);
            assertThat(client.receive(Publish.class).message().payload().asUtf8()).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-4.4.0-1", "MQTT-3.3.1-1", "MQTT-4.3.3-7"})
    void whatIsUnderWayIsSentAgainWithTheSamePacketIds(End end) throws IOException {
        start(Duration.ZERO);
        List<Integer> ids = new ArrayList<>();
        try (RawClient client = session("c", 60)) {
            client.subscribe("t", Qos.EXACTLY_ONCE);
            publish(qos(1, "a"), qos(2, "b"), qos(2, "c"), qos(1, "d"));
            for (int i = 0; i < 4; i++) {
                ids.add(client.receive(Publish.class).packetId());
            }
            client.send(new PubRec(ids.get(1)));
            assertThat(client.receive()).isEqualTo(new PubRel(ids.get(1)));
            client.send(new PubAck(ids.get(3)));
            assertThat(client.isAlive()).isTrue();
            publish(qos(1, "e"));
            ids.set(3, client.receive(Publish.class).packetId());
        }
        restart(end);
        try (RawClient client = returned("c")) {
            assertThat(client.receive()).isEqualTo(new Publish(qos(1, "a"), true, ids.get(0)));
            assertThat(client.receive()).isEqualTo(new PubRel(ids.get(1)));
            assertThat(client.receive()).isEqualTo(new Publish(qos(2, "c"), true, ids.get(2)));
            assertThat(client.receive()).isEqualTo(new Publish(qos(1, "e"), true, ids.get(3)));
            client.send(new PubComp(ids.get(1)), new PubRec(ids.get(2)));
            assertThat(client.receive()).isEqualTo(new PubRel(ids.get(2)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-4.3.3-10", "MQTT-4.3.3-12"})
    void exactlyOnceIsOnceAcrossTheEnd(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient listener = session("listener", 60)) {
            listener.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        try (RawClient client = session("c", 60)) {
            client.send(new Publish(qos(2, "once"), false, 5));
            assertThat(client.receive()).isEqualTo(new PubRec(5));
        }
        restart(end);
        try (RawClient client = returned("c")) {
            client.send(new Publish(qos(2, "once"), true, 5));
            assertThat(client.receive()).isEqualTo(new PubRec(5));
            client.send(new PubRel(5));
            assertThat(client.receive()).isEqualTo(new PubComp(5));
        }
        restart(end);
        try (RawClient client = returned("c")) {
            client.send(new Publish(qos(2, "next"), false, 5));
            assertThat(client.receive()).isEqualTo(new PubRec(5));
        }
        assertThat(heardBy("listener", 2)).containsExactly("once", "next");
    }

    @ParameterizedTest
    @EnumSource
    void retainedMessages(End end) throws IOException {
        start(Duration.ZERO);
        publish(
                Message.of("r/a", "old").withRetain(true),
                Message.of("r/a", "new").withRetain(true).withQos(Qos.AT_LEAST_ONCE),
                Message.of("r/b", "gone").withRetain(true),
                Message.of("r/b", "").withRetain(true),
                Message.of("r/c", "short").withRetain(true).with(Property.MESSAGE_EXPIRY_INTERVAL, 100L),
                Message.of("r/d", "long")
                        .withRetain(true)
                        .withQos(Qos.AT_LEAST_ONCE)
                        .with(Property.MESSAGE_EXPIRY_INTERVAL, 1_000L));
        restart(end, Duration.ofSeconds(500));
        try (RawClient client = RawClient.connected(address(), Version.V5, "later")) {
            client.subscribe("r/#", Qos.AT_MOST_ONCE);
            List<Message> kept = List.of(
                    client.receive(Publish.class).message(), client.receive(Publish.class).message());
            assertThat(kept).extracting(message -> message.payload().asUtf8())
                    .containsExactlyInAnyOrder("new", "long");
            assertThat(kept).extracting(message -> message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL))
                    .filteredOn(left -> left != null)
                    .singleElement()
                    .satisfies(left -> assertThat(left).isBetween(400L, 500L));
            assertThat(client.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.3-9"})
    void aDelayedWillComesWhenItIsDue(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient listener = session("listener", 600)) {
            listener.subscribe("wills/#", Qos.AT_LEAST_ONCE);
        }
        withWill("lost", 100).close();
        RawClient returns = withWill("returns", 100);
        returns.send(new Disconnect(ReasonCode.DISCONNECT_WITH_WILL_MESSAGE, Properties.NONE));
        assertThat(returns.receive()).isNull();
        restart(end, Duration.ofSeconds(50));
        RawClient back = returned("returns");
        back.subscribe("nothing", Qos.AT_MOST_ONCE); // its return is stored now
        back.close();
        restart(end, Duration.ofSeconds(200));
        assertThat(heardBy("listener", 1)).containsExactly("will of lost");
    }

    @Test
    void theWillOfAClientThatWasThereAtTheEndComesAfterIt() throws IOException {
        start(Duration.ZERO);
        try (RawClient listener = session("listener", 600)) {
            listener.subscribe("wills/#", Qos.AT_LEAST_ONCE);
        }
        RawClient client = withWill("there", 0);
        try (RawClient polite = withWill("polite", 0)) {
            polite.send(Disconnect.NORMAL);
            assertThat(polite.receive()).isNull();
        }
        restart(End.KILLED);
        assertThat(heardBy("listener", 1)).containsExactly("will of there");
        client.close();
    }

    @ParameterizedTest
    @EnumSource
    @Spec({"MQTT-3.1.2-23", "MQTT-3.3.2-5"})
    void whatExpiresWhileTheBrokerIsDown(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient shortly = session("short", 100); RawClient client = session("long", 1_000)) {
            shortly.subscribe("t", Qos.AT_LEAST_ONCE);
            client.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        publish(qos(1, "old").with(Property.MESSAGE_EXPIRY_INTERVAL, 60L), qos(1, "young"));
        restart(end, Duration.ofSeconds(300));
        try (RawClient client = session("short", 100)) {
            assertThat(client.isAlive()).isTrue();
        }
        assertThat(heardBy("long", 1)).containsExactly("young");
        restart(End.STOPPED, Duration.ofSeconds(2_000));
        session("long", 1_000).close();
    }

    @ParameterizedTest
    @EnumSource
    void aLongQueueIsReadInPagesAndInOrder(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient client = session("c", 600)) {
            client.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        publish(IntStream.range(0, 3_000).mapToObj(i -> qos(1, "m" + i)).toArray(Message[]::new));
        restart(end);
        List<String> heard = new ArrayList<>(heardBy("c", 700));
        publish(IntStream.range(3_000, 3_500).mapToObj(i -> qos(1, "m" + i)).toArray(Message[]::new));
        heard.addAll(heardBy("c", 2_800));
        assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 3_500).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void oneMessageForManySessions() throws IOException {
        start(Duration.ZERO);
        for (String id : List.of("one", "two", "three")) {
            try (RawClient client = session(id, 60)) {
                client.subscribe("t", Qos.AT_LEAST_ONCE);
            }
        }
        publish(qos(1, "for all"), qos(1, "and this"));
        restart(End.KILLED);
        assertThat(heardBy("one", 2)).containsExactly("for all", "and this");
        restart(End.STOPPED);
        assertThat(heardBy("two", 2)).containsExactly("for all", "and this");
        try (RawClient clean = RawClient.connected(address(), Version.V5, "three")) {
            assertThat(clean.isAlive()).isTrue();
        }
        restart(End.KILLED);
        session("three", 60).close();
    }

    @ParameterizedTest
    @EnumSource
    @Spec("MQTT-4.8.2-5")
    void whatWaitsForOneThatIsAwayGoesToThoseWhoShareIt(End end) throws IOException {
        start(Duration.ZERO);
        try (RawClient away = session("away", 600)) {
            away.subscribe("$share/g/t", Qos.AT_LEAST_ONCE);
        }
        publish(IntStream.range(0, 2_000).mapToObj(i -> qos(1, "m" + i)).toArray(Message[]::new));
        restart(end);
        List<String> heard = new ArrayList<>();
        try (RawClient client = session("there", 600)) {
            client.send(TestBroker.subscribe(1, Subscription.of("$share/g/t", Qos.AT_LEAST_ONCE)));
            while (heard.size() < 2_000) {
                if (client.receive() instanceof Publish publish) { // the first may come before the SUBACK
                    heard.add(publish.message().payload().asUtf8());
                    client.send(new PubAck(publish.packetId()));
                }
            }
        }
        assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 2_000).mapToObj(i -> "m" + i).toList());
    }

    @Test
    void anOldSessionOf311() throws IOException {
        start(Duration.ZERO);
        Connect connect = new Connect(Version.V3_1_1, "old", false, 0, null, null, null, Properties.NONE);
        try (RawClient client = new RawClient(address(), Version.V3_1_1)) {
            client.send(connect);
            assertThat(client.receive(ConnAck.class).sessionPresent()).isFalse();
            client.subscribe("t", Qos.AT_LEAST_ONCE);
        }
        publish(qos(2, "x"));
        restart(End.KILLED);
        try (RawClient client = new RawClient(address(), Version.V3_1_1)) {
            client.send(connect);
            assertThat(client.receive(ConnAck.class).sessionPresent()).isTrue();
            assertThat(client.receive(Publish.class).message()).isEqualTo(qos(1, "x"));
        }
    }

    @Test
    void saysWhyItCannotUseAFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> Broker.start(config(file, Duration.ZERO)))
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("--data")
                .hasMessageContaining(file.toString());
    }

    private void start(Duration later) {
        data = data == null ? folder.resolve("data") : data;
        broker = Broker.start(config(data, later));
    }

    private static BrokerConfig config(Path data, Duration later) {
        return BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .eventLoops(2)
                .data(data)
                .clock(Clock.offset(Clock.systemUTC(), later))
                .build();
    }

    private void restart(End end) throws IOException {
        restart(end, Duration.ZERO);
    }

    /// @param later how much later than now the next broker believes it to be
    private void restart(End end, Duration later) throws IOException {
        Broker old = broker;
        assertThat(old).isNotNull();
        if (end == End.KILLED) {
            Path copy = Files.createDirectory(folder.resolve("copy" + copies++));
            for (String name : List.of("broker.db", "broker.db-wal")) {
                Files.copy(data.resolve(name), copy.resolve(name));
            }
            data = copy;
        }
        old.close();
        start(later);
    }

    private URI address() {
        assertThat(broker).isNotNull();
        return broker.addresses().get(0);
    }

    private RawClient session(String id, long expirySeconds) throws IOException {
        return session(id, expirySeconds, false);
    }

    private RawClient returned(String id) throws IOException {
        return session(id, 600, true);
    }

    private RawClient session(String id, long expirySeconds, boolean present) throws IOException {
        RawClient client = new RawClient(address(), Version.V5);
        client.send(new Connect(Version.V5, id, false, 0, null, null, null, expiry(expirySeconds)));
        assertThat(client.receive(ConnAck.class).sessionPresent()).isEqualTo(present);
        return client;
    }

    private RawClient withWill(String id, long delaySeconds) throws IOException {
        RawClient client = new RawClient(address(), Version.V5);
        Message will = Message.of("wills/" + id, "will of " + id)
                .withQos(Qos.AT_LEAST_ONCE)
                .with(Property.WILL_DELAY_INTERVAL, delaySeconds);
        client.send(new Connect(Version.V5, id, true, 0, will, null, null, expiry(600)));
        client.receive(ConnAck.class);
        return client;
    }

    private static Properties expiry(long seconds) {
        return Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, seconds);
    }

    private static Message qos(int level, String text) {
        return Message.of("t", text).withQos(Qos.of(level));
    }

    /// Publishes messages, and waits until all are acknowledged.
    private void publish(Message... messages) throws IOException {
        try (RawClient client = RawClient.connected(address(), Version.V5, "publisher")) {
            for (int from = 0; from < messages.length; from += 500) {
                publish(client, List.of(messages).subList(from, Math.min(from + 500, messages.length)));
            }
        }
    }

    private static void publish(RawClient client, List<Message> messages) throws IOException {
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            client.send(message.qos() == Qos.AT_MOST_ONCE
                    ? Publish.of(message)
                    : new Publish(message, false, i + 1));
        }
        for (Message message : messages) {
            switch (message.qos()) {
                case AT_MOST_ONCE -> {}
                case AT_LEAST_ONCE -> client.receive(PubAck.class);
                case EXACTLY_ONCE -> client.receive(PubRec.class);
            }
        }
    }

    /// What a session that is kept hears first when its client comes back, acknowledged at once.
    private List<String> heardBy(String id, int count) throws IOException {
        List<String> heard = new ArrayList<>();
        try (RawClient client = returned(id)) {
            while (heard.size() < count) {
                Publish publish = client.receive(Publish.class);
                heard.add(publish.message().payload().asUtf8());
                client.send(new PubAck(publish.packetId()));
            }
            client.send(Disconnect.NORMAL);
            while (client.receive() != null) { // what is left unread would tear the acknowledgements away
                assertThat(heard).hasSize(count);
            }
        }
        return heard;
    }
}
