package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.broker.Limits;
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
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// Sessions with a clock that is turned by hand.
class ShardTest {

    private static final Limits LIMITS = Limits.defaults().withQueue(10, 1_000);

    private final HandLoop loop = new HandLoop();
    private final HandLoop otherLoop = new HandLoop();
    private final AtomicInteger sessions = new AtomicInteger();
    private final Router router = new Router(LIMITS);
    private final Shard shard = new Shard(0, 2, loop, router, LIMITS, sessions);
    private final Shard otherShard = new Shard(1, 2, otherLoop, router, LIMITS, sessions);
    private final Client publisher;

    ShardTest() {
        router.start(List.of(shard, otherShard));
        publisher = new Client(connect("publisher", Properties.NONE));
        publisher.outbox.next(ConnAck.class);
    }

    /// One connection, seen from its client.
    private final class Client {
        final RecordingOutbox outbox;
        final @Nullable Peer peer;

        Client(Connect connect) {
            this(connect, shard);
        }

        Client(Connect connect, Shard home) {
            outbox = new RecordingOutbox(connect.version());
            peer = home.admit(connect, connect.clientId(), outbox);
        }

        Peer peer() {
            assertThat(peer).isNotNull();
            return peer;
        }

        boolean sessionPresent() {
            return outbox.next(ConnAck.class).sessionPresent();
        }

        void subscribe(String filter, Qos qos) {
            peer().received(new Subscribe(1, List.of(Subscription.of(filter, qos)), Properties.NONE));
            outbox.next(SubAck.class);
        }

        void publish(Message message) {
            boolean unacknowledged = message.qos() == Qos.AT_MOST_ONCE;
            peer().received(unacknowledged ? Publish.of(message) : new Publish(message, false, 1));
            peer().readComplete();
        }

        void lose() {
            peer().closed(ReasonCode.SUCCESS);
        }

        List<String> heard() {
            return outbox.publishes().stream().map(packet -> packet.message().payload().asUtf8()).toList();
        }
    }

    @Test
    @Spec({"MQTT-3.3.4-9", "MQTT-4.9.0-2"})
    void keepsToTheReceiveMaximumOfTheClient() {
        Client client = subscribed("c", Properties.NONE.with(Property.RECEIVE_MAXIMUM, 2));
        publish("1", "2", "3", "4");
        List<Publish> first = client.outbox.publishes();
        assertThat(first).hasSize(2);
        client.peer().received(new PubAck(first.get(0).packetId()));
        assertThat(client.heard()).containsExactly("3");
        client.peer().received(new PubAck(first.get(0).packetId()));
        assertThat(client.heard()).as("what is acknowledged twice makes room once").isEmpty();
        client.peer().received(new PubAck(first.get(1).packetId()));
        assertThat(client.heard()).containsExactly("4");
    }

    @Test
    void whatCannotBeWrittenWaitsInOrder() {
        Client client = subscribed("c", Properties.NONE);
        client.outbox.writable(false);
        publish("1", "2");
        publisher.publish(Message.of("t", "3"));
        assertThat(client.heard()).isEmpty();
        client.outbox.writable(true);
        publish("4");
        assertThat(client.heard()).as("nothing overtakes what waits").isEmpty();
        client.peer().writable();
        assertThat(client.heard()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void aFullQueueDropsTheNewestAndThePublisherIsAnsweredNonetheless() {
        Client client = subscribed("c", expiry(60));
        client.lose();
        for (int i = 1; i <= 15; i++) {
            publisher.publish(Message.of("t", "m" + i).withQos(Qos.AT_LEAST_ONCE));
            assertThat(publisher.outbox.next()).isEqualTo(new PubAck(1));
        }
        Client back = returned("c", expiry(60));
        assertThat(back.heard()).containsExactly(IntStream.rangeClosed(1, 10)
                .mapToObj(i -> "m" + i)
                .toArray(
                        String[]::new));
    }

    @Test
    void aQueueIsBoundedInBytesToo() {
        Client client = subscribed("c", expiry(60));
        client.lose();
        publish("x".repeat(600), "y".repeat(600), "z");
        assertThat(returned("c", expiry(60)).heard()).containsExactly("x".repeat(600), "z");
    }

    @Test
    @Spec({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
    void waitingMessagesGrowOldAndDie() {
        Client client = subscribed("c", expiry(60));
        client.lose();
        publisher.publish(expiring("old", 5));
        publisher.publish(expiring("young", 30));
        loop.advance(Duration.ofSeconds(10));
        List<Publish> heard = returned("c", expiry(60)).outbox.publishes();
        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).message().payload().asUtf8()).isEqualTo("young");
        assertThat(heard.get(0).message().properties().get(Property.MESSAGE_EXPIRY_INTERVAL)).isEqualTo(20);
    }

    @Test
    @Spec("MQTT-3.1.2-23")
    void aSessionLivesForItsExpiryAndNoLonger() {
        subscribed("c", expiry(60)).lose();
        loop.advance(Duration.ofSeconds(59));
        Client back = new Client(connect("c", expiry(60)));
        assertThat(back.sessionPresent()).isTrue();
        loop.advance(Duration.ofSeconds(120));
        back.lose();
        loop.advance(Duration.ofSeconds(61));
        assertThat(sessions).as("the publisher alone").hasValue(1);
        assertThat(new Client(connect("c", expiry(60))).sessionPresent()).isFalse();
    }

    @Test
    void timersDoNotPileUpWithTheConnections() {
        for (int i = 0; i < 100; i++) {
            new Client(connect("c", expiry(1_000), will(Properties.NONE.with(Property.WILL_DELAY_INTERVAL, 500L))))
                    .lose();
        }
        assertThat(loop.timers()).isEqualTo(2);
        new Client(connect("c", Properties.NONE)).lose();
        assertThat(loop.timers()).isZero();
    }

    @Test
    void aClientMaySayGoodbyeWithALongerExpiryButNotFromNone() {
        Client client = subscribed("c", expiry(1));
        client.peer().received(new Disconnect(ReasonCode.SUCCESS, expiry(60)));
        loop.advance(Duration.ofSeconds(30));
        assertThat(new Client(connect("c", expiry(1))).sessionPresent()).isTrue();
        Client none = new Client(connect("none", Properties.NONE));
        none.peer().received(new Disconnect(ReasonCode.SUCCESS, expiry(60)));
        assertThat(none.outbox.disconnected()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.3-9"})
    void aDelayedWillComesOnceWhenItsTimeOrTheSessionIsOver() {
        Client listener = subscribed("listener", Properties.NONE);
        Properties delay = Properties.NONE.with(Property.WILL_DELAY_INTERVAL, 30L);
        new Client(connect("late", expiry(60), will(delay))).lose();
        loop.advance(Duration.ofSeconds(29));
        assertThat(listener.heard()).isEmpty();
        loop.advance(Duration.ofSeconds(1));
        assertThat(listener.heard()).containsExactly("will");
        loop.advance(Duration.ofSeconds(60));
        new Client(connect("early", expiry(10), will(delay))).lose();
        loop.advance(Duration.ofSeconds(10));
        assertThat(listener.heard()).containsExactly("will");
        loop.advance(Duration.ofSeconds(60));
        assertThat(listener.heard()).isEmpty();
    }

    @Test
    void theWillsOfANetworkThatIsLostComeBitByBit() {
        Client listener = subscribed("listener", Properties.NONE);
        List<Client> lost = IntStream.range(0, 350)
                .mapToObj(i -> new Client(connect("lost-" + i, Properties.NONE, Message.of("t", "gone " + i))))
                .toList();
        lost.forEach(Client::lose);
        assertThat(listener.heard()).hasSize(Wills.IN_A_TURN).startsWith("gone 0").endsWith("gone 99");
        loop.advance(Wills.TURN);
        assertThat(listener.heard()).hasSize(Wills.IN_A_TURN).startsWith("gone 100").endsWith("gone 199");
        new Client(connect("lost-349", Properties.NONE)).publish(Message.of("t", "back"));
        assertThat(listener.heard()).as("nobody is said to be gone after it came back")
                .containsExactly(
                        "gone 349", "back");
        loop.advance(Wills.TURN.multipliedBy(2));
        assertThat(listener.heard()).hasSize(149).startsWith("gone 200").endsWith("gone 348");
        assertThat(loop.timers()).isZero();
    }

    @Test
    @Spec({"MQTT-3.1.4-3", "MQTT-3.1.2-8"})
    void takingOverPublishesTheWillOnceAndKeepsTheSession() {
        Client listener = subscribed("listener", Properties.NONE);
        Client old = new Client(connect("c", expiry(60), will(Properties.NONE)));
        Client young = new Client(connect("c", expiry(60)));
        assertThat(old.outbox.disconnected()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        old.lose(); // the socket of it, later
        assertThat(young.sessionPresent()).isTrue();
        assertThat(listener.heard()).containsExactly("will");
        publisher.publish(Message.of("nobody", "x"));
        young.subscribe("t", Qos.AT_MOST_ONCE);
        publish("heard");
        assertThat(young.heard()).as("the old connection's end does not end the young one's").containsExactly("heard");
    }

    @Test
    @Spec({"MQTT-4.4.0-1", "MQTT-4.4.0-2"})
    void whatIsUnderWayAtATakeoverIsSentAgainInOrderAndNothingElse() {
        Client old = subscribed("c", expiry(60));
        publish("1", "2", "3");
        List<Publish> first = old.outbox.publishes();
        old.peer().received(new PubAck(first.get(1).packetId()));
        Client young = returned("c", expiry(60));
        List<Publish> again = young.outbox.publishes();
        assertThat(again).extracting(packet -> packet.message().payload().asUtf8()).containsExactly("1", "3");
        assertThat(again).allMatch(Publish::dup);
        assertThat(again).extracting(Publish::packetId)
                .containsExactly(first.get(0).packetId(), first.get(2).packetId());
    }

    @Test
    @Spec("MQTT-4.3.3-7")
    void aReleaseIsSentAgainWithoutItsMessage() {
        Client client = new Client(connect("c", expiry(60)));
        client.outbox.next(ConnAck.class);
        client.subscribe("t", Qos.EXACTLY_ONCE);
        publisher.publish(Message.of("t", "x").withQos(Qos.EXACTLY_ONCE));
        int id = client.outbox.next(Publish.class).packetId();
        client.peer().received(new PubRec(id));
        assertThat(client.outbox.next()).isEqualTo(new PubRel(id));
        client.lose();
        Client back = returned("c", expiry(60));
        assertThat(back.outbox.next()).isEqualTo(new PubRel(id));
        back.peer().received(new PubComp(id));
        assertThat(returned("c", expiry(60)).outbox.next()).isNull();
    }

    @Test
    @Spec("MQTT-3.1.2-24")
    void whatIsTooLargeForAClientIsNotSentToIt() {
        Client client = subscribed("c", Properties.NONE.with(Property.MAXIMUM_PACKET_SIZE, 100L));
        publish("x".repeat(100), "y");
        assertThat(client.heard()).containsExactly("y");
    }

    @Test
    void whatIsPublishedInOneGoCrossesInOneTask() {
        Client far = new Client(connect("far", Properties.NONE), otherShard);
        far.outbox.next(ConnAck.class);
        far.subscribe("t", Qos.AT_MOST_ONCE);
        for (int i = 0; i < 100; i++) {
            publisher.peer().received(Publish.of(Message.of("t", "m" + i)));
        }
        publisher.peer().readComplete();
        assertThat(far.heard()).isEmpty();
        assertThat(otherLoop.run()).isOne();
        assertThat(far.heard()).hasSize(100).startsWith("m0").endsWith("m99");
    }

    private Client subscribed(String id, Properties properties) {
        Client client = new Client(connect(id, properties));
        assertThat(client.sessionPresent()).isFalse();
        client.subscribe("t", Qos.AT_LEAST_ONCE);
        return client;
    }

    private Client returned(String id, Properties properties) {
        Client client = new Client(connect(id, properties));
        assertThat(client.sessionPresent()).isTrue();
        return client;
    }

    private void publish(String... texts) {
        for (String text : texts) {
            publisher.publish(Message.of("t", text).withQos(Qos.AT_LEAST_ONCE));
        }
    }

    private static Message expiring(String text, long seconds) {
        return Message.of("t", text).withQos(Qos.AT_LEAST_ONCE).with(Property.MESSAGE_EXPIRY_INTERVAL, seconds);
    }

    private static Message will(Properties properties) {
        return Message.of("t", "will").withProperties(properties);
    }

    private static Properties expiry(long seconds) {
        return Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, seconds);
    }

    private static Connect connect(String id, Properties properties) {
        return connect(id, properties, null);
    }

    private static Connect connect(String id, Properties properties, @Nullable Message will) {
        return new Connect(Version.V5, id, false, 0, will, null, null, properties);
    }
}
