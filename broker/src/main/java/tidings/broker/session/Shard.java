package tidings.broker.session;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.routing.Matches;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.RetainedMessages;
import tidings.broker.spi.Client;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.storage.Durations;

/// The sessions of one loop.
///
/// A client's home is a function of its client id, and its connection moves there before it is let in. So whatever
/// happens to one client happens on one loop, one thing after the other: two connections with the same client id cannot
/// race, a session that expires cannot miss its client coming back, and nothing here is locked.
///
/// Called on its loop only.
public final class Shard {

    private static final int RECHECKED_IN_A_TURN = 100;

    private final int number;
    private final Loop loop;
    private final Router router;
    private volatile Limits limits;
    private final AtomicInteger sessionsInAll;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>(); // others look, none changes it
    private final Map<String, ClientPeer> connected = new ConcurrentHashMap<>(); // likewise
    private final Set<MountedPeer> mounted = ConcurrentHashMap.newKeySet(); // likewise
    private final Durations handOvers = new Durations();
    private final Durations lags = new Durations();
    private long connections;
    private long publishingSince;
    private long publishing;
    private final MatchCache matches;
    private final Sharing sharing;
    private final Wills wills;
    private final Keeping keeping;
    private final @Nullable Batch[] outgoing;
    private final Counters counters = new Counters();
    private final DropLog drops = new DropLog(counters);

    /// @param sessionsInAll counted over all shards
    public Shard(int number, int shards, Loop loop, Router router, Limits limits, AtomicInteger sessionsInAll) {
        this.number = number;
        this.loop = loop;
        this.router = router;
        this.limits = limits;
        this.sessionsInAll = sessionsInAll;
        this.matches = new MatchCache(router.index());
        this.sharing = new Sharing(this, router.index());
        this.wills = new Wills(loop);
        this.keeping = new Keeping(router.archive(), loop);
        this.outgoing = new Batch[shards];
    }

    /// Other limits for those who come from now on. Any thread.
    void limits(Limits changed) {
        limits = changed;
    }

    public Loop loop() {
        return loop;
    }

    /// Lets a client in of whom nothing is known but its CONNECT.
    ///
    /// @param clientId as the client named it, or as the broker made it up
    /// @return null if there are too many sessions; then nothing was sent
    public @Nullable Peer admit(Connect connect, String clientId, Outbox outbox) {
        Client client = new Client(clientId, connect.userName(), new InetSocketAddress(0));
        return admit(new Admission(connect, client, Properties.NONE, loop.nanoTime()), outbox);
    }

    /// Whether a connection of the same client that came after this one was let in before it, because this one's login took
    /// longer or its loop was behind. What this one has sent already, its client has sent again since, and perhaps released:
    /// it would be taken for new.
    public boolean isOvertaken(Admission admission) {
        Session session = sessions.get(admission.client().clientId());
        return session != null && session.cameLater(admission.askedNanos());
    }

    /// Lets a client in: throws out another of the same id, finds or makes its session, and sends the CONNACK.
    ///
    /// @return null if there are too many sessions; then nothing was sent
    public @Nullable Peer admit(Admission admission, Outbox outbox) {
        Connect connect = admission.connect();
        String clientId = admission.client().clientId();
        ClientPeer old = connected.get(clientId);
        if (old != null) {
            old.takenOver();
        }
        wills.back(clientId);
        Session session = sessions.get(clientId);
        boolean keptEnds = false;
        if (session != null && connect.cleanStart()) { // [MQTT-3.1.2-4]
            keptEnds = session.log().isKept();
            end(session);
            session = null;
        }
        boolean present = session != null; // [MQTT-3.2.2-2], [MQTT-3.2.2-3]
        if (session == null) {
            if (sessionsInAll.get() >= limits.sessions()) {
                return null;
            }
            session = add(clientId, keeping.newLog(Terms.sessionExpiry(connect, limits)));
        }
        session.asked(admission.askedNanos());
        ClientPeer peer = new ClientPeer(session, admission, outbox, router);
        outbox.connection().number(nextNumber());
        connected.put(clientId, peer);
        counters.add(Count.CONNECTS);
        peer.open(present, keptEnds || (!present && session.log().isKept()));
        if (present) {
            sharing.came(session);
        }
        return peer;
    }

    /// Rights have changed: ends what clients have that they may not have any more, some clients in a turn.
    void recheck() {
        recheck(List.copyOf(connected.values()), 0);
    }

    private void recheck(List<ClientPeer> peers, int from) {
        int to = Math.min(peers.size(), from + RECHECKED_IN_A_TURN);
        peers.subList(from, to).forEach(ClientPeer::recheck);
        if (to < peers.size()) {
            loop.execute(() -> recheck(peers, to));
        }
    }

    /// Tells all clients that the server stops.
    public void shutDown() {
        List.copyOf(connected.values()).forEach(ClientPeer::shutDown);
    }

    int number() {
        return number;
    }

    Sharing sharing() {
        return sharing;
    }

    Keeping keeping() {
        return keeping;
    }

    Matches<Session> match(TopicName topic) {
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
            batch = new Batch(publishing == 0 ? loop.nanoTime() : publishingSince);
            outgoing[home.number] = batch;
        }
        batch.add(message, recipient);
        keeping.handsOver(batch, message, recipient);
    }

    /// Hands over what was published since the last time, one task for each other loop.
    void flush() {
        if (publishing > 0) {
            handOvers.add(loop.nanoTime() - publishingSince, publishing);
            publishing = 0;
        }
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
        keeping.begin();
        long changesBefore = keeping.changes();
        batch.deliver(loop.nanoTime());
        handOvers.add(loop.nanoTime() - batch.sinceNanos(), batch.size());
        keeping.whenStored(changesBefore, () -> batch.stored(from.loop));
        flush();
    }

    /// The connection of a client is gone: its session goes, or waits for it.
    void left(ClientPeer peer, Session session) {
        connected.remove(session.clientId(), peer);
        session.absence().will(peer.permitted(session.absence().takeWill()));
        session.log().left(session.absence().expiry(), session.absence().hasWill());
        if (!session.absence().expiry().isZero()) {
            sharing.left(session);
        }
        waitForReturn(session, session.absence().expiry(), session.absence().willDelay());
    }

    /// Takes up a session that was there before the broker.
    Session restore(StoredSession stored) {
        return add(stored.clientId(), keeping.logOf(stored));
    }

    private Session add(String clientId, SessionLog log) {
        sessionsInAll.incrementAndGet();
        Session session = new Session(clientId, this, limits, log);
        sessions.put(clientId, session);
        return session;
    }

    /// Ends a session, whatever was promised to its client, and its connection if it has one.
    ///
    /// @return whether there was one
    boolean forget(String clientId) {
        Session session = sessions.get(clientId);
        ClientPeer peer = connected.get(clientId);
        if (peer != null) {
            peer.kick(ReasonCode.ADMINISTRATIVE_ACTION);
        }
        if (session != null && session.equals(sessions.get(clientId))) {
            end(session);
        }
        return session != null;
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
            session.absence().untilReturn(loop.schedule(() -> publishDelayedWill(session), willDelay));
        }
        session.absence().untilReturn(loop.schedule(() -> expire(session), expiry));
    }

    void dropped(Session session, Delivery delivery, Drop why) {
        session.lost();
        drops.dropped(session.clientId(), delivery.shared().message().topic(), why, loop.nanoTime());
    }

    /// A message is not kept, for want of room.
    ///
    /// @param publisher whose it is, or null if nobody's
    void notRetained(TopicName topic, @Nullable Session publisher) {
        drops.dropped(publisher == null ? "" : publisher.clientId(), topic, Drop.NOT_RETAINED, loop.nanoTime());
    }

    /// What this loop counts. Used on it only.
    public Counters counters() {
        return counters;
    }

    Policy policy() {
        return router.policy();
    }

    RetainedMessages retained() {
        return router.retained();
    }

    QueuedBytes queuedInAll() {
        return router.queued();
    }

    /// A message is published from here.
    void publishing(long now) {
        if (publishing++ == 0) {
            publishingSince = now;
        }
    }

    /// A client of a mount is in.
    void came(MountedPeer peer) {
        peer.connection().number(nextNumber());
        counters.add(Count.CONNECTS);
        mounted.add(peer);
    }

    void left(MountedPeer peer) {
        mounted.remove(peer);
    }

    /// A number that no other connection of any loop has had.
    private long nextNumber() {
        return ++connections * outgoing.length + number;
    }

    /// All sessions. Any thread may look.
    Map<String, Session> known() {
        return Collections.unmodifiableMap(sessions);
    }

    /// The clients that are in, by client id. Any thread may look.
    Map<String, ClientPeer> peers() {
        return Collections.unmodifiableMap(connected);
    }

    /// The clients of mounts that are in. Any thread may look.
    Set<MountedPeer> mountedPeers() {
        return Collections.unmodifiableSet(mounted);
    }

    /// How long messages took from their arrival until they were handed over to sessions here.
    Durations handOvers() {
        return handOvers;
    }

    /// How much later than due this loop does things.
    Durations lags() {
        return lags;
    }

    /// How many clients are connected.
    int connected() {
        return connected.size();
    }

    int sessions() {
        return sessions.size();
    }

    private void publishDelayedWill(Session session) {
        Message will = session.absence().takeWill();
        if (will != null) {
            wills.due(session.clientId(), () -> publishWill(will, session));
        }
    }

    private void publishWill(Message will, Session session) {
        Message without = will.withProperties(will.properties().without(Property.WILL_DELAY_INTERVAL));
        router.publishWill(without, this, session);
        flush();
        session.willPublished();
    }

    private void expire(Session session) {
        counters.add(Count.SESSIONS_EXPIRED);
        end(session);
    }

    /// The session is over; a will that was still to come comes now (MQTT 5.0, 3.1.2.5).
    private void end(Session session) {
        publishDelayedWill(session);
        sharing.ended(session);
        for (TopicFilter filter : session.forget()) {
            router.index().remove(filter, session);
        }
        if (sessions.remove(session.clientId(), session)) {
            sessionsInAll.decrementAndGet();
        }
    }
}
