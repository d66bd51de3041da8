package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.SlowConsumer;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.SharedGroup;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubRel;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;
import tidings.mqtt.flow.IncomingFlow;
import tidings.mqtt.flow.OutgoingFlow;
import tidings.mqtt.flow.OutgoingFlow.Resend;

/// What the broker remembers of one client (MQTT 5.0, 4.1): its subscriptions, what waits for it, what is under way.
///
/// Deliveries take one way: straight out where nothing waits, else through the queue. Order is kept by that alone: nothing
/// overtakes what waits, and nothing new goes before what is to be sent again.
///
/// Owned by the client's home loop; no threads.
final class Session {

    // Valid for the session
    private final String clientId;
    private final Shard shard;
    private final Map<TopicFilter, Subscription> subscriptions = new HashMap<>();
    private final OutgoingFlow<Delivery> outgoing = new OutgoingFlow<>();
    private final IncomingFlow incoming = new IncomingFlow();
    private final DeliveryQueue queue;
    private final SlowConsumer slowConsumer;
    private Duration expiry = Duration.ZERO;
    private @Nullable Message will;
    private final List<Future<?>> timers = new ArrayList<>(2);
    private boolean sharedWait;
    private volatile int readiness = SharedGroup.AWAY;

    // Valid for the connection
    private @Nullable Outbox outbox;
    private Version version = Version.V5;
    private long maximumPacketSize;
    private @Nullable Access access;

    Session(String clientId, Shard shard, Limits limits) {
        this.clientId = clientId;
        this.shard = shard;
        this.queue = new DeliveryQueue(limits.queuedMessages(), limits.queuedBytes(), shard.queuedInAll());
        this.slowConsumer = limits.slowConsumer();
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

    boolean isConnected() {
        return outbox != null;
    }

    /// Something is to happen unless the client returns.
    void untilReturn(Future<?> timer) {
        timers.add(timer);
    }

    /// How long it is kept without a connection.
    Duration expiry() {
        return expiry;
    }

    void expiry(Duration duration) {
        expiry = duration;
    }

    /// The will that is to be published if the client does not come back, or null.
    @Nullable
    Message takeWill() {
        Message taken = will;
        will = null;
        return taken;
    }

    void will(@Nullable Message message) {
        will = message;
    }

    /// A connection stands. What was under way and what waited goes out with [#flow].
    void connected(Outbox to, Version spoken, Properties told, Limits limits) {
        cancelTimers();
        outbox = to;
        version = spoken;
        maximumPacketSize = told.get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE);
        noteReadiness();
        outgoing.connected(Math.min(told.get(Property.RECEIVE_MAXIMUM, 0xFFFF), limits.receiveMaximum()));
    }

    /// What its client may do from now on; null for everything.
    void access(@Nullable Access changed) {
        access = changed;
    }

    /// The connection is gone.
    void disconnected() {
        outbox = null;
        noteReadiness();
        outgoing.disconnected(lost -> {});
    }

    /// Takes a subscription into the list.
    ///
    /// @return whether it is new; null if there are too many
    @Nullable
    Boolean subscribe(Subscription subscription, int maximum) {
        TopicFilter filter = subscription.filter();
        if (!subscriptions.containsKey(filter) && subscriptions.size() >= maximum) {
            return null;
        }
        return subscriptions.put(filter, subscription) == null;
    }

    boolean unsubscribe(TopicFilter filter) {
        return subscriptions.remove(filter) != null;
    }

    /// The filters it subscribed to.
    Set<TopicFilter> filters() {
        return subscriptions.keySet();
    }

    /// Whether it can have a message now, in the terms of [SharedGroup]. Any thread may ask.
    int readiness() {
        return readiness;
    }

    /// Gives up what waits and meets a condition.
    List<Delivery> giveUpWaiting(Predicate<Delivery> which) {
        List<Delivery> given = queue.take(which);
        noteReadiness();
        return given;
    }

    /// Gives up what is under way at QoS 1 and meets a condition; without a connection only.
    List<Delivery> giveUpUnacknowledged(Predicate<Delivery> which) {
        return outgoing.giveUp(which);
    }

    /// Whether messages that others could have too still wait, after a while.
    boolean stillHoldsShared() {
        sharedWait = queue.has(delivery -> delivery.group() != null);
        return sharedWait;
    }

    /// A message came for this client.
    void deliver(SharedMessage message, Recipient<Session> recipient, boolean retained, long now) {
        Qos qos = message.message().qos().atMost(recipient.qos());
        boolean retain = retained || (recipient.retainAsPublished() && message.message().retain());
        deliver(new Delivery(message, qos, retain, recipient.identifiers(), recipient.group()), now);
    }

    /// A message came for this client and no other.
    void deliver(Message message, long now) {
        deliver(new Delivery(new SharedMessage(message, now), message.qos(), message.retain(), List.of(), null), now);
    }

    /// An acknowledgement may have made room: sends what is to be sent again, then what waits.
    void flow(long now) {
        Outbox to = outbox;
        if (to == null) {
            return;
        }
        for (Resend<Delivery> again = outgoing.nextResend(); again != null; again = outgoing.nextResend()) {
            if (again.release()) {
                to.send(new PubRel(again.packetId()));
            } else {
                to.send(again.what().frame(version, now), true, again.packetId());
            }
        }
        for (Delivery next = queue.peek(); next != null && mayGo(next, to); next = queue.peek()) {
            queue.removeFirst();
            send(next, to, now);
        }
        if (readiness == SharedGroup.BUSY) {
            noteReadiness();
        }
    }

    void onPubAck(int packetId, long now) {
        if (outgoing.onPubAck(packetId) != null) {
            flow(now);
        } else {
            refuseWrong(packetId);
        }
    }

    void onPubRec(int packetId, ReasonCode reason, long now) {
        if (reason.isError()) {
            if (outgoing.onPubRecError(packetId) != null) {
                flow(now);
            } else {
                refuseWrong(packetId);
            }
        } else if (outgoing.onPubRec(packetId) != null) {
            answer(new PubRel(packetId));
        } else if (outgoing.isUnderWay(packetId)) {
            refuseWrong(packetId);
        } else {
            answer(new PubRel(packetId, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND));
        }
    }

    void onPubComp(int packetId, long now) {
        if (outgoing.onPubComp(packetId) != null) {
            flow(now);
        } else {
            refuseWrong(packetId);
        }
    }

    private void answer(Packet packet) {
        Outbox to = outbox;
        if (to != null) {
            to.send(packet);
        }
    }

    /// An acknowledgement came that nothing waited for: of a message long done, or not of the kind that is due.
    private void refuseWrong(int packetId) {
        Outbox to = outbox;
        if (to != null && outgoing.isUnderWay(packetId)) {
            to.disconnect(ReasonCode.PROTOCOL_ERROR);
        }
    }

    /// How many messages wait.
    int queued() {
        return queue.size();
    }

    /// Forgets everything.
    ///
    /// @return the filters that lead here no more
    List<TopicFilter> forget() {
        List<TopicFilter> filters = List.copyOf(subscriptions.keySet());
        cancelTimers();
        subscriptions.clear();
        queue.clear();
        outgoing.clear();
        incoming.clear();
        return filters;
    }

    private void cancelTimers() {
        timers.forEach(timer -> timer.cancel(false));
        timers.clear();
    }

    private void deliver(Delivery delivery, long now) {
        Outbox to = outbox;
        if (to != null && queue.isEmpty() && mayGo(delivery, to)) {
            send(delivery, to, now);
        } else if (to == null && delivery.qos() == Qos.AT_MOST_ONCE) {
            return; // nobody promised anything
        } else {
            waits(delivery);
        }
    }

    private void waits(Delivery delivery) {
        Drop noRoom = queue.offer(delivery);
        if (noRoom != null) {
            overflows(delivery, noRoom);
            return;
        }
        noteReadiness();
        if (delivery.group() != null && !sharedWait) {
            sharedWait = true;
            shard.sharing().waits(this);
        }
    }

    private void overflows(Delivery delivery, Drop why) {
        if (outbox != null) {
            readiness = SharedGroup.BUSY;
        }
        if (shard.sharing().passOn(delivery, this)) {
            return;
        }
        if (slowConsumer == SlowConsumer.DROP_OLDEST && why == Drop.QUEUE_FULL && !queue.isEmpty()) {
            shard.dropped(this, queue.removeFirst(), why);
            waits(delivery);
            return;
        }
        shard.dropped(this, delivery, why);
        if (slowConsumer == SlowConsumer.DISCONNECT && outbox != null) {
            outbox.disconnect(ReasonCode.QUOTA_EXCEEDED);
        }
    }

    private void noteReadiness() {
        int is = outbox == null ? SharedGroup.AWAY : queue.isEmpty() ? SharedGroup.READY : SharedGroup.BUSY;
        if (is != readiness) {
            readiness = is;
        }
    }

    private boolean mayGo(Delivery delivery, Outbox to) {
        return to.isWritable() && (delivery.qos() == Qos.AT_MOST_ONCE || outgoing.hasRoom());
    }

    private void send(Delivery delivery, Outbox to, long now) {
        if (delivery.shared().isExpired(now)) { // [MQTT-3.3.2-5]
            return;
        }
        if (access != null && !access.mayHear(delivery.shared().message().topic())) {
            return;
        }
        PublishFrame frame = delivery.frame(version, now);
        if (frame.size() > maximumPacketSize) { // [MQTT-3.1.2-24]
            shard.dropped(this, delivery, Drop.TOO_LARGE);
        } else if (delivery.qos() == Qos.AT_MOST_ONCE) {
            to.send(frame, false, 0);
        } else {
            to.send(frame, false, outgoing.begin(delivery.qos(), delivery));
        }
    }
}
