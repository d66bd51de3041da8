package tidings.broker.session;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.routing.Recipient;
import tidings.broker.spi.Interceptor;
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
import tidings.mqtt.Qos;
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
final class ClientPeer implements Peer, Visitor {

    private final Session session;
    private final Admission admission;
    private final Connect connect;
    private final Version version;
    private final Outbox outbox;
    private final Router router;
    private final Limits limits;
    private final @Nullable Access access;
    private final Inbound inbound;
    private final @Nullable Interception interception;
    private final SessionLog log;
    private boolean greeted;
    private boolean left;
    private boolean orderly;

    ClientPeer(Session session, Admission admission, Outbox outbox, Router router) {
        this.session = session;
        this.admission = admission;
        this.connect = admission.connect();
        this.version = connect.version();
        this.outbox = outbox;
        this.router = router;
        this.limits = router.policy().limits();
        this.access = Access.of(router.policy(), admission.client());
        this.log = session.log();
        this.inbound = new Inbound(version, limits, session.shard().loop(), outbox, session.incoming(), log);
        List<Interceptor> interceptors = router.policy().interceptors();
        this.interception = interceptors.isEmpty()
                ? null
                : new Interception(
                        interceptors, admission.client(), session.shard().loop()::execute, inbound::undecided);
    }

    /// Sends the CONNACK, then what waited.
    ///
    /// @param whenStored whether to do so when it is stored that the session is a new one, or that an old one ended: what
    ///        a CONNACK says must be true after a crash as well. Until then nothing is read
    void open(boolean sessionPresent, boolean whenStored) {
        session.absence().expiry(Terms.sessionExpiry(connect, limits));
        session.absence().will(connect.will());
        session.access(access);
        recheck();
        log.opened(admission.client(), session.absence().expiry(), connect.will());
        if (whenStored) {
            outbox.reading(false);
            session.shard().keeping().whenAllStored(() -> {
                greet(sessionPresent);
                outbox.reading(true);
            });
        } else {
            greet(sessionPresent);
        }
    }

    private void greet(boolean sessionPresent) {
        if (!greeted && !left) {
            greeted = true;
            session.connected(outbox, version, connect.properties(), limits);
            outbox.send(ConnAck.accepted(sessionPresent, connAckProperties()));
            session.flow(now());
        }
    }

    /// A will, unless its client may not publish it.
    @Nullable
    Message permitted(@Nullable Message will) {
        return will == null || access == null || access.mayPublish(will.topic()) ? will : null;
    }

    /// Another connection has come with the same client id (MQTT 5.0, [MQTT-3.1.4-3]).
    void takenOver() {
        greet(false); // a CONNACK comes first, whatever follows
        outbox.disconnect(ReasonCode.SESSION_TAKEN_OVER);
        leave();
    }

    @Override
    public void received(Packet packet) {
        switch (packet) {
            case Publish publish -> publish(publish);
            case PubAck ack -> session.underWay().onPubAck(ack.packetId(), now());
            case PubRec ack -> session.underWay().onPubRec(ack.packetId(), ack.reason(), now());
            case PubRel release -> inbound.release(release);
            case PubComp ack -> session.underWay().onPubComp(ack.packetId(), now());
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
        if (session.shard().keeping().isBehind()) {
            inbound.pauseUntilStored(session.shard().keeping());
        }
    }

    @Override
    public void closed(ReasonCode reason) {
        leave();
    }

    @Override
    public void shutDown() {
        greet(false);
        outbox.disconnect(ReasonCode.SERVER_SHUTTING_DOWN);
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    public Connect connect() {
        return connect;
    }

    @Override
    public Connection connection() {
        return outbox.connection();
    }

    @Override
    public @Nullable String userName() {
        return admission.client().userName();
    }

    @Override
    public void kick(ReasonCode reason) {
        greet(false);
        outbox.disconnect(reason);
        leave();
    }

    private void leave() {
        if (left) {
            return;
        }
        left = true;
        inbound.close();
        if (interception != null) {
            interception.disconnected();
        }
        if (orderly) {
            session.absence().will(null); // [MQTT-3.14.4-3]
        }
        session.disconnected();
        session.shard().left(this, session);
    }

    private void publish(Publish publish) {
        ReasonCode unsupported = TopicRules.unsupported(publish.message(), limits);
        if (unsupported != null) {
            outbox.disconnect(unsupported);
            return;
        }
        long changesBefore = session.shard().keeping().changes();
        inbound.publish(publish, (message, answer) -> route(message, changesBefore, answer));
    }

    private void route(Message message, long changesBefore, Answer answer) {
        ReasonCode forbidden = TopicRules.check(message.topic(), limits);
        if (forbidden == null && access != null && !access.mayPublish(message.topic())) {
            forbidden = ReasonCode.NOT_AUTHORIZED;
        }
        if (forbidden == ReasonCode.NOT_AUTHORIZED) {
            answer.accept(forbidden);
        } else if (forbidden != null) {
            answer.refuse(forbidden);
        } else if (message.payload().size() > limits.payloadBytes()) {
            answer.accept(ReasonCode.QUOTA_EXCEEDED); // of those that an acknowledgement may say [MQTT-3.4.2-1]
        } else if (limits.payloadFormat() && !PayloadFormat.isAsSaid(message)) {
            answer.accept(ReasonCode.PAYLOAD_FORMAT_INVALID);
        } else if (interception == null) {
            take(message, changesBefore, answer);
        } else {
            interception.ask(
                    message, (one, asked) -> one.publish(admission.client(), asked), (passed, refused) -> {
                        if (passed != null) {
                            take(passed, changesBefore, answer);
                            session.shard().flush();
                        } else if (refused != null) {
                            answer.accept(refused);
                        }
                    });
        }
    }

    private void take(Message message, long changesBefore, Answer answer) {
        ReasonCode forbidden = TopicRules.check(message.topic(), limits); // of what an interceptor made of it
        if (forbidden != null) {
            answer.accept(forbidden);
        } else {
            boolean heard = router.publish(message, session.shard(), session);
            ReasonCode reason = heard ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
            session.shard().keeping().whenStored(changesBefore, () -> answer.accept(reason));
        }
    }

    private void subscribe(Subscribe subscribe) {
        Integer identifier = subscribe.properties().get(Property.SUBSCRIPTION_IDENTIFIER);
        subscribe(subscribe, identifier, new ArrayList<>(), new LinkedHashMap<>());
    }

    /// Goes on with what a SUBSCRIBE asks for.
    ///
    /// @param reasons of the subscriptions that are decided
    /// @param wantRetained takes who is to hear what is retained
    private void subscribe(
            Subscribe subscribe, @Nullable Integer identifier, List<ReasonCode> reasons,
            Map<TopicFilter, Recipient<Session>> wantRetained) {
        Interception asked = interception;
        while (reasons.size() < subscribe.subscriptions().size()) {
            int decided = reasons.size();
            Subscription said = subscribe.subscriptions().get(decided);
            Subscription next = connect.bridge() ? ofBridge(said) : said;
            ReasonCode refused = objection(next.filter());
            if (refused != null || asked == null) {
                reasons.add(refused != null ? refused : subscribe(next, identifier, wantRetained));
                continue;
            }
            boolean[] later = {false};
            asked.ask(next, (one, subscription) -> one.subscribe(admission.client(), subscription), (passed, no) -> {
                if (left) {
                    return; // nobody to subscribe for
                }
                reasons.add(passed == null ? refusal(no) : subscribe(passed, identifier, wantRetained));
                if (later[0]) {
                    subscribe(subscribe, identifier, reasons, wantRetained);
                }
            });
            if (reasons.size() == decided) {
                later[0] = true;
                return;
            }
        }
        log.whenStored(() -> {
            outbox.send(new SubAck(subscribe.packetId(), reasons, Properties.NONE));
            if (!left) {
                wantRetained.forEach(session.retained()::add);
            }
        });
    }

    private static ReasonCode refusal(@Nullable ReasonCode reason) {
        return reason == null || !reason.isError() ? ReasonCode.NOT_AUTHORIZED : reason;
    }

    private @Nullable ReasonCode objection(TopicFilter filter) {
        ReasonCode refused = TopicRules.check(filter, limits);
        return refused == null && access != null && !access.maySubscribe(filter) ? ReasonCode.NOT_AUTHORIZED : refused;
    }

    /// @param wantRetained takes who is to hear what is retained
    private ReasonCode subscribe(
            Subscription subscription, @Nullable Integer identifier,
            Map<TopicFilter, Recipient<Session>> wantRetained) {
        TopicFilter filter = subscription.filter();
        ReasonCode refused = TopicRules.check(filter, limits); // of what an interceptor made of it
        if (refused != null) {
            return refused;
        }
        Subscription granted = granted(subscription);
        Boolean isNew = session.subscriptions().add(granted, limits.subscriptionsPerSession());
        if (isNew == null) {
            return ReasonCode.QUOTA_EXCEEDED;
        }
        List<Integer> identifiers = identifier == null ? List.of() : List.of(identifier);
        Recipient<Session> recipient = Recipient.of(session, granted, identifiers);
        router.index().add(filter, recipient);
        log.subscribed(granted, identifier);
        if (filter.isShared()) {
            session.shard().sharing().came(session, filter);
        } else if (wantsRetained(subscription, isNew)) {
            wantRetained.put(filter, recipient);
        }
        return ReasonCode.granted(granted.qos());
    }

    private Subscription granted(Subscription asked) {
        Qos qos = asked.qos().atMost(limits.qos());
        return qos == asked.qos()
                ? asked
                : new Subscription(
                        asked.filter(), qos, asked.noLocal(), asked.retainAsPublished(), asked.retainHandling());
    }

    /// What a bridge of 3.x means, which cannot say it.
    private static Subscription ofBridge(Subscription said) {
        return new Subscription(said.filter(), said.qos(), !said.filter().isShared(), true, said.retainHandling());
    }

    private static boolean wantsRetained(Subscription subscription, boolean isNew) {
        RetainHandling handling = subscription.retainHandling();
        return handling == RetainHandling.SEND
                || (handling == RetainHandling.SEND_IF_NEW && isNew);
    }

    private void unsubscribe(Unsubscribe unsubscribe) {
        List<ReasonCode> reasons = new ArrayList<>();
        for (TopicFilter filter : unsubscribe.filters()) {
            boolean existed = end(filter);
            reasons.add(existed ? ReasonCode.SUCCESS : ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
        log.whenStored(() -> outbox.send(new UnsubAck(
                unsubscribe.packetId(), version.hasProperties() ? reasons : List.of(), Properties.NONE)));
    }

    /// Ends the subscriptions that the client may not have any more: rights have changed, or it is another user than the one
    /// whose session it goes on with.
    void recheck() {
        Access rights = access;
        if (rights != null && !left) {
            List.copyOf(session.subscriptions().filters())
                    .stream()
                    .filter(filter -> !rights.maySubscribe(filter))
                    .forEach(this::end);
        }
    }

    private boolean end(TopicFilter filter) {
        boolean existed = session.subscriptions().remove(filter);
        if (existed) {
            router.index().remove(filter, session);
            session.retained().remove(filter);
            log.unsubscribed(filter);
        }
        return existed;
    }

    private void disconnect(Disconnect disconnect) {
        Long seconds = disconnect.properties().get(Property.SESSION_EXPIRY_INTERVAL);
        if (seconds != null) {
            boolean hadNone = connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L) == 0;
            if (hadNone && seconds > 0) { // (MQTT 5.0, 3.14.2.2.2): 0 stays 0
                outbox.disconnect(ReasonCode.PROTOCOL_ERROR);
                return;
            }
            session.absence().expiry(Terms.sessionExpiry(seconds, limits));
        }
        orderly = disconnect.reason() == ReasonCode.SUCCESS;
        leave();
        outbox.disconnect(ReasonCode.SUCCESS);
    }

    private Properties connAckProperties() {
        Properties.Builder told = Terms.connAck(
                connect, session.clientId(), session.absence().expiry(), limits.packetBytes(), limits,
                router.policy().responseTopics());
        admission.greeting().forEach((property, value) -> add(told, property, value));
        return told.build();
    }

    private static <T> void add(Properties.Builder told, Property<T> property, Object value) {
        told.add(property, property.cast(value));
    }

    private long now() {
        return session.shard().loop().nanoTime();
    }
}
