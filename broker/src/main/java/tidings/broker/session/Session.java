package tidings.broker.session;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.SlowConsumer;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.SharedGroup;
import tidings.broker.spi.Client;
import tidings.broker.spi.Downlink.Receipt;
import tidings.broker.spi.QueueEntry;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;
import tidings.mqtt.flow.IncomingFlow;

/// What the broker remembers of one client (MQTT 5.0, 4.1): its subscriptions, what waits for it, what is under way.
///
/// Deliveries take one way: straight out where nothing waits, else through the queue. Order is kept by that alone: nothing
/// overtakes what waits, and nothing new goes before what is to be sent again.
///
/// A session that outlives the broker has a [SessionLog]. The end of a long queue is on disk only and read in pages: see
/// [WaitingLine]; what goes when it is stored, see [UnderWay].
///
/// Owned by the client's home loop; no threads.
final class Session {

    // Valid for the session
    private final String clientId;
    private final Shard shard;
    private final Subscriptions subscriptions = new Subscriptions();
    private final IncomingFlow incoming = new IncomingFlow();
    private final WaitingLine waiting;
    private final SlowConsumer slowConsumer;
    private final SessionLog log;
    private final UnderWay underWay;
    private long askedNanos;
    private boolean restoring;
    private boolean over;
    private long lost;
    private final Absence absence = new Absence();
    private final RetainedFeed retained;
    private boolean sharedWait;
    private volatile int readiness = SharedGroup.AWAY;

    // Valid for the connection
    private @Nullable Outbox outbox;
    private Version version = Version.V5;
    private long maximumPacketSize;
    private int receiveMaximum;
    private @Nullable Access access;

    Session(String clientId, Shard shard, Limits limits) {
        this(clientId, shard, limits, SessionLog.none());
    }

    /// @param log where it tells what is to outlive the broker
    Session(String clientId, Shard shard, Limits limits, SessionLog log) {
        this.clientId = clientId;
        this.shard = shard;
        this.waiting = new WaitingLine(this, shard, limits, log);
        this.retained = new RetainedFeed(this, shard.retained());
        this.slowConsumer = limits.slowConsumer();
        this.log = log;
        this.underWay = new UnderWay(this, log);
        this.askedNanos = shard.loop().nanoTime(); // whoever comes to one from before the broker comes later
        this.restoring = !log.backlog().isEmpty();
    }

    String clientId() {
        return clientId;
    }

    Shard shard() {
        return shard;
    }

    IncomingFlow incoming() {
        return incoming;
    }

    /// Where it tells what is to outlive the broker. Any thread may ask.
    SessionLog log() {
        return log;
    }

    /// Whether a message for it is stored. Any thread may ask.
    boolean keeps(Message message, Recipient<Session> recipient) {
        return log.isKept() && message.qos().atMost(recipient.qos()) != Qos.AT_MOST_ONCE;
    }

    /// What is to happen while its client is away.
    Absence absence() {
        return absence;
    }

    /// A connection comes that asked to at some time.
    void asked(long nanos) {
        askedNanos = nanos;
    }

    /// Whether its last connection asked to come in after some time.
    boolean cameLater(long nanos) {
        return askedNanos - nanos > 0;
    }

    /// A connection stands. What was under way and what waited goes out with [#flow].
    void connected(Outbox to, Version spoken, Properties told, Limits limits) {
        absence.over();
        outbox = to;
        version = spoken;
        maximumPacketSize = told.get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
        noteReadiness();
        receiveMaximum = Math.min(told.get(Property.RECEIVE_MAXIMUM, 0xFFFF), limits.receiveMaximum());
        underWay.begin(access, receiveMaximum);
        if (restoring) {
            to.reading(false); // acknowledgements mean something only when it is known what was sent
        }
    }

    /// What its client may do from now on; null for everything.
    void access(@Nullable Access changed) {
        access = changed;
    }

    /// Who has to be allowed to publish what it has retained, as long as that is kept; null where nothing is forbidden to it.
    @Nullable
    Client publisher() {
        return access == null ? null : access.client();
    }

    /// Its will is out, and not to come again after a restart.
    void willPublished() {
        if (!over) {
            log.willDone();
        }
    }

    /// The connection is gone.
    void disconnected() {
        outbox = null;
        noteReadiness();
        underWay.disconnected();
    }

    /// What it subscribed to.
    Subscriptions subscriptions() {
        return subscriptions;
    }

    /// A message was lost to it.
    void lost() {
        lost++;
    }

    /// How many messages were lost to it.
    long lostMessages() {
        return lost;
    }

    /// Its connection, or null where its client is away.
    @Nullable
    Outbox outbox() {
        return outbox;
    }

    /// What its client has not acknowledged.
    UnderWay underWay() {
        return underWay;
    }

    /// How many bytes of payload wait.
    long queuedBytes() {
        return waiting.bytes();
    }

    /// The retained messages that it is still to have.
    RetainedFeed retained() {
        return retained;
    }

    /// Whether a message of a quality would go straight out.
    boolean takesNow(Qos qos) {
        Outbox to = outbox;
        return to != null && queued() == 0 && mayGo(qos, to);
    }

    /// Whether it can have a message now, in the terms of [SharedGroup]. Any thread may ask.
    int readiness() {
        return readiness;
    }

    /// Somebody else has what was given up.
    void handedOn(Delivery delivery) {
        log.removed(delivery);
    }

    /// Gives up what waits and meets a condition.
    List<Delivery> giveUpWaiting(Predicate<Delivery> which) {
        List<Delivery> given = waiting.take(which);
        noteReadiness();
        return given;
    }

    /// Lets something wait again that was given up in vain.
    void takeBack(Delivery delivery) {
        waiting.takeBack(delivery);
        noteReadiness();
    }

    /// Whether messages that others could have too still wait, after a while.
    boolean stillHoldsShared() {
        sharedWait = outbox != null && waiting.has(delivery -> delivery.group() != null);
        return sharedWait;
    }

    /// A message came for this client.
    void deliver(SharedMessage message, Recipient<Session> recipient, boolean retained, long now) {
        Qos qos = message.message().qos().atMost(recipient.qos());
        boolean retain = retained || (recipient.retainAsPublished() && message.message().retain());
        deliver(Delivery.of(message, qos, retain, recipient.identifiers(), recipient.group()), now);
    }

    /// A message came for this client and no other.
    void deliver(Message message, @Nullable Receipt receipt, long now) {
        deliver(Delivery.of(new SharedMessage(message, now), receipt), now);
    }

    /// An acknowledgement may have made room: sends what is to be sent again, then what waits.
    void flow(long now) {
        Outbox to = outbox;
        if (to == null || restoring) {
            readOnIfThere();
            return;
        }
        underWay.resend(to, version, now);
        for (Delivery next = waiting.peek(); next != null && mayGo(next.qos(), to); next = waiting.peek()) {
            waiting.removeFirst();
            send(next, true, to, now);
        }
        if (readiness == SharedGroup.BUSY) {
            noteReadiness();
        }
        retained.go();
        readOnIfThere();
    }

    /// How many messages wait.
    long queued() {
        return waiting.size();
    }

    /// Forgets everything.
    ///
    /// @return the filters that lead here no more
    List<TopicFilter> forget() {
        List<TopicFilter> filters = List.copyOf(subscriptions.filters());
        absence.over();
        subscriptions.clear();
        waiting.clear();
        retained.clear();
        underWay.clear();
        incoming.clear();
        over = true;
        log.ended();
        return filters;
    }

    private void deliver(Delivery arriving, long now) {
        Delivery delivery = log.numbered(arriving, now);
        Outbox to = outbox;
        if (to != null && queued() == 0 && mayGo(delivery.qos(), to)) {
            send(delivery, false, to, now);
        } else if (to == null && delivery.qos() == Qos.AT_MOST_ONCE) {
            return; // nobody promised anything
        } else {
            waits(delivery);
        }
    }

    private void waits(Delivery delivery) {
        if (!waiting.add(delivery)) {
            overflows();
            return;
        }
        noteReadiness();
        if (delivery.group() != null && outbox != null && !sharedWait) {
            sharedWait = true;
            shard.sharing().waits(this);
        }
    }

    private void overflows() {
        Outbox to = outbox;
        if (to != null) {
            readiness = SharedGroup.BUSY;
            if (slowConsumer == SlowConsumer.DISCONNECT) {
                to.disconnect(ReasonCode.QUOTA_EXCEEDED);
            }
        }
    }

    private void noteReadiness() {
        int is = outbox == null ? SharedGroup.AWAY : queued() == 0 ? SharedGroup.READY : SharedGroup.BUSY;
        if (is != readiness) {
            readiness = is;
        }
    }

    private boolean mayGo(Qos qos, Outbox to) {
        return to.isWritable() && (qos == Qos.AT_MOST_ONCE || underWay.hasRoom(qos));
    }

    /// @param waited whether it was in the queue before
    private void send(Delivery delivery, boolean waited, Outbox to, long now) {
        PublishFrame frame = isWanted(delivery, now) ? delivery.frame(version, now) : null;
        if (frame == null || frame.size() > maximumPacketSize) { // [MQTT-3.1.2-24]
            if (waited) {
                log.removed(delivery);
            }
            if (frame != null) {
                shard.dropped(this, delivery, Drop.TOO_LARGE);
            }
        } else if (delivery.qos() == Qos.AT_MOST_ONCE) {
            to.send(frame, false, 0);
            delivery.sent();
        } else {
            underWay.send(delivery, frame, waited, to);
        }
    }

    private boolean isWanted(Delivery delivery, long now) {
        return !delivery.shared().isExpired(now) // [MQTT-3.3.2-5]
                && (access == null || access.mayHear(delivery.shared().message().topic()));
    }

    /// Reads a page from the disk when few messages are left in memory.
    private void readOnIfThere() {
        if (outbox != null && waiting.isShort()) {
            readOn();
        }
    }

    /// Reads a page from the disk, whether its client is there or away.
    void readOn() {
        waiting.readOn(this::readBack);
    }

    /// What waits on the disk for a client that is away may be for those too who share its subscriptions.
    void readOnForOthers() {
        if (outbox == null && waiting.isShort() && subscriptions.filters().stream().anyMatch(TopicFilter::isShared)) {
            readOn();
        }
    }

    private void readBack(List<Delivery> deliveries) {
        if (over) {
            return;
        }
        boolean anyWaits = log.backlog().isEmpty();
        for (Delivery stored : deliveries) {
            Delivery delivery = shard.sharing().readBack(stored);
            QueueEntry entry = delivery.entry();
            if (entry == null || entry.progress().packetId() == 0) {
                anyWaits = true;
                waiting.readBack(delivery);
            } else {
                underWay.restore(entry, delivery);
            }
        }
        if (restoring && anyWaits) {
            restored();
        }
        flow(shard.loop().nanoTime());
        shard.sharing().left(this);
    }

    /// All that was under way is known again.
    private void restored() {
        restoring = false;
        Outbox to = outbox;
        if (to != null) {
            underWay.begin(access, receiveMaximum);
            to.reading(true);
        }
    }
}
