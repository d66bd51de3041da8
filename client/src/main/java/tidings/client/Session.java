package tidings.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient.State;
import tidings.client.engine.Backoff;
import tidings.client.engine.Engine;
import tidings.client.engine.Incoming;
import tidings.client.engine.Outbox;
import tidings.client.engine.Settings;
import tidings.client.net.Connection;
import tidings.client.net.Driver;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// One engine and its connections, one after the other: makes them, makes them again, and says how they end.
///
/// Everything but [#state] happens on the driver's thread.
final class Session implements Outbox, Driver.Client {

    private static final Logger LOG = System.getLogger(MqttClient.class.getName());

    private final MqttConfig config;
    private final Driver driver;
    private final Listener listener;
    private final Engine engine;
    private final Backoff backoff;
    private final Servers servers;
    private final Queue<Consumer<Outcome>> connecting = new ArrayDeque<>();
    private final Queue<Runnable> leaving = new ArrayDeque<>();
    private Version version;
    private @Nullable Connection connection;
    private @Nullable ConnAck welcome;
    private @Nullable End end;
    private boolean attempting;
    private boolean wanted;
    private boolean retrying;
    private long retryAt;
    private volatile State state = State.DISCONNECTED;

    /// Who hears of it; on the driver's thread.
    interface Listener {
        void connected(ConnAck ack);

        void disconnected(Disconnected how);

        /// A message came.
        ///
        /// @return whether there is room for more
        boolean message(Incoming incoming);
    }

    /// What became of an attempt to connect.
    sealed interface Outcome {
        record Connected(ConnAck ack) implements Outcome {}

        record Failed(MqttException why) implements Outcome {}
    }

    /// Why a connection ends.
    private record End(ReasonCode reason, boolean byServer, boolean refused, boolean unreadable, String text) {}

    Session(MqttConfig config, Driver driver, Listener listener) {
        this.config = config;
        this.driver = driver;
        this.listener = listener;
        this.version = config.version() == null ? Version.V5 : config.version();
        this.servers = new Servers(config.servers());
        this.backoff = new Backoff(
                config.reconnect().firstDelay().toNanos(), config.reconnect().longestDelay().toNanos(),
                () -> ThreadLocalRandom.current().nextLong());
        this.engine = new Engine(
                new Settings(
                        config.connectTimeout().toNanos(), config.limits().queuedMessages(),
                        config.limits().queuedBytes(), config.limits().inFlight(), config.resubscribe()),
                this);
        driver.start(this);
    }

    /// How it stands; any thread may ask.
    State state() {
        return state;
    }

    Engine engine() {
        return engine;
    }

    /// Connects, or is told of the connection there is.
    void connect(Consumer<Outcome> told) {
        if (state == State.CLOSED) {
            told.accept(new Outcome.Failed(new ConnectionLostException("The client is closed", null)));
        } else if (state == State.CONNECTED && welcome != null) {
            told.accept(new Outcome.Connected(welcome));
        } else {
            connecting.add(told);
            wanted = true;
            retrying = false;
            if (!attempting) {
                attempt(State.CONNECTING);
            }
        }
    }

    /// Leaves, and stays away.
    void disconnect(Disconnect how, Runnable left) {
        wanted = false;
        if (!attempting) {
            retrying = false;
            becomes(State.DISCONNECTED);
            giveUp(new ConnectionLostException("The client was disconnected", null));
            left.run();
            return;
        }
        leaving.add(left);
        engine.disconnect(how, driver.now());
        rearm();
    }

    /// Is no more: what waits fails.
    void shutDown() {
        wanted = false;
        state = State.CLOSED;
        engine.shutDown();
        giveUp(new ConnectionLostException("The client is closed", null));
        driver.close();
        leave();
    }

    /// Messages have been handled.
    void handled(Iterable<Incoming> all) {
        all.forEach(incoming -> engine.handled(incoming, driver.now()));
    }

    /// There is room for more messages again.
    void readOn() {
        if (connection != null && !connection.isReading()) {
            connection.reading(true);
        }
    }

    @Override
    public void opened(Connection made) {
        connection = made;
        if (!wanted) {
            made.close();
            return;
        }
        engine.opened(config.connect(version), driver.now());
        rearm();
    }

    @Override
    public void received(Packet packet) {
        State before = state;
        engine.received(packet, driver.now());
        if (state != before) {
            rearm();
        }
    }

    @Override
    public void alive() {
        engine.alive();
    }

    @Override
    public void unreadable(ReasonCode reason, String text) {
        String words = "The server sent something malformed: " + text;
        if (welcome == null) {
            close(new End(reason, false, false, true, words));
        } else {
            engine.unreadable(reason, words);
        }
    }

    @Override
    public void writable() {
        engine.writable(driver.now());
    }

    @Override
    public void alarm() {
        if (retrying && driver.now() - retryAt >= 0) {
            retrying = false;
            attempt(State.RECONNECTING);
        }
        engine.tick(driver.now(), connection == null || connection.isReading());
        rearm();
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        boolean made = connection != null;
        boolean welcomed = welcome != null;
        End why = end == null ? endOf(cause, made) : end;
        boolean fallBack = wanted && mayFallBack(why);
        connection = null;
        welcome = null;
        end = null;
        attempting = false;
        engine.closed();
        if (state == State.CLOSED) {
            return;
        }
        if (fallBack) {
            LOG.log(Level.DEBUG, "The server does not know MQTT 5.0; trying 3.1.1");
            version = Version.V3_1_1;
            attempt(state);
            return;
        }
        ended(why, made, welcomed, cause);
        leave();
    }

    @Override
    public void send(Packet packet) {
        if (connection != null) {
            connection.send(packet);
        }
    }

    @Override
    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    @Override
    public void connected(ConnAck ack) {
        welcome = ack;
        becomes(State.CONNECTED);
        backoff.reset();
        servers.connected();
        listener.connected(ack);
        for (Consumer<Outcome> told = connecting.poll(); told != null; told = connecting.poll()) {
            told.accept(new Outcome.Connected(ack));
        }
    }

    @Override
    public void refused(ConnAck ack) {
        String text = ack.properties().get(Property.REASON_STRING, ack.reason().text());
        close(new End(ack.reason(), true, true, false, text));
    }

    @Override
    public void message(Incoming incoming) {
        if (!listener.message(incoming) && connection != null) {
            connection.reading(false);
        }
    }

    @Override
    public void close(ReasonCode reason, boolean byServer, String text) {
        close(new End(reason, byServer, false, false, text));
    }

    private void close(End why) {
        if (end == null) {
            end = why;
        }
        if (connection != null) {
            connection.close();
        }
    }

    private void attempt(State during) {
        attempting = true;
        becomes(during);
        driver.connect(new Driver.Target(
                servers.current(), config.transport(), version, config.limits().packetBytes(),
                config.connectTimeout().toNanos()));
    }

    /// The one version below is tried where the server refuses 5.0, or answers what is no CONNACK in 5.0.
    private boolean mayFallBack(End why) {
        boolean notUnderstood = why.refused ? why.reason == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION : why.unreadable;
        return config.version() == null && version == Version.V5 && welcome == null && notUnderstood;
    }

    private void ended(End why, boolean made, boolean welcomed, @Nullable Throwable cause) {
        Server server = servers.current();
        boolean roundOver = welcomed || servers.failed();
        boolean firstFailed = !connecting.isEmpty() && roundOver && !config.reconnect().firstConnect();
        boolean again = wanted && !firstFailed
                && (config.reconnect().enabled() || (!connecting.isEmpty() && !roundOver));
        Duration delay = null;
        if (again) {
            long nanos = roundOver ? backoff.next() : 0;
            delay = Duration.ofNanos(nanos);
            retrying = true;
            retryAt = driver.now() + nanos;
            becomes(connecting.isEmpty() ? State.RECONNECTING : State.CONNECTING);
            LOG.log(Level.DEBUG, "No connection to {0}: {1}; again in {2} ms", server, why.text, delay.toMillis());
        } else {
            wanted = false;
            becomes(State.DISCONNECTED);
            giveUp(failure(server, why, made, cause));
        }
        rearm();
        listener.disconnected(new Disconnected(why.reason, why.byServer, why.text, delay));
    }

    private void giveUp(MqttException why) {
        for (Consumer<Outcome> told = connecting.poll(); told != null; told = connecting.poll()) {
            told.accept(new Outcome.Failed(why));
        }
    }

    private void leave() {
        for (Runnable left = leaving.poll(); left != null; left = leaving.poll()) {
            left.run();
        }
    }

    private MqttException failure(Server server, End why, boolean made, @Nullable Throwable cause) {
        if (why.refused) {
            return new ConnectRefusedException(why.reason, why.text);
        }
        return made
                ? new ConnectionLostException(why.text, cause)
                : new UnreachableException("Cannot connect to " + server + ": " + why.text, cause);
    }

    private End endOf(@Nullable Throwable cause, boolean made) {
        String text = cause == null ? "The server closed the connection" : words(cause);
        ReasonCode reason = made ? ReasonCode.UNSPECIFIED_ERROR : ReasonCode.SERVER_UNAVAILABLE;
        return new End(reason, false, false, false, text);
    }

    private String words(Throwable cause) {
        String message = cause.getMessage();
        if (message == null || !(cause instanceof IOException)) {
            return cause.toString();
        }
        return message.contains("Connection refused") ? "connection refused" : message; // Netty adds the address
    }

    private void becomes(State next) {
        if (state != State.CLOSED) {
            state = next;
        }
    }

    private void rearm() {
        long now = driver.now();
        long retry = retrying ? Math.max(0, retryAt - now) : Long.MAX_VALUE;
        driver.alarmIn(Math.min(retry, engine.untilTick(now)));
    }
}
