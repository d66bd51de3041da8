package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.broker.Limits;
import tidings.broker.SlowConsumer;
import tidings.broker.store.MemorySessionStore;
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

/// What waits for the store and what does not, with a store that writes when the test says so.
class KeptSessionsTest {

    private static final Limits LIMITS = Limits.defaults().with(limits -> limits.storedMessages(2_000));

    private final HandLoop loop = new HandLoop();
    private final HandLoop otherLoop = new HandLoop();
    private final MemorySessionStore store = new MemorySessionStore().byHand();
    private final InstantSource clock = () -> Instant.EPOCH.plusNanos(loop.nanoTime());
    private final Router router = new Router(Policy.of(LIMITS), Archive.open(store, clock, LIMITS));
    private final Shard shard = new Shard(0, 2, loop, router, LIMITS, new AtomicInteger());
    private final Shard otherShard = new Shard(1, 2, otherLoop, router, LIMITS, new AtomicInteger());

    KeptSessionsTest() {
        router.start(List.of(shard, otherShard));
    }

    private final class Client {
        final RecordingOutbox outbox;
        final Peer peer;

        Client(String id, long expirySeconds, Shard home) {
            Properties properties = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, expirySeconds);
            Connect connect = new Connect(Version.V5, id, false, 0, null, null, null, properties);
            outbox = new RecordingOutbox(Version.V5);
            Peer admitted = home.admit(connect, id, outbox);
            assertThat(admitted).isNotNull();
            peer = admitted;
            Packet first = outbox.next();
            if (first == null) {
                store();
                first = outbox.next();
            }
            assertThat(first).isInstanceOf(ConnAck.class);
        }

        Client subscribed(String filter, Qos qos) {
            peer.received(new Subscribe(1, List.of(Subscription.of(filter, qos)), Properties.NONE));
            store();
            outbox.next(SubAck.class);
            return this;
        }

        void lose() {
            peer.closed(ReasonCode.SUCCESS);
        }

        void publish(Qos qos, int packetId, String text) {
            Message message = Message.of("t", text).withQos(qos);
            peer.received(qos == Qos.AT_MOST_ONCE ? Publish.of(message) : new Publish(message, false, packetId));
            peer.readComplete();
        }

        List<Packet> answers() {
            List<Packet> answers = new ArrayList<>();
            for (Packet next = outbox.next(); next != null; next = outbox.next()) {
                answers.add(next);
            }
            return answers;
        }
    }

    /// Lets the loops hand over what they have, and the store write it.
    private void store() {
        for (int i = 0; i < 5; i++) {
            runLoops();
            store.commit();
        }
        runLoops();
    }

    private void runLoops() {
        for (int i = 0; i < 5; i++) {
            loop.run();
            otherLoop.run();
        }
    }

    @Test
    void aMessageForNobodyThatIsKeptIsAcknowledgedAtOnce() {
        new Client("clean", 0, shard).subscribed("t", Qos.AT_LEAST_ONCE);
        Client publisher = new Client("publisher", 60, shard);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "x");
        assertThat(publisher.answers()).containsExactly(new PubAck(1));
    }

    @Test
    void aMessageForASessionThatIsKeptIsAcknowledgedWhenItIsStored() {
        Client kept = new Client("kept", 60, shard).subscribed("t", Qos.EXACTLY_ONCE);
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "a");
        publisher.publish(Qos.EXACTLY_ONCE, 2, "b");
        publisher.publish(Qos.AT_MOST_ONCE, 0, "c");
        runLoops();
        assertThat(publisher.answers()).isEmpty();
        assertThat(kept.outbox.publishes()).extracting(publish -> publish.message().payload().asUtf8())
                .as("QoS 2 must not go before its packet id is stored")
                .containsExactly("a", "c");
        store();
        assertThat(publisher.answers()).containsExactly(new PubAck(1), new PubRec(2));
        assertThat(kept.outbox.publishes()).extracting(publish -> publish.message().payload().asUtf8())
                .containsExactly("b");
    }

    @Test
    void alsoWhenItIsKeptOnAnotherLoop() {
        new Client("far", 60, otherShard).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        new Client("near", 60, shard).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "a");
        loop.run();
        store.commit();
        loop.run();
        assertThat(publisher.answers()).as("stored here, not there").isEmpty();
        store();
        assertThat(publisher.answers()).containsExactly(new PubAck(1));
        assertThat(store.entries()).isEqualTo(2);
    }

    @Test
    @Spec({"MQTT-4.3.3-10", "MQTT-4.3.3-11"})
    void packetIdsOfQos2AreStoredBeforeTheyAreAnswered() {
        Client client = new Client("kept", 60, shard);
        client.publish(Qos.EXACTLY_ONCE, 5, "x");
        runLoops();
        assertThat(client.answers()).isEmpty();
        store();
        assertThat(client.answers()).containsExactly(new PubRec(5));
        client.peer.received(new PubRel(5));
        runLoops();
        assertThat(client.answers()).isEmpty();
        store();
        assertThat(client.answers()).containsExactly(new PubComp(5));
    }

    @Test
    void theReleaseOfQos2WaitsForTheStore() {
        Client kept = new Client("kept", 60, shard).subscribed("t", Qos.EXACTLY_ONCE);
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.EXACTLY_ONCE, 1, "x");
        store();
        int id = kept.outbox.next(Publish.class).packetId();
        kept.peer.received(new PubRec(id));
        runLoops();
        assertThat(kept.answers()).isEmpty();
        store();
        assertThat(kept.answers()).containsExactly(new PubRel(id));
    }

    @Test
    void whoComesBackWhileItsMessageIsBeingStoredGetsItOnce() {
        Client kept = new Client("kept", 60, shard).subscribed("t", Qos.EXACTLY_ONCE);
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.EXACTLY_ONCE, 1, "x");
        kept.lose();
        Client back = new Client("kept", 60, shard);
        runLoops();
        assertThat(back.outbox.publishes()).isEmpty();
        store();
        assertThat(back.outbox.publishes()).hasSize(1);
        assertThat(kept.outbox.publishes()).isEmpty();
    }

    @Test
    void aPublisherThatComesBackInBetweenIsAnsweredOnItsNewConnection() {
        new Client("kept", 60, shard).subscribed("t", Qos.EXACTLY_ONCE).lose();
        Client publisher = new Client("publisher", 60, shard);
        publisher.publish(Qos.EXACTLY_ONCE, 5, "x");
        publisher.lose();
        Client back = new Client("publisher", 60, shard);
        back.publish(Qos.EXACTLY_ONCE, 5, "x");
        store();
        loop.advance(Duration.ofSeconds(1));
        assertThat(back.answers()).containsExactly(new PubRec(5));
        store();
        assertThat(store.entries()).isOne();
    }

    @Test
    void whatIsAcknowledgedBeforeItIsWrittenIsNotStored() {
        Client kept = new Client("kept", 60, shard).subscribed("t", Qos.AT_LEAST_ONCE);
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "x");
        kept.peer.received(new PubAck(kept.outbox.next(Publish.class).packetId()));
        store();
        assertThat(publisher.answers()).containsExactly(new PubAck(1));
        assertThat(store.entries()).isZero();
    }

    @Test
    void aStoreThatFailsIsAskedAgainAndNothingIsAcknowledgedMeanwhile() {
        new Client("kept", 60, shard).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        store();
        Client publisher = new Client("publisher", 0, shard);
        store.failNext(2);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "a");
        store();
        publisher.publish(Qos.AT_LEAST_ONCE, 2, "b");
        loop.advance(Duration.ofSeconds(1));
        store();
        assertThat(publisher.answers()).isEmpty();
        loop.advance(Duration.ofSeconds(1));
        store();
        assertThat(publisher.answers()).containsExactly(new PubAck(1), new PubAck(2));
        assertThat(store.entries()).isEqualTo(2);
    }

    @Test
    void beyondAWindowMessagesAreOnDiskOnlyAndTheQueueIsBoundedThereToo() {
        new Client("kept", 60, shard).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        Client publisher = new Client("publisher", 0, shard);
        for (int i = 0; i < 3_000; i++) {
            publisher.publish(Qos.AT_LEAST_ONCE, 1 + i % 1_000, "m" + i);
            if (i % 500 == 499) {
                store();
            }
        }
        assertThat(publisher.answers()).hasSize(3_000);
        assertThat(store.entries()).as("500 in memory as well, 2,000 on disk alone").isEqualTo(2_500);
        List<String> heard = hearAll(new Client("kept", 60, shard));
        assertThat(heard).containsExactlyElementsOf(IntStream.range(0, 2_500).mapToObj(i -> "m" + i).toList());
        assertThat(store.entries()).isZero();
    }

    @Test
    void theOldestIsLostOnDiskTooWhereThatIsThePolicy() {
        Limits limits = LIMITS.with(all -> all.slowConsumer(SlowConsumer.DROP_OLDEST));
        Router own = new Router(Policy.of(limits), Archive.open(store, clock, limits));
        Shard home = new Shard(0, 1, loop, own, limits, new AtomicInteger());
        own.start(List.of(home));
        new Client("kept", 60, home).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        Client publisher = new Client("publisher", 0, home);
        for (int i = 0; i < 6_000; i++) {
            publisher.publish(Qos.AT_LEAST_ONCE, 1 + i % 1_000, "m" + i);
            if (i % 1_000 == 999) {
                store();
            }
        }
        List<String> heard = hearAll(new Client("kept", 60, home));
        assertThat(heard.size()).as("500 in memory, 2,000 on disk, and part of a page more").isBetween(2_500, 3_000);
        assertThat(heard).containsExactlyElementsOf(
                IntStream.range(6_000 - heard.size(), 6_000).mapToObj(i -> "m" + i).toList());
        assertThat(store.entries()).isZero();
    }

    private List<String> hearAll(Client client) {
        List<String> heard = new ArrayList<>();
        for (int quiet = 0; quiet < 3; quiet++) {
            for (Publish publish : client.outbox.publishes()) {
                heard.add(publish.message().payload().asUtf8());
                client.peer.received(new PubAck(publish.packetId()));
                quiet = 0;
            }
            store();
        }
        return heard;
    }

    @Test
    void whoPublishesFasterThanCanBeStoredIsNotReadMeanwhile() {
        Client publisher = new Client("publisher", 0, shard);
        for (int i = 0; i < 20_000; i++) {
            publisher.peer.received(Publish.of(Message.of("kept/" + i, "x").withRetain(true)));
        }
        publisher.peer.readComplete();
        assertThat(publisher.outbox.isRead()).isFalse();
        store();
        assertThat(publisher.outbox.isRead()).isTrue();
        assertThat(store.load().retained()).hasSize(20_000);
    }

    @Test
    void aCleanStartEndsWhatWasKept() {
        new Client("kept", 60, shard).subscribed("t", Qos.AT_LEAST_ONCE).lose();
        Client publisher = new Client("publisher", 0, shard);
        publisher.publish(Qos.AT_LEAST_ONCE, 1, "x");
        store();
        Connect clean = Connect.of(Version.V5, "kept", true, 0);
        assertThat(shard.admit(clean, "kept", new RecordingOutbox(Version.V5))).isNotNull();
        store();
        assertThat(store.load().sessions()).isEmpty();
    }

    @Test
    @Spec({"MQTT-3.2.2-2", "MQTT-3.1.4-5"})
    void aConnAckSaysWhatIsStillTrueAfterACrash() {
        RecordingOutbox first = new RecordingOutbox(Version.V5);
        Properties keep = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 60L);
        shard.admit(new Connect(Version.V5, "c", false, 0, null, null, null, keep), "c", first);
        runLoops();
        assertThat(first.next()).as("the session is not stored").isNull();
        RecordingOutbox clean = new RecordingOutbox(Version.V5);
        shard.admit(Connect.of(Version.V5, "c", true, 0), "c", clean);
        assertThat(first.next(ConnAck.class).sessionPresent()).isFalse();
        assertThat(first.disconnected()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        runLoops();
        assertThat(clean.next()).as("nor is its end").isNull();
        store();
        assertThat(clean.next(ConnAck.class).sessionPresent()).isFalse();
        assertThat(first.next()).isNull();
        RecordingOutbox unkept = new RecordingOutbox(Version.V5);
        shard.admit(Connect.of(Version.V5, "d", true, 0), "d", unkept);
        assertThat(unkept.next(ConnAck.class).sessionPresent()).as("nothing is kept of this one").isFalse();
    }

    @Test
    void aPoliteGoodbyeForgetsTheWill() {
        Properties properties = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 60L);
        Connect connect =
                new Connect(Version.V5, "kept", false, 0, Message.of("will", "x"), null, null, properties);
        Peer peer = shard.admit(connect, "kept", new RecordingOutbox(Version.V5));
        store();
        assertThat(store.load().sessions().get(0).will()).isEqualTo(Message.of("will", "x"));
        assertThat(peer).isNotNull();
        peer.received(Disconnect.NORMAL);
        store();
        assertThat(store.load().sessions().get(0).will()).isNull();
        assertThat(store.load().sessions().get(0).leftAtMillis()).isEqualTo(clock.millis());
    }
}
