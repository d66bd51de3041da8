package tidings.client.engine;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.client.Published;
import tidings.client.engine.End.Who;
import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
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
/// opened -> CONNECT   (AUTH, AUTH)   CONNACK -> connected, or refused   disconnect -> DISCONNECT   closed
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
            ReasonCode.UNSPECIFIED_ERROR, ReasonCode.MALFORMED_PACKET, ReasonCode.PROTOCOL_ERROR,
            ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR, ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, ReasonCode.TOPIC_ALIAS_INVALID, ReasonCode.PACKET_TOO_LARGE,
            ReasonCode.QUOTA_EXCEEDED);

    private final Settings settings;
    private final Outbox out;
    private final Outgoing outgoing;
    private final Arrivals arrivals;
    private final Subscriptions subscriptions = new Subscriptions();
    private final Authenticating authenticating = new Authenticating();
    private State state = State.CLOSED;
    private Connect connect = Connect.of(Version.V5, "", true, 0);
    private ServerLimits limits = ServerLimits.NONE;
    private String assignedClientId = "";
    private boolean hadSession;
    private boolean sessionEnds;
    private long now;
    private long waitingSince;
    private KeepAlive keepAlive = new KeepAlive(0, 0);
    private @Nullable Disconnect goodbye;

    private enum State {
        CLOSED,
        CONNECTING,
        CONNECTED,
        LEAVING
    }

    public Engine(Settings settings, Outbox out, Ledger ledger) {
        this.settings = settings;
        this.out = out;
        this.outgoing = new Outgoing(settings, this::send, out::isWritable, () -> now, ledger);
        this.arrivals = new Arrivals(out, this::send, ledger);
    }

    /// Takes up what an earlier process left behind; before anything else.
    ///
    /// @param left messages to be sent, oldest first
    /// @param received packet ids of messages of QoS 2 that have been handled
    public void restore(List<Ledger.Left> left, List<Integer> received) {
        left.forEach(outgoing::restore);
        received.forEach(arrivals::restore);
    }

    /// Whether the server has let the client in.
    public boolean isConnected() {
        return isOpen();
    }

    /// How many messages wait to be sent.
    public int queued() {
        return outgoing.queued();
    }

    /// How much is sent and not yet acknowledged.
    public int underWay() {
        return outgoing.underWay();
    }

    /// A connection stands: says who is there.
    ///
    /// @param who what to say; its clean start counts while there is no session to go on with, an empty client id until
    ///        the server has assigned one
    public void opened(Connect who, long time) {
        now = time;
        waitingSince = time;
        state = State.CONNECTING;
        boolean clean = who.cleanStart() && (!hadSession || sessionEnds);
        String clientId = who.clientId().isEmpty() ? assignedClientId : who.clientId();
        connect = new Connect(
                who.version(), clientId, clean, who.keepAliveSeconds(), who.will(), who.userName(), who.password(),
                who.properties(), who.bridge());
        authenticating.begin(connect.properties());
        send(connect);
    }

    /// A packet came.
    public void received(Packet packet, long time) {
        now = time;
        keepAlive.onReceived();
        switch (state) {
            case CLOSED -> {}
            case CONNECTING -> beforeSession(packet);
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
    ///
    /// @param again whether another one will be made without being asked for
    public void closed(boolean again) {
        state = State.CLOSED;
        goodbye = null;
        authenticating.lost();
        outgoing.disconnected(again);
    }

    /// The client is no more: what waits fails.
    public void shutDown() {
        closed(false);
        outgoing.close();
    }

    /// Publishes: at once, or as soon as there is room or a connection.
    ///
    /// @param patient whether to wait for a place in a full queue, or else to fail
    public void publish(Message message, boolean patient, Reply<Published> reply, long time) {
        now = time;
        outgoing.publish(message, reply, patient);
    }

    /// Subscribes.
    public void subscribe(List<Subscription> wanted, Properties properties, Reply<SubAck> reply, long time) {
        now = time;
        Failure objection = isOpen() ? limits.objectionTo(wanted, properties) : null;
        if (objection != null) {
            reply.failed(objection);
            return;
        }
        outgoing.request(subscribing(
                wanted, properties, reply.after(ack -> subscriptions.granted(wanted, properties, ack))));
    }

    /// Unsubscribes.
    public void unsubscribe(List<TopicFilter> filters, Properties properties, Reply<UnsubAck> reply, long time) {
        now = time;
        subscriptions.removeAll(filters);
        int answers = connect.version().hasProperties() ? filters.size() : 0; // 3.x acknowledges without reasons
        outgoing.request(new Request<>(
                UnsubAck.class, answers, id -> new Unsubscribe(id, filters, properties),
                reply.after(ack -> subscriptions.removeAll(filters)))); // again: a SUBACK may have come in between
    }

    /// Leaves when everything that was handed over before has gone its way, or has had the time to.
    public void disconnect(Disconnect how, long time) {
        now = time;
        if (state == State.CONNECTED) {
            state = State.LEAVING;
            waitingSince = time;
            goodbye = how;
            leaveIfDone();
        } else if (state == State.CONNECTING) {
            out.close(End.of(Who.CLIENT, ReasonCode.SUCCESS, "disconnected"));
        }
    }

    /// A message has been handled.
    ///
    /// @param reason an error where it could not be
    public void handled(Incoming incoming, ReasonCode reason, long time) {
        now = time;
        arrivals.handled(incoming, reason);
    }

    /// Answers the last question of the server; without one, does nothing.
    public void authenticate(@Nullable Bytes data, long time) {
        now = time;
        Auth answer = authenticating.answer(data);
        if (answer != null) {
            send(answer);
        }
    }

    /// Cannot answer a question of the server.
    public void authenticationFailed(String why) {
        fail(ReasonCode.UNSPECIFIED_ERROR, why);
    }

    /// Authenticates anew (MQTT 5.0, 4.12.1).
    public void reauthenticate(@Nullable Bytes data, Reply<Auth> reply, long time) {
        now = time;
        if (!isOpen()) {
            reply.failed(new Failure.NotConnected());
            return;
        }
        Auth first = authenticating.again(data, reply);
        if (first != null) {
            send(first);
        }
    }

    /// How long until [#tick] is wanted, in nanoseconds; [Long#MAX_VALUE] for never.
    public long untilTick(long time) {
        now = time;
        return switch (state) {
            case CLOSED -> Long.MAX_VALUE;
            case CONNECTING -> settings.connectTimeoutNanos() - (time - waitingSince);
            case CONNECTED -> Math.min(outgoing.untilRetry(), keepAlive.untilDeadline(time));
            case LEAVING ->
                Math.min(settings.lingerNanos() - (time - waitingSince), keepAlive.untilDeadline(time));
        };
    }

    /// Time has passed.
    ///
    /// @param reading whether the connection is being read: if not, no answer can be missed
    public void tick(long time, boolean reading) {
        now = time;
        if (state == State.CONNECTING && now - waitingSince >= settings.connectTimeoutNanos()) {
            String text = "The server did not answer CONNECT in time";
            out.close(End.of(Who.TIMEOUT, ReasonCode.SERVER_UNAVAILABLE, text));
        } else if (isOpen()) {
            if (!reading) {
                keepAlive.onReceived();
            }
            outgoing.retry();
            ping();
            leaveIfDone();
        }
    }

    private void ping() {
        switch (keepAlive.tick(now)) {
            case NOTHING -> {}
            case PING -> send(PingReq.INSTANCE);
            case CLOSE ->
                out.close(End.of(Who.TIMEOUT, ReasonCode.KEEP_ALIVE_TIMEOUT, "The server does not answer"));
        }
    }

    private void beforeSession(Packet packet) {
        switch (packet) {
            case ConnAck ack -> answered(ack);
            case Auth auth -> asked(auth);
            default -> fail(ReasonCode.PROTOCOL_ERROR, "The server sent something before its CONNACK");
        }
    }

    private void answered(ConnAck ack) {
        if (ack.reason().isError()) {
            out.heard(ack, null);
            out.refused(ack);
            return;
        }
        boolean tellsSession = connect.version() != Version.V3_1; // where the byte is not used
        String objection = tellsSession && ack.sessionPresent() && connect.cleanStart() // [MQTT-3.2.2-4]
                ? "The server has a session where it was to forget it"
                : authenticating.objectionTo(ack);
        if (objection != null) {
            fail(ReasonCode.PROTOCOL_ERROR, objection);
            return;
        }
        boolean again = hadSession;
        boolean sessionGoesOn =
                tellsSession ? ack.sessionPresent() : again && !connect.cleanStart();
        begin(ack, sessionGoesOn);
        out.heard(ack, null);
        out.connected(ack, again);
        if (again && !sessionGoesOn && settings.resubscribe()) {
            subscriptions.batches()
                    .forEach(batch -> outgoing.request(
                            subscribing(batch.subscriptions(), batch.properties(), Reply.unheard())));
        }
        outgoing.begin();
    }

    private void begin(ConnAck ack, boolean sessionGoesOn) {
        state = State.CONNECTED;
        hadSession = true;
        Properties said = ack.properties();
        assignedClientId = said.get(Property.ASSIGNED_CLIENT_IDENTIFIER, assignedClientId);
        long expiry = said.get(
                Property.SESSION_EXPIRY_INTERVAL, connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L));
        sessionEnds = !connect.version().hasProperties() || expiry == 0;
        int seconds = said.get(Property.SERVER_KEEP_ALIVE, connect.keepAliveSeconds()); // [MQTT-3.2.2-21]
        keepAlive = KeepAlive.ofSeconds(seconds, now);
        limits = ServerLimits.of(connect.version(), said);
        arrivals.connected(
                connect.properties().get(Property.RECEIVE_MAXIMUM, Packet.MAX_ID),
                connect.properties().get(Property.TOPIC_ALIAS_MAXIMUM, 0), sessionGoesOn);
        outgoing.connected(limits, sessionGoesOn);
    }

    private void inSession(Packet packet) {
        switch (packet) {
            case Publish publish -> {
                ReasonCode wrong = arrivals.received(publish);
                if (wrong != null) {
                    fail(wrong, wrong.text());
                }
            }
            case PubRel release -> arrivals.received(release);
            case Auth auth -> asked(auth);
            case ConnAck ack -> fail(ReasonCode.PROTOCOL_ERROR, "The server sent a second CONNACK");
            default -> {
                out.heard(packet, null);
                acknowledged(packet);
            }
        }
    }

    private void acknowledged(Packet packet) {
        switch (packet) {
            case PubAck ack -> outgoing.received(ack);
            case PubRec ack -> outgoing.received(ack);
            case PubComp ack -> outgoing.received(ack);
            case SubAck ack -> answered(ack.packetId(), ack, ack.reasons().size());
            case UnsubAck ack -> answered(ack.packetId(), ack, ack.reasons().size());
            case Disconnect disconnect ->
                out.close(End.said(Who.SERVER, disconnect.reason(), disconnect.properties()));
            default -> {} // PINGRESP has said what it says by coming; what only clients send, the decoder refuses
        }
    }

    private void answered(int packetId, Packet answer, int reasons) {
        if (!outgoing.answered(packetId, answer, reasons)) {
            fail(ReasonCode.PROTOCOL_ERROR, "The server answered " + reasons + " reasons where others were asked for");
        }
    }

    private void asked(Auth auth) {
        String objection = authenticating.objectionTo(auth, isOpen());
        if (objection != null) {
            fail(ReasonCode.PROTOCOL_ERROR, objection);
            return;
        }
        if (state == State.CONNECTING) {
            waitingSince = now; // the server works on it
        }
        out.heard(auth, null);
        if (auth.reason() == ReasonCode.SUCCESS) {
            authenticating.done(auth);
        } else {
            authenticating.question();
            out.challenged(auth);
        }
    }

    private void leaveIfDone() {
        Disconnect how = goodbye;
        boolean done = outgoing.isIdle() || now - waitingSince >= settings.lingerNanos();
        if (state == State.LEAVING && how != null && done) {
            goodbye = null;
            send(limits.fits(how) ? how : Disconnect.of(how.reason()));
            out.close(End.of(Who.CLIENT, how.reason(), "disconnected"));
        }
    }

    private static Request<SubAck> subscribing(List<Subscription> wanted, Properties properties, Reply<SubAck> reply) {
        return new Request<>(SubAck.class, wanted.size(), id -> new Subscribe(id, wanted, properties), reply);
    }

    private boolean isOpen() {
        return state == State.CONNECTED || state == State.LEAVING;
    }

    private void send(Packet packet) {
        keepAlive.onSent(now);
        out.send(packet);
    }

    private void fail(ReasonCode reason, String text) {
        if (isOpen() && connect.version().hasProperties() && SAYABLE.contains(reason)) {
            send(Disconnect.of(reason));
        }
        out.close(End.of(Who.RULES, reason, text));
    }
}
