package tidings.client.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.client.Published;
import tidings.client.engine.Reply.Failure;
import tidings.client.engine.Settings.Queueing;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import java.util.ArrayList;

/// The other end of an engine, played by a test, with a clock that is turned by hand.
final class Server implements Outbox {

    static final Queueing QUEUEING = new Queueing(100, 1_000_000, false, false, 0, 0);

    final Engine engine;
    final List<Incoming> messages = new ArrayList<>();
    final List<Auth> questions = new ArrayList<>();
    final List<Packet> heard = new ArrayList<>();
    final List<String> complete = new ArrayList<>();
    boolean writable = true;
    @Nullable
    ReasonCode closeReason;
    private final Connect connect;
    private final Deque<Packet> sent = new ArrayDeque<>();
    private boolean closing;
    private long now = TimeUnit.DAYS.toNanos(1);

    /// What became of a command.
    static final class Outcome<T> implements Reply<T> {
        @Nullable
        T answer;
        @Nullable
        Failure failure;

        @Override
        public void done(T given) {
            answer = given;
        }

        @Override
        public void failed(Failure why) {
            failure = why;
        }

        boolean isDone() {
            return answer != null || failure != null;
        }
    }

    Server(Connect connect, Settings settings) {
        this.connect = connect;
        this.engine = new Engine(settings, this, Ledger.NONE);
    }

    /// Of a client of MQTT 5.0 with a keep alive of a minute, and a session that outlives the connection.
    static Server ofClient() {
        return new Server(
                connect(Version.V5, Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 3600L)),
                settings(QUEUEING, 0));
    }

    static Connect connect(Version version, Properties properties) {
        return new Connect(version, "engine", true, 60, null, null, null, properties);
    }

    static Settings settings(Queueing queueing, long retrySeconds) {
        return new Settings(
                TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(2), TimeUnit.SECONDS.toNanos(retrySeconds),
                true, queueing);
    }

    /// Connects, up to the CONNACK.
    Server connected(boolean sessionPresent, Properties properties) {
        closing = false;
        closeReason = null;
        engine.opened(connect, now);
        take(Connect.class);
        receive(ConnAck.accepted(sessionPresent, properties));
        return this;
    }

    Server connected() {
        return connected(false, Properties.NONE);
    }

    void opened() {
        engine.opened(connect, now);
    }

    void lost() {
        lost(true);
    }

    /// @param again whether a further connection is going to be made
    void lost(boolean again) {
        engine.closed(again);
        sent.clear();
    }

    void receive(Packet packet) {
        engine.received(packet, now);
    }

    Outcome<Published> publish(Qos qos, String text) {
        Outcome<Published> outcome = new Outcome<>();
        engine.publish(Message.of("t", text).withQos(qos), false, outcome, now);
        return outcome;
    }

    /// Publishes at least once, waiting for a place in the queue.
    Outcome<Published> publishPatiently(String text) {
        Outcome<Published> outcome = new Outcome<>();
        engine.publish(Message.of("t", text).withQos(Qos.AT_LEAST_ONCE), true, outcome, now);
        return outcome;
    }

    Outcome<SubAck> subscribe(String filter) {
        Outcome<SubAck> outcome = new Outcome<>();
        engine.subscribe(List.of(Subscription.of(filter, Qos.AT_LEAST_ONCE)), Properties.NONE, outcome, now);
        return outcome;
    }

    void handled(Incoming incoming) {
        engine.handled(incoming, ReasonCode.SUCCESS, now);
    }

    void disconnect() {
        engine.disconnect(Disconnect.NORMAL, now);
    }

    void moreRoom() {
        writable = true;
        engine.writable(now);
    }

    /// When the engine wants the clock to be looked at, in nanoseconds.
    long untilTick() {
        return engine.untilTick(now);
    }

    /// Turns the clock on, as far as the engine wants it, again and again.
    void after(long seconds) {
        long end = now + TimeUnit.SECONDS.toNanos(seconds);
        while (!closing && engine.untilTick(now) <= end - now) {
            now += Math.max(0, engine.untilTick(now));
            engine.tick(now, true);
        }
        now = end;
    }

    /// The next packet that the engine sent.
    <T extends Packet> T take(Class<T> type) {
        Packet next = sent.poll();
        if (!type.isInstance(next)) {
            throw new AssertionError("sent " + next + " where a " + type.getSimpleName() + " was expected");
        }
        return type.cast(next);
    }

    /// The text of the next message that the engine sent.
    String takeText() {
        return take(Publish.class).message().payload().asUtf8();
    }

    boolean isSilent() {
        return sent.isEmpty();
    }

    boolean isClosing() {
        return closing;
    }

    @Override
    public void send(Packet packet) {
        sent.add(packet);
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public void connected(ConnAck ack, boolean again) {}

    @Override
    public void refused(ConnAck ack) {
        close(End.said(End.Who.REFUSED, ack.reason(), ack.properties()));
    }

    @Override
    public void challenged(Auth question) {
        questions.add(question);
    }

    @Override
    public void heard(Packet packet, @Nullable Message message) {
        heard.add(packet);
        if (message != null) {
            complete.add(message.payload().asUtf8());
        }
    }

    @Override
    public void message(Publish publish, @Nullable Incoming owed) {
        if (owed != null) {
            messages.add(owed);
        }
    }

    @Override
    public void close(End why) {
        closing = true;
        closeReason = why.reason();
    }
}
