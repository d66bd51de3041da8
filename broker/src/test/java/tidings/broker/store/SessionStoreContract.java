package tidings.broker.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tidings.broker.spi.Client;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.QueueEntry.Progress;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.SessionStore;
import tidings.broker.spi.SessionStore.Contents;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredRetained;
import tidings.broker.spi.StoredSession;
import tidings.broker.spi.StoredSession.StoredSubscription;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;

/// What every store does. Each test ends one store and opens the next on what it left.
abstract class SessionStoreContract {

    private static final long KEY = 1;
    private static final Subscription PLAIN = Subscription.of("a/+", Qos.AT_LEAST_ONCE);

    private @Nullable SessionStore open;

    /// A store on what the last one left.
    abstract SessionStore open();

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    @Test
    void anEmptyStoreHasNothing() {
        assertThat(reopened()).isEqualTo(new Contents(List.of(), List.of(), 0, 0, 0));
    }

    @Test
    void givesASessionBackWithEverythingButItsQueue() {
        Message will = Message.of("will", "gone")
                .withQos(Qos.EXACTLY_ONCE)
                .with(Property.CONTENT_TYPE, "text")
                .with(Property.WILL_DELAY_INTERVAL, 7L);
        Subscription special = new Subscription(
                TopicFilter.of("$share/g/b/#"), Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND);
        write(
                new SessionChange.Opened(KEY, "c\u00fc", "user", 60, will),
                new SessionChange.Subscribed(KEY, special, 9),
                new SessionChange.Subscribed(KEY, PLAIN, 0),
                new SessionChange.Received(KEY, 5),
                new SessionChange.Received(KEY, 6),
                new SessionChange.Completed(KEY, 5));
        assertThat(reopened().sessions()).containsExactly(new StoredSession(
                KEY, "c\u00fc", "user", 60, StoredSession.CONNECTED, will,
                List.of(new StoredSubscription(special, 9), new StoredSubscription(PLAIN, 0)), List.of(6),
                StoredSession.Queue.EMPTY));
    }

    @Test
    void theLastWordCounts() {
        write(new SessionChange.Opened(KEY, "c", null, 60, Message.of("will", "old")),
                new SessionChange.Subscribed(KEY, PLAIN, 0));
        write(
                new SessionChange.Left(KEY, 1_000, 60, true),
                new SessionChange.Opened(KEY, "c", null, 30, Message.of("will", "new")),
                new SessionChange.Subscribed(KEY, Subscription.of("a/+", Qos.EXACTLY_ONCE), 3),
                new SessionChange.Left(KEY, 2_000, 20, true));
        StoredSession session = reopened().sessions().get(0);
        assertThat(session.expirySeconds()).isEqualTo(20);
        assertThat(session.leftAtMillis()).isEqualTo(2_000);
        assertThat(session.will()).isEqualTo(Message.of("will", "new"));
        assertThat(session.subscriptions()).containsExactly(
                new StoredSubscription(Subscription.of("a/+", Qos.EXACTLY_ONCE), 3));
        write(new SessionChange.WillDone(KEY), new SessionChange.Unsubscribed(KEY, PLAIN.filter()));
        session = reopened().sessions().get(0);
        assertThat(session.will()).isNull();
        assertThat(session.subscriptions()).isEmpty();
    }

    @Test
    void aWillThatIsNotToComeIsForgotten() {
        write(new SessionChange.Opened(KEY, "c", null, 60, Message.of("will", "x")),
                new SessionChange.Left(KEY, 1_000, 60, false));
        assertThat(reopened().sessions().get(0).will()).isNull();
    }

    @Test
    void givesAQueueBackInOrderAndInPages() {
        write(new SessionChange.Opened(KEY, "c", null, 60, null));
        write(IntStream.rangeClosed(1, 10)
                .mapToObj(i -> queued(entry(i, "m" + i)))
                .toArray(SessionChange[]::new));
        StoredSession.Queue queue = reopened().sessions().get(0).queue();
        assertThat(queue).isEqualTo(new StoredSession.Queue(10, 21, 10));
        assertThat(texts(read(0, 4, 1_000))).containsExactly("m1", "m2", "m3", "m4");
        assertThat(texts(read(4, 100, 5))).containsExactly("m5", "m6", "m7");
        assertThat(read(10, 4, 1_000)).isEmpty();
    }

    @Test
    void knowsHowFarADeliveryHasCome() {
        QueueEntry atOnce = entry(1, "at once");
        QueueEntry waited = entry(2, "waited");
        QueueEntry acknowledged = entry(3, "acknowledged");
        QueueEntry over = entry(4, "over");
        write(
                new SessionChange.Opened(KEY, "c", null, 60, null),
                new SessionChange.Queued(atOnce, 11),
                queued(waited),
                new SessionChange.Queued(acknowledged, 13),
                queued(over));
        over.end();
        write(
                new SessionChange.Sent(waited, 65_535),
                new SessionChange.Released(acknowledged),
                new SessionChange.Removed(over));
        reopened();
        assertThat(read(0, 10, 1_000)).extracting(QueueEntry::progress)
                .containsExactly(
                        new Progress(11, false), new Progress(65_535, false), new Progress(13, true));
    }

    @Test
    void whatIsReadBackCanBeRemoved() {
        write(new SessionChange.Opened(KEY, "c", null, 60, null), queued(entry(1, "a")), queued(entry(2, "b")));
        reopened();
        QueueEntry first = read(0, 1, 1_000).get(0);
        first.end();
        write(new SessionChange.Removed(first));
        assertThat(reopened().sessions().get(0).queue()).isEqualTo(new StoredSession.Queue(1, 1, 2));
    }

    @Test
    void whatIsOverBeforeItIsWrittenIsNotThere() {
        QueueEntry entry = entry(1, "quick");
        entry.end();
        write(
                new SessionChange.Opened(KEY, "c", null, 60, null),
                new SessionChange.Queued(entry, 1),
                new SessionChange.Sent(entry, 1),
                new SessionChange.Removed(entry));
        assertThat(reopened().sessions().get(0).queue().messages()).isZero();
    }

    @Test
    void keepsWhatAMessageSays() {
        Message message = new Message(
                Message.of("t", "").topic(), Bytes.copyOf(new byte[5_000]), Qos.EXACTLY_ONCE, true,
                Properties.NONE.with(Property.MESSAGE_EXPIRY_INTERVAL, 10L)
                        .with(Property.USER_PROPERTY, new Pair("k", "v"))
                        .with(Property.CORRELATION_DATA, Bytes.utf8("id")));
        QueueEntry entry = QueueEntry.arrived(
                KEY, 1, new StoredMessage(StoredMessage.UNSHARED, message, 123_456), Qos.AT_LEAST_ONCE, true,
                List.of(1, 268_435_455), TopicFilter.of("$share/g/t"));
        write(new SessionChange.Opened(KEY, "c", null, 60, null), queued(entry));
        reopened();
        QueueEntry back = read(0, 1, 1).get(0);
        assertThat(back.message()).isEqualTo(entry.message());
        assertThat(back.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(back.retain()).isTrue();
        assertThat(back.identifiers()).containsExactly(1, 268_435_455);
        assertThat(back.share()).isEqualTo(TopicFilter.of("$share/g/t"));
    }

    @Test
    void aMessageForManyIsThereUntilTheLastIsDoneWithIt() {
        StoredMessage shared = new StoredMessage(77, Message.of("t", "for all"), StoredMessage.NEVER);
        QueueEntry one = QueueEntry.arrived(1, 1, shared, Qos.AT_LEAST_ONCE, false, List.of(), null);
        QueueEntry two = QueueEntry.arrived(2, 5, shared, Qos.EXACTLY_ONCE, false, List.of(), null);
        write(new SessionChange.Opened(1, "one", null, 60, null), new SessionChange.Opened(2, "two", null, 60, null),
                queued(one));
        one.end();
        write(new SessionChange.Removed(one));
        write(queued(two));
        assertThat(reopened().lastMessage()).isEqualTo(77);
        QueueEntry back = await(store().read(2, 0, 10, 1_000)).get(0);
        assertThat(back.message()).isEqualTo(shared);
        back.end();
        write(new SessionChange.Removed(back));
        assertThat(reopened().lastMessage()).isZero();
    }

    @Test
    void anEndedSessionLeavesNothing() {
        write(
                new SessionChange.Opened(1, "one", null, 60, null), new SessionChange.Subscribed(1, PLAIN, 0),
                new SessionChange.Received(1, 3), queued(entry(1, "x")), new SessionChange.Ended(1),
                new SessionChange.Opened(2, "one", null, 60, null));
        Contents contents = reopened();
        assertThat(contents.sessions()).containsExactly(new StoredSession(
                2, "one", null, 60, StoredSession.CONNECTED, null, List.of(), List.of(), StoredSession.Queue.EMPTY));
        assertThat(contents.lastKey()).isEqualTo(2);
    }

    @Test
    void keepsTheLastMessageOfATopicWhicheverIsWrittenLast() {
        write(retained("a", "new", 5), retained("b", "old", 1), retained("c", "gone", 2));
        write(retained("a", "late", 3), retained("b", "", 4), retained("c", "", 6), retained("d", "kept", 7));
        write(retained("b", "late", 2));
        Contents contents = reopened();
        assertThat(contents.retained())
                .extracting(kept -> kept.message().message().payload().asUtf8())
                .containsExactlyInAnyOrder("new", "kept");
        assertThat(contents.lastVersion()).isGreaterThanOrEqualTo(7);
    }

    @Test
    void remembersWhoseARetainedMessageIs() {
        StoredMessage message = new StoredMessage(
                StoredMessage.UNSHARED, Message.of("a", "x").withRetain(true), StoredMessage.NEVER);
        write(new SessionChange.Retained(message, Client.away("sensor", "alice"), 1));
        assertThat(reopened().retained()).extracting(StoredRetained::publisher)
                .containsExactly(
                        Client.away("sensor", "alice"));
        write(new SessionChange.Retained(message, null, 2));
        assertThat(reopened().retained()).extracting(StoredRetained::publisher).containsExactly((Client) null);
    }

    final SessionStore store() {
        if (open == null) {
            open = open();
            open.load();
        }
        return open;
    }

    final Contents reopened() {
        if (open != null) {
            open.close();
        }
        open = open();
        return open.load();
    }

    final void write(SessionChange... changes) {
        await(store().write(List.of(changes)));
    }

    final List<QueueEntry> read(long after, int most, long mostBytes) {
        return await(store().read(KEY, after, most, mostBytes));
    }

    static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    static QueueEntry entry(long sequence, String text) {
        StoredMessage message = new StoredMessage(StoredMessage.UNSHARED, Message.of("a/b", text), StoredMessage.NEVER);
        return QueueEntry.arrived(KEY, sequence, message, Qos.EXACTLY_ONCE, false, List.of(), null);
    }

    static SessionChange queued(QueueEntry entry) {
        return new SessionChange.Queued(entry, 0);
    }

    private static SessionChange retained(String topic, String text, long version) {
        return new SessionChange.Retained(
                new StoredMessage(StoredMessage.UNSHARED, Message.of(topic, text).withRetain(true),
                        StoredMessage.NEVER),
                null, version);
    }

    private static List<String> texts(List<QueueEntry> entries) {
        return entries.stream().map(entry -> entry.message().message().payload().asUtf8()).toList();
    }
}
