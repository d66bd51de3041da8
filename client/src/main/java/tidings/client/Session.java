package tidings.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient.State;
import tidings.client.engine.End;
import tidings.client.engine.End.Who;
import tidings.client.engine.Engine;
import tidings.client.engine.Incoming;
import tidings.client.engine.Ledger;
import tidings.client.engine.Outbox;
import tidings.client.events.ConnectEvent;
import tidings.client.events.DisconnectEvent;
import tidings.client.net.Connection;
import tidings.client.net.Driver;
import tidings.client.store.StoredLedger;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;

/// One engine and its connections, one after the other: makes them, makes them again, and says how they end.
///
/// Everything but [#state] happens on the driver's thread.
final class Session implements Outbox, Driver.Client {

    private static final long ASKING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Driver driver;
    private final Listener listener;
    private final Log log;
    private final Counters counters;
    private final Engine engine;
    private final @Nullable StoredLedger ledger;
    private final Attempts attempts;
    private final Queue<Consumer<Outcome>> connecting = new ArrayDeque<>();
    private final Queue<Runnable> leaving = new ArrayDeque<>();
    private @Nullable Connection connection;
    private @Nullable ConnAck welcome;
    private @Nullable End end;
    private ConnectEvent dialling = new ConnectEvent();
    private boolean attempting;
    private boolean wanted;
    private boolean retrying;
    private boolean asking;
    private long retryAt;
    private long readAt;
    private volatile State state = State.DISCONNECTED;
    private volatile @Nullable String responseInformation;

    /// Who hears of it; on the driver's thread.
    interface Listener {
        void connected(Connected how);

        void disconnected(Disconnected how);

        /// A message came.
        ///
        /// @return whether there is room for more
        boolean message(Publish publish, @Nullable Incoming owed);

        /// A packet came, or is sent.
        void heard(Packet packet, @Nullable Message message, boolean sent);

        /// The server asks.
        void challenged(Auth question);

        /// Another attempt is about to be made.
        ///
        /// @param answer is to be called on the driver's thread, later
        void reconnecting(MqttConfig now, Consumer<MqttConfig> answer);
    }

    /// What became of an attempt to connect.
    sealed interface Outcome {
        record Connected(ConnAck ack) implements Outcome {}

        record Failed(MqttException why) implements Outcome {}
    }

    Session(MqttConfig config, Driver driver, Log log, Counters counters, Listener listener) {
        this.attempts = new Attempts(config, log);
        this.driver = driver;
        this.log = log;
        this.counters = counters;
        this.listener = listener;
        this.ledger = config.store() == null
                ? null
                : new StoredLedger(config.store().open(config.clientId()), driver::execute);
        this.engine = new Engine(config.settings(), this, ledger == null ? Ledger.NONE : ledger);
        if (ledger != null) {
            engine.restore(ledger.left(), ledger.receivedIds());
        }
        driver.start(this);
    }

    /// How it stands; any thread may ask.
    State state() {
        return state;
    }

    /// Where the server last said that answers are to be, or null; any thread may ask.
    @Nullable
    String responseInformation() {
        return responseInformation;
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
        if (connection == null) {
            end = End.of(Who.CLIENT, ReasonCode.SUCCESS, "disconnected");
            driver.abandon();
        } else {
            engine.disconnect(how, driver.now());
            rearm();
        }
    }

    /// Is no more: what waits fails.
    ///
    /// @param forget whether not even the next process is to send it
    void shutDown(boolean forget) {
        wanted = false;
        state = State.CLOSED;
        engine.shutDown();
        if (ledger != null) {
            if (forget) {
                ledger.clear();
            }
            ledger.close();
        }
        giveUp(new ConnectionLostException("The client is closed", null));
        driver.close();
        leave();
    }

    /// A message has been handled, or could not be.
    void handled(Received received) {
        Incoming owed = received.owed();
        if (owed != null) {
            engine.handled(owed, received.reason(), driver.now());
        }
    }

    /// There is room for more messages again.
    void readOn() {
        if (connection != null && !connection.isReading()) {
            readAt = driver.now();
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
        engine.opened(attempts.connect(), driver.now());
        rearm();
    }

    @Override
    public void received(Packet packet) {
        if (log.isDetailed()) {
            log.log(Level.DEBUG, () -> "received " + Brief.of(packet));
        }
        Counters.count(counters.packetsReceived);
        State before = state;
        engine.received(packet, readAt);
        if (state != before) {
            rearm();
        }
    }

    @Override
    public void alive() {
        readAt = driver.now(); // once for all packets that were read together
        engine.alive();
    }

    @Override
    public void unreadable(ReasonCode reason, String text) {
        engine.unreadable(reason, "The server sent something malformed: " + text);
    }

    @Override
    public void flushing() {
        if (ledger != null) {
            ledger.commit();
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
        End why = end == null ? End.of(Who.NETWORK, reasonOf(cause), Failures.words(cause)) : end;
        boolean made = connection != null;
        boolean wasConnected = welcome != null;
        boolean fallBack = wanted && !wasConnected && attempts.fallBack(why);
        connection = null;
        welcome = null;
        end = null;
        attempting = false;
        if (state == State.CLOSED) {
            engine.closed(false);
        } else if (fallBack) {
            engine.closed(true);
            log.log(Level.INFO, () -> "The server does not know what it was told; trying MQTT " + attempts.version());
            attempt(state);
        } else {
            ended(why, wasConnected, Failures.of(why, made, cause, attempts.server()));
            leave();
        }
    }

    @Override
    public void send(Packet packet) {
        if (connection != null) {
            if (log.isDetailed()) {
                log.log(Level.DEBUG, () -> "sends " + Brief.of(packet));
            }
            Counters.count(counters.packetsSent);
            if (packet instanceof Publish) {
                Counters.count(counters.messagesSent);
            }
            connection.send(packet);
            listener.heard(packet, null, true);
        }
    }

    @Override
    public boolean isWritable() {
        return connection != null && connection.isWritable();
    }

    @Override
    public void connected(ConnAck ack, boolean again) {
        welcome = ack;
        responseInformation = ack.properties().get(Property.RESPONSE_INFORMATION);
        becomes(State.CONNECTED);
        attempts.succeeded();
        Counters.count(counters.connections);
        log.log(Level.DEBUG, () -> "connected to " + attempts.server());
        dialling.ended(attempts.server(), attempts.clientId(), true, attempts.version().toString());
        listener.connected(new Connected(ack, again, attempts.version(), attempts.asBridge()));
        for (Consumer<Outcome> told = connecting.poll(); told != null; told = connecting.poll()) {
            told.accept(new Outcome.Connected(ack));
        }
    }

    @Override
    public void refused(ConnAck ack) {
        close(End.said(Who.REFUSED, ack.reason(), ack.properties()));
    }

    @Override
    public void challenged(Auth question) {
        listener.challenged(question);
    }

    @Override
    public void heard(Packet packet, @Nullable Message message) {
        listener.heard(packet, message, false);
    }

    @Override
    public void message(Publish publish, @Nullable Incoming owed) {
        Counters.count(counters.messagesReceived);
        if (!listener.message(publish, owed) && connection != null) {
            connection.reading(false);
        }
    }

    @Override
    public void close(End why) {
        if (end == null) {
            end = why;
        }
        if (connection != null) {
            connection.close();
        }
    }

    /// Each attempt but the first may be made with a configuration that the application has just changed.
    private void attempt(State during) {
        attempting = true;
        becomes(during);
        if (during == State.CONNECTING && attempts.isFirst()) {
            dial();
        } else {
            asking = true;
            listener.reconnecting(attempts.config(), changed -> {
                asking = false;
                attempts.use(changed);
                if (wanted) {
                    dial();
                } else {
                    closed(null);
                }
            });
        }
    }

    private void dial() {
        dialling = ConnectEvent.begun();
        driver.connect(attempts.target());
    }

    private void ended(End why, boolean wasConnected, @Nullable MqttException failure) {
        Server server = attempts.server();
        if (wasConnected) {
            DisconnectEvent.happened(server, attempts.clientId(), why.who(), why.text());
        } else {
            dialling.ended(server, attempts.clientId(), false, why.text());
        }
        if (wasConnected && why.who() != Who.CLIENT) {
            Counters.count(counters.connectionsLost);
        }
        Duration delay = wanted ? attempts.failed(why, wasConnected, !connecting.isEmpty()) : null;
        engine.closed(delay != null);
        if (delay != null) {
            retrying = true;
            retryAt = driver.now() + delay.toNanos();
            becomes(connecting.isEmpty() ? State.RECONNECTING : State.CONNECTING);
        } else {
            wanted = false;
            attempts.givenUp();
            becomes(State.DISCONNECTED);
        }
        log.log(why.who() == Who.CLIENT ? Level.DEBUG : Level.WARNING, () -> "no connection to " + server + ": "
                + why.text() + (delay == null ? "" : "; again in " + delay.toMillis() + " ms"));
        rearm();
        listener.disconnected(new Disconnected(
                Failures.by(why), wasConnected, why.reason(), why.properties(), why.text(), failure, delay));
        if (delay == null) {
            giveUp(failure == null ? new ConnectionLostException("The client was disconnected", null) : failure);
        }
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

    private ReasonCode reasonOf(@Nullable Throwable cause) {
        return connection == null && cause != null ? ReasonCode.SERVER_UNAVAILABLE : ReasonCode.UNSPECIFIED_ERROR;
    }

    private void becomes(State next) {
        if (state != State.CLOSED) {
            state = next;
        }
    }

    private void rearm() {
        long now = driver.now();
        long retry = retrying ? Math.max(0, retryAt - now) : Long.MAX_VALUE;
        long answer = asking ? ASKING_NANOS : Long.MAX_VALUE; // an alarm says that there is more to come
        driver.alarmIn(Math.min(Math.min(retry, answer), engine.untilTick(now)));
    }
}
