package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.RetainedMessages.Retained;
import tidings.broker.spi.Mount.Answer;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;

/// One connection of an ordinary client: what it sends becomes calls on its session and on the router.
final class ClientPeer implements Peer {

    private static final long NEVER = 0xFFFF_FFFFL;

    private final Session session;
    private final Connect connect;
    private final Version version;
    private final Outbox outbox;
    private final Router router;
    private final Limits limits;
    private final Inbound inbound;
    private final @Nullable SessionLog log;
    private boolean left;
    private boolean orderly;

    ClientPeer(Session session, Connect connect, Outbox outbox, Router router, Limits limits) {
        this.session = session;
        this.connect = connect;
        this.version = connect.version();
        this.outbox = outbox;
        this.router = router;
        this.limits = limits;
        this.log = session.log();
        this.inbound = new Inbound(version, limits, session.shard().loop(), outbox, session.incoming(), log);
    }

    /// Sends the CONNACK, then what waited.
    void open(boolean sessionPresent) {
        session.expiry(expiry(connect, limits));
        session.will(connect.will());
        if (log != null) {
            log.opened(session.clientId(), session.expiry(), connect.will());
        }
        session.connected(outbox, version, connect.properties(), limits);
        outbox.send(ConnAck.accepted(sessionPresent, connAckProperties()));
        session.flow(now());
    }

    /// Another connection has come with the same client id (MQTT 5.0, [MQTT-3.1.4-3]).
    void takenOver() {
        outbox.disconnect(ReasonCode.SESSION_TAKEN_OVER);
        leave();
    }

    @Override
    public void received(Packet packet) {
        switch (packet) {
            case Publish publish -> publish(publish);
            case PubAck ack -> session.onPubAck(ack.packetId(), now());
            case PubRec ack -> session.onPubRec(ack.packetId(), ack.reason(), now());
            case PubRel release -> inbound.release(release);
            case PubComp ack -> session.onPubComp(ack.packetId(), now());
            case Subscribe subscribe -> subscribe(subscribe);
            case Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
            case PingReq ping -> outbox.send(PingResp.INSTANCE);
            case Disconnect disconnect -> disconnect(disconnect);
            default -> outbox.disconnect(ReasonCode.PROTOCOL_ERROR); // AUTH without a method, the only one left
        }
    }

    @Override
    public void writable() {
        session.flow(now());
    }

    @Override
    public void readComplete() {
        session.shard().flush();
        if (session.shard().isBehind()) {
            inbound.pauseUntilStored(session.shard());
        }
    }

    @Override
    public void closed(ReasonCode reason) {
        leave();
    }

    @Override
    public void shutDown() {
        outbox.disconnect(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    private void leave() {
        if (left) {
            return;
        }
        left = true;
        inbound.close();
        if (orderly) {
            session.will(null); // [MQTT-3.14.4-3]
        }
        session.disconnected();
        session.shard().left(this, session);
    }

    private void publish(Publish publish) {
        long changesBefore = session.shard().changes();
        inbound.publish(publish, (message, answer) -> route(message, changesBefore, answer));
    }

    private void route(Message message, long changesBefore, Answer answer) {
        ReasonCode forbidden = TopicRules.check(message.topic(), limits);
        if (forbidden == ReasonCode.NOT_AUTHORIZED) {
            answer.accept(forbidden);
        } else if (forbidden != null) {
            answer.refuse(forbidden);
        } else {
            boolean heard = router.publish(message, session.shard(), session);
            ReasonCode reason = heard ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
            session.shard().whenStored(changesBefore, () -> answer.accept(reason));
        }
    }

    private void subscribe(Subscribe subscribe) {
        Integer identifier = subscribe.properties().get(Property.SUBSCRIPTION_IDENTIFIER);
        List<Integer> identifiers = identifier == null ? List.of() : List.of(identifier);
        List<ReasonCode> reasons = new ArrayList<>();
        List<Recipient<Session>> wantRetained = new ArrayList<>();
        List<TopicFilter> retainedFilters = new ArrayList<>();
        for (Subscription subscription : subscribe.subscriptions()) {
            Recipient<Session> recipient = Recipient.of(session, subscription, identifiers);
            Boolean isNew = null;
            ReasonCode refused = TopicRules.check(subscription.filter(), limits);
            if (refused == null) {
                isNew = session.subscribe(subscription, limits.subscriptionsPerSession());
                refused = isNew == null ? ReasonCode.QUOTA_EXCEEDED : null;
            }
            if (refused == null) {
                router.index().add(subscription.filter(), recipient);
                if (log != null) {
                    log.subscribed(subscription, identifier);
                }
                if (wantsRetained(subscription, isNew)) {
                    wantRetained.add(recipient);
                    retainedFilters.add(subscription.filter());
                }
            }
            reasons.add(refused == null ? ReasonCode.granted(subscription.qos()) : refused);
        }
        session.whenStored(() -> {
            outbox.send(new SubAck(subscribe.packetId(), reasons, Properties.NONE));
            for (int i = 0; i < wantRetained.size() && !left; i++) {
                sendRetained(retainedFilters.get(i), wantRetained.get(i));
            }
        });
    }

    private static boolean wantsRetained(Subscription subscription, @Nullable Boolean isNew) {
        RetainHandling handling = subscription.retainHandling();
        return handling == RetainHandling.SEND
                || (handling == RetainHandling.SEND_IF_NEW && Boolean.TRUE.equals(isNew));
    }

    private void sendRetained(TopicFilter filter, Recipient<Session> recipient) {
        router.retained().match(filter, retained -> {
            SharedMessage message = shared(retained);
            if (!message.isExpired(now())) {
                session.deliver(message, recipient, true, now());
            }
        });
    }

    private static SharedMessage shared(Retained retained) {
        return new SharedMessage(retained.message(), retained.storedNanos());
    }

    private void unsubscribe(Unsubscribe unsubscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (TopicFilter filter : unsubscribe.filters()) {
            boolean existed = session.unsubscribe(filter);
            if (existed) {
                router.index().remove(filter, session);
                if (log != null) {
                    log.unsubscribed(filter);
                }
            }
            reasons.add(existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        session.whenStored(() -> outbox.send(new UnsubAck(
                unsubscribe.packetId(), version.hasProperties() ? reasons : List.of(), Properties.NONE)));
    }

    private void disconnect(Disconnect disconnect) {
        Long seconds = disconnect.properties().get(Property.SESSION_EXPIRY_INTERVAL);
        if (seconds != null) {
            if (session.expiry().isZero() && seconds > 0) { // [MQTT-3.14.2-2] of the client: 0 stays 0
                outbox.disconnect(ReasonCode.PROTOCOL_ERROR);
                return;
            }
            session.expiry(expiry(seconds, limits));
        }
        orderly = disconnect.reason() == ReasonCode.SUCCESS;
        leave();
        outbox.disconnect(ReasonCode.SUCCESS);
    }

    /// How long a session outlives its connection; 3.x says all or nothing.
    static Duration expiry(Connect connect, Limits limits) {
        if (!connect.version().hasProperties()) {
            return connect.cleanStart() ? Duration.ZERO : limits.sessionExpiry();
        }
        return expiry(connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L), limits);
    }

    private static Duration expiry(long seconds, Limits limits) {
        Duration asked = seconds == NEVER ? limits.sessionExpiry() : Duration.ofSeconds(seconds);
        return asked.compareTo(limits.sessionExpiry()) <= 0 ? asked : limits.sessionExpiry();
    }

    private Properties connAckProperties() {
        if (!version.hasProperties()) {
            return Properties.NONE;
        }
        Properties.Builder properties = Properties.builder()
                .add(Property.RECEIVE_MAXIMUM, limits.receiveMaximum())
                .add(Property.MAXIMUM_PACKET_SIZE, (long) limits.packetBytes())
                .add(Property.TOPIC_ALIAS_MAXIMUM, limits.topicAliases())
                .add(Property.SHARED_SUBSCRIPTION_AVAILABLE, false);
        long asked = connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L);
        if (session.expiry().toSeconds() != asked) {
            properties.add(Property.SESSION_EXPIRY_INTERVAL, session.expiry().toSeconds());
        }
        if (connect.clientId().isEmpty()) { // [MQTT-3.2.2-16]
            properties.add(Property.ASSIGNED_CLIENT_IDENTIFIER, session.clientId());
        }
        return properties.build();
    }

    private long now() {
        return session.shard().loop().nanoTime();
    }
}
