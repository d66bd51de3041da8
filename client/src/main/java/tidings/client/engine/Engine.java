package tidings.client.engine;

import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Outgoing.Acknowledged;
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
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.mqtt.flow.KeepAlive;

/// The client's end of MQTT, whole, without a socket, a clock or a thread.
///
/// ```
/// opened -> CONNECT   CONNACK -> connected, or refused   disconnect -> DISCONNECT   closed
/// ```
///
/// The order of calls: [#opened] when a connection stands, [#received] for each packet, [#closed] once when it is gone,
/// and so on with the next one: session, queue and subscriptions are kept. Commands may come at any time. [#tick] is to be
/// called when [#untilTick] has passed; too early is no harm. Times are nanoseconds of one monotonic clock.
///
/// One owner: whoever calls sees to it that it is one thread at a time.
public final class Engine {

    /// What a client may say is wrong when it leaves (MQTT 5.0, 3.14.2.1).
    private static final Set<ReasonCode> SAYABLE = EnumSet.of(
            ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR, ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.PACKET_TOO_LARGE);

    private final Settings settings;
    private final Outbox out;
    private final Outgoing outgoing;
    private final Arrivals arrivals;
    private final Map<TopicFilter, Subscription> subscriptions = new LinkedHashMap<>();
    private State state = State.CLOSED;
    private Connect connect = Connect.of(Version.V5, "", true, 0);
    private String assignedClientId = "";
    private boolean hadSession;
    private long now;
    private long openedAt;
    private KeepAlive keepAlive = new KeepAlive(0, 0);
    private @Nullable Disconnect goodbye;

    private enum State {
        CLOSED,
        CONNECTING,
        CONNECTED,
        LEAVING
    }

    public Engine(Settings settings, Outbox out) {
        this.settings = settings;
        this.out = out;
        this.outgoing = new Outgoing(settings, this::send, out::isWritable);
        this.arrivals = new Arrivals(this::send, out::message);
    }

    /// Whether the server has let the client in.
    public boolean isConnected() {
        return state == State.CONNECTED;
    }

    /// A connection stands: says who is there.
    ///
    /// @param who what to say; its clean start counts for the first connection only, an empty client id until the server
    ///        has assigned one
    public void opened(Connect who, long time) {
        now = time;
        openedAt = time;
        state = State.CONNECTING;
        boolean clean = who.cleanStart() && (!hadSession || endsWithConnection(who));
        String clientId = who.clientId().isEmpty() ? assignedClientId : who.clientId();
        connect = new Connect(
                who.version(), clientId, clean, who.keepAliveSeconds(), who.will(), who.userName(), who.password(),
                who.properties());
        send(connect);
    }

    /// A packet came.
    public void received(Packet packet, long time) {
        now = time;
        keepAlive.onReceived();
        switch (state) {
            case CLOSED -> {}
            case CONNECTING -> {
                if (packet instanceof ConnAck ack) {
                    answered(ack);
                } else {
                    fail(ReasonCode.PROTOCOL_ERROR, "The server sent something before its CONNACK");
                }
            }
            case CONNECTED, LEAVING -> {
                inSession(packet);
                leaveIfDone();
            }
        }
    }

    /// Bytes came that are no packet, and the stream is unreadable from here on.
    public void unreadable(ReasonCode reason, String text) {
        if (state != State.CLOSED) {
            fail(reason, text);
        }
    }

    /// Bytes came, of a packet that is not whole yet: the server lives.
    public void alive() {
        keepAlive.onReceived();
    }

    /// More may be sent without piling up.
    public void writable(long time) {
        now = time;
        outgoing.writable();
        leaveIfDone();
    }

    /// The connection is gone, whoever ended it.
    public void closed() {
        state = State.CLOSED;
        goodbye = null;
        outgoing.disconnected();
    }

    /// The client is no more: what waits fails.
    public void shutDown() {
        closed();
        outgoing.close();
    }

    /// Publishes: at once, or as soon as there is room or a connection.
    public void publish(Message message, Reply<Acknowledged> reply, long time) {
        now = time;
        outgoing.publish(message, reply);
    }

    /// Subscribes.
    public void subscribe(List<Subscription> wanted, Properties properties, Reply<SubAck> reply, long time) {
        now = time;
        outgoing.request(SubAck.class, id -> new Subscribe(id, wanted, properties), new Reply<>() {
            @Override
            public void done(SubAck ack) {
                remember(wanted, ack);
                reply.done(ack);
            }

            @Override
            public void failed(Failure failure) {
                reply.failed(failure);
            }
        });
    }

    /// Unsubscribes.
    public void unsubscribe(List<TopicFilter> filters, Reply<UnsubAck> reply, long time) {
        now = time;
        filters.forEach(subscriptions::remove);
        outgoing.request(UnsubAck.class, id -> new Unsubscribe(id, filters, Properties.NONE), reply);
    }

    /// Leaves when everything that was handed over before has gone its way.
    public void disconnect(Disconnect how, long time) {
        now = time;
        if (state == State.CONNECTED) {
            state = State.LEAVING;
            goodbye = how;
            leaveIfDone();
        } else if (state == State.CONNECTING) {
            out.close(ReasonCode.SUCCESS, false, "disconnected");
        }
    }

    /// A message has been handled.
    public void handled(Incoming incoming, long time) {
        now = time;
        arrivals.handled(incoming);
    }

    /// How long until [#tick] is wanted, in nanoseconds; [Long#MAX_VALUE] for never.
    public long untilTick(long time) {
        return switch (state) {
            case CLOSED -> Long.MAX_VALUE;
            case CONNECTING -> settings.connectTimeoutNanos() - (time - openedAt);
            case CONNECTED, LEAVING -> keepAlive.untilDeadline(time);
        };
    }

    /// Time has passed.
    ///
    /// @param reading whether the connection is being read: if not, no answer can be missed
    public void tick(long time, boolean reading) {
        now = time;
        if (state == State.CONNECTING && now - openedAt >= settings.connectTimeoutNanos()) {
            fail(ReasonCode.SERVER_UNAVAILABLE, "The server did not answer CONNECT in time");
        } else if (state == State.CONNECTED || state == State.LEAVING) {
            if (!reading) {
                keepAlive.onReceived();
            }
            switch (keepAlive.tick(now)) {
                case NOTHING -> {}
                case PING -> send(PingReq.INSTANCE);
                case CLOSE -> fail(ReasonCode.KEEP_ALIVE_TIMEOUT, "The server does not answer");
            }
        }
    }

    private void answered(ConnAck ack) {
        if (ack.reason().isError()) {
            out.refused(ack);
            return;
        }
        if (ack.sessionPresent() && connect.cleanStart()) { // [MQTT-3.2.2-4]
            fail(ReasonCode.PROTOCOL_ERROR, "The server has a session where it was to forget it");
            return;
        }
        state = State.CONNECTED;
        assignedClientId = ack.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER, assignedClientId);
        int seconds = ack.properties().get(Property.SERVER_KEEP_ALIVE, connect.keepAliveSeconds()); // [MQTT-3.2.2-21]
        keepAlive = new KeepAlive(Duration.ofSeconds(seconds).toNanos(), now);
        arrivals.connected(
                connect.properties().get(Property.RECEIVE_MAXIMUM, Packet.MAX_ID),
                connect.properties().get(Property.TOPIC_ALIAS_MAXIMUM, 0), ack.sessionPresent());
        outgoing.connected(connect.version(), ack.properties(), ack.sessionPresent());
        boolean lostSession = hadSession && !ack.sessionPresent();
        hadSession = true;
        out.connected(ack);
        if (lostSession && settings.resubscribe() && !subscriptions.isEmpty()) {
            resubscribe();
        }
        outgoing.begin();
    }

    /// Before anything else is sent, so that answers to what is published find their subscriptions.
    private void resubscribe() {
        List<Subscription> all = List.copyOf(subscriptions.values());
        outgoing.request(SubAck.class, id -> new Subscribe(id, all, Properties.NONE), new Unheard<>());
    }

    private void inSession(Packet packet) {
        switch (packet) {
            case Publish publish -> {
                ReasonCode wrong = arrivals.received(publish);
                if (wrong != null) {
                    fail(wrong, wrong.text());
                }
            }
            case PubAck ack -> outgoing.received(ack);
            case PubRec ack -> outgoing.received(ack);
            case PubRel release -> arrivals.received(release);
            case PubComp ack -> outgoing.received(ack);
            case SubAck ack -> outgoing.answered(ack.packetId(), ack);
            case UnsubAck ack -> outgoing.answered(ack.packetId(), ack);
            case PingResp pong -> {}
            case Disconnect disconnect -> {
                String text = disconnect.properties().get(Property.REASON_STRING, disconnect.reason().text());
                out.close(disconnect.reason(), true, text);
            }
            default -> fail(ReasonCode.PROTOCOL_ERROR, "The server sent a " + packet.getClass().getSimpleName());
        }
    }

    private void leaveIfDone() {
        Disconnect how = goodbye;
        if (state == State.LEAVING && how != null && outgoing.isIdle()) {
            goodbye = null;
            send(how);
            out.close(ReasonCode.SUCCESS, false, "disconnected");
        }
    }

    private void remember(List<Subscription> wanted, SubAck ack) {
        for (int i = 0; i < wanted.size() && i < ack.reasons().size(); i++) {
            if (!ack.reasons().get(i).isError()) {
                subscriptions.put(wanted.get(i).filter(), wanted.get(i));
            }
        }
    }

    private void send(Packet packet) {
        keepAlive.onSent(now);
        out.send(packet);
    }

    private void fail(ReasonCode reason, String text) {
        boolean open = state == State.CONNECTED || state == State.LEAVING;
        if (open && connect.version().hasProperties() && SAYABLE.contains(reason)) {
            send(Disconnect.of(reason));
        }
        out.close(reason, false, text);
    }

    /// Before MQTT 5.0 a clean session is clean at its end as well: each connection must say so.
    private static boolean endsWithConnection(Connect connect) {
        return connect.cleanStart() && !connect.version().hasProperties();
    }

    /// Nobody waits for this answer; what was refused once more the server will say in the log of its own.
    private static final class Unheard<T> implements Reply<T> {
        @Override
        public void done(T answer) {}

        @Override
        public void failed(Failure failure) {}
    }
}
