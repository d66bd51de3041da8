package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Limits;
import tidings.broker.routing.Recipient;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// The sessions of one loop.
///
/// A client's home is a function of its client id, and its connection moves there before it is let in. So whatever
/// happens to one client happens on one loop, one thing after the other: two connections with the same client id cannot
/// race, a session that expires cannot miss its client coming back, and nothing here is locked.
///
/// Called on its loop only.
public final class Shard {

    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofSeconds(10);

    private static final int IN_MEMORY = 500;
    private static final long IN_MEMORY_BYTES = 1 << 20;

    private final int number;
    private final Loop loop;
    private final Router router;
    private final Limits limits;
    private final AtomicInteger sessionsInAll;
    private final Map<String, Session> sessions = new HashMap<>();
    private final Map<String, ClientPeer> connected = new HashMap<>();
    private final MatchCache matches;
    private final @Nullable Ledger ledger;
    private final List<Batch> keeping = new ArrayList<>();
    private final @Nullable Batch[] outgoing;
    private long nextWarning;
    private long droppedSinceWarning;

    /// @param sessionsInAll counted over all shards
    public Shard(int number, int shards, Loop loop, Router router, Limits limits, AtomicInteger sessionsInAll) {
        this.number = number;
        this.loop = loop;
        this.router = router;
        this.limits = limits;
        this.sessionsInAll = sessionsInAll;
        this.matches = new MatchCache(router.index());
        this.ledger = router.archive() == null ? null : new Ledger(router.archive(), loop);
        this.outgoing = new Batch[shards];
        this.nextWarning = loop.nanoTime();
    }

    public Loop loop() {
        return loop;
    }

    /// Lets a client in: throws out another of the same id, finds or makes its session, and sends the CONNACK.
    ///
    /// @param clientId as the client named it, or as the broker made it up
    /// @return null if there are too many sessions; then nothing was sent
    public @Nullable Peer admit(Connect connect, String clientId, Outbox outbox) {
        ClientPeer old = connected.get(clientId);
        if (old != null) {
            old.takenOver();
        }
        Session session = sessions.get(clientId);
        if (session != null && connect.cleanStart()) { // [MQTT-3.1.2-4]
            end(session);
            session = null;
        }
        boolean present = session != null; // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
        if (session == null) {
            if (sessionsInAll.get() >= limits.sessions()) {
                return null;
            }
            sessionsInAll.incrementAndGet();
            session = newSession(connect, clientId);
            sessions.put(clientId, session);
        }
        ClientPeer peer = new ClientPeer(session, connect, outbox, router, limits);
        connected.put(clientId, peer);
        peer.open(present);
        return peer;
    }

    /// Tells all clients that the server stops.
    public void shutDown() {
        List.copyOf(connected.values()).forEach(ClientPeer::shutDown);
    }

    int number() {
        return number;
    }

    Collection<Recipient<Session>> match(TopicName topic) {
        return matches.match(topic);
    }

    /// Delivers here and now where the session is at home here, else with the next [#flush].
    void deliver(SharedMessage message, Recipient<Session> recipient) {
        Shard home = recipient.session().shard();
        if (home.equals(this)) {
            recipient.session().deliver(message, recipient, false, loop.nanoTime());
            return;
        }
        Batch batch = outgoing[home.number];
        if (batch == null) {
            batch = new Batch();
            outgoing[home.number] = batch;
        }
        batch.add(message, recipient);
        if (recipient.session().keeps(message.message(), recipient) && !keeping.contains(batch)) {
            keeping.add(batch);
        }
    }

    /// How many changes this loop has ever handed over to be stored.
    long changes() {
        return ledger == null ? 0 : ledger.added();
    }

    /// A message is about to be published from this loop.
    void begin() {
        keeping.clear();
    }

    /// Runs a task when everything is stored that the last message left to be stored, here and on other loops; at once if
    /// that is nothing.
    ///
    /// @param changesBefore what [#changes] said before it was published
    void whenStored(long changesBefore, Runnable task) {
        Ledger here = ledger;
        boolean keptHere = here != null && here.added() != changesBefore;
        int places = keeping.size() + (keptHere ? 1 : 0);
        if (here == null || places == 0) {
            task.run();
            return;
        }
        Runnable last = places == 1 ? task : new Countdown(places, task);
        if (keptHere) {
            here.whenStored(last);
        }
        keeping.forEach(batch -> batch.whenStored(last));
    }

    /// Runs a task when everything is stored that this loop left to be stored.
    void whenAllStored(Runnable task) {
        if (ledger == null) {
            task.run();
        } else {
            ledger.whenStored(task);
        }
    }

    /// Whether changes come in faster than they can be stored.
    boolean isBehind() {
        return ledger != null && ledger.isBehind();
    }

    /// Hands over what was published since the last time, one task for each other loop.
    void flush() {
        for (int i = 0; i < outgoing.length; i++) {
            Batch batch = outgoing[i];
            if (batch != null) {
                outgoing[i] = null;
                Shard target = router.shard(i);
                target.loop.execute(() -> target.take(batch, this));
            }
        }
    }

    private void take(Batch batch, Shard from) {
        batch.deliver(loop.nanoTime());
        if (!batch.waiting().isEmpty() && ledger != null) {
            ledger.whenStored(() -> from.loop.execute(() -> batch.waiting().forEach(Runnable::run)));
        }
    }

    /// The connection of a client is gone: its session goes, or waits for it.
    void left(ClientPeer peer, Session session) {
        connected.remove(session.clientId(), peer);
        session.tellLeft();
        waitForReturn(session, session.expiry(), session.willDelay());
    }

    /// Takes up a session that was there before the broker.
    Session restore(StoredSession stored) {
        Ledger known = Objects.requireNonNull(ledger, "Nothing outlives a broker without a store");
        SessionLog log = new SessionLog(known, stored, known.archive().newBacklog());
        Session session = new Session(stored.clientId(), this, newQueue(), log);
        sessions.put(stored.clientId(), session);
        sessionsInAll.incrementAndGet();
        return session;
    }

    /// A session's client is away: what happens if it does not come back. Its will comes at the latest when it ends.
    void waitForReturn(Session session, Duration expiry, Duration willDelay) {
        if (expiry.isZero()) {
            end(session);
            return;
        }
        if (willDelay.isZero()) {
            publishDelayedWill(session);
        } else {
            session.untilReturn(loop.schedule(() -> publishDelayedWill(session), willDelay));
        }
        session.untilReturn(loop.schedule(() -> end(session), expiry));
    }

    Delivery readBack(QueueEntry entry, long now) {
        Archive archive = router.archive();
        return Delivery.of(entry, archive == null ? Long.MAX_VALUE : archive.expiresNanos(entry.message(), now));
    }

    void keepRetained(StoredMessage message, long version) {
        if (ledger != null) {
            ledger.add(new SessionChange.Retained(message, version));
        }
    }

    /// What waits for a session that outlives the broker: few in memory, the others on disk.
    private DeliveryQueue newQueue() {
        return new DeliveryQueue(
                Math.min(limits.queuedMessages(), IN_MEMORY), Math.min(limits.queuedBytes(), IN_MEMORY_BYTES));
    }

    private Session newSession(Connect connect, String clientId) {
        boolean outlives = !ClientPeer.expiry(connect, limits).isZero();
        return ledger != null && outlives
                ? new Session(clientId, this, newQueue(), new SessionLog(ledger, ledger.archive().newBacklog()))
                : new Session(clientId, this, limits);
    }

    void dropped(Session session, String why) {
        droppedSinceWarning++;
        if (loop.nanoTime() - nextWarning >= 0) {
            nextWarning = loop.nanoTime() + BETWEEN_WARNINGS.toNanos();
            LOG.warn("client={} loses messages: {} ({} lost since the last warning, {} waiting)",
                    Printable.of(session.clientId()), why, droppedSinceWarning, session.queued());
            droppedSinceWarning = 0;
        }
    }

    void droppedRetained() {
        if (loop.nanoTime() - nextWarning >= 0) {
            nextWarning = loop.nanoTime() + BETWEEN_WARNINGS.toNanos();
            LOG.warn("A message is not kept: there are {} retained messages already", limits.retainedMessages());
        }
    }

    private void publishDelayedWill(Session session) {
        Message will = session.takeWill();
        if (will != null) {
            publishWill(will);
            if (session.log() != null) {
                session.log().willDone();
            }
        }
    }

    private void publishWill(Message will) {
        router.publish(will.withProperties(will.properties().without(Property.WILL_DELAY_INTERVAL)), this, null);
        flush();
    }

    /// The session is over; a will that was still to come comes now (MQTT 5.0, 3.1.2.5).
    private void end(Session session) {
        publishDelayedWill(session);
        for (TopicFilter filter : session.forget()) {
            router.index().remove(filter, session);
        }
        if (sessions.remove(session.clientId(), session)) {
            sessionsInAll.decrementAndGet();
        }
    }
}
