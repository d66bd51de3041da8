package tidings.tinkerforge.daemon;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.timeout.IdleStateHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.PacketDecoder;
import tidings.tinkerforge.tfp.PacketWriter;
import tidings.tinkerforge.tfp.Uid;

/// A Brick Daemon: connects, authenticates, and begins anew when the connection is lost, until it is closed.
///
/// Belongs to its event loop, as do the calls of its listener.
public final class BrickDaemon {

    private static final Logger LOG = System.getLogger(BrickDaemon.class.getName());
    private static final int CONNECT_TIMEOUT_MILLIS = 5_000;
    private static final long FIRST_DELAY_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PROBE_SECONDS = 5;

    /// What a task gets while there is no connection.
    private static final Turn NO_TURN = new Turn() {
        @Override
        public void call(int function, Bytes payload, boolean responseExpected, Consumer<Outcome> then) {
            then.accept(new Outcome.Failed(Outcome.Failure.NOT_CONNECTED, function));
        }

        @Override
        public void end() {
            // whose turn is next does not matter
        }
    };

    /// How the connection stands.
    public enum State {
        /// Nobody has asked for it yet, or it is closed.
        DISCONNECTED,
        /// It is being made.
        PENDING,
        CONNECTED
    }

    /// Why there is a connection.
    public enum ConnectReason {
        REQUEST,
        AUTO_RECONNECT
    }

    /// Why there is none any more.
    public enum DisconnectReason {
        REQUEST,
        ERROR,
        SHUTDOWN
    }

    /// Is told what happens, on the event loop.
    public interface Listener {

        /// Calls may come.
        void connected(ConnectReason reason);

        void disconnected(DisconnectReason reason);

        /// The daemon did not accept the secret, or the answer. It is tried again.
        void notAuthenticated();

        /// A device said something by itself.
        void callback(Packet packet);
    }

    private final DaemonAddress address;
    private final EventLoop loop;
    private final Listener listener;
    private final Calls calls;
    private final SecureRandom random = new SecureRandom();
    private State state = State.DISCONNECTED;
    private @Nullable Channel channel;
    private @Nullable PacketWriter writer;
    private long delayNanos = FIRST_DELAY_NANOS;
    private int attempts;
    private boolean closed;
    private boolean ready;
    private long wakeAt = Calls.NEVER;

    public BrickDaemon(DaemonAddress address, EventLoop loop, Listener listener) {
        this.address = address;
        this.loop = loop;
        this.listener = listener;
        this.calls = new Calls(
                this::send, address.timeout().toNanos(), address.waitingForOne(), address.waitingForAll());
    }

    /// Connects, and goes on until it succeeds.
    public void connect() {
        state = State.PENDING;
        attempts++;
        new Bootstrap().group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel created) {
                        created.pipeline()
                                .addLast(new IdleStateHandler(0, 0, PROBE_SECONDS, TimeUnit.SECONDS))
                                .addLast(new PacketDecoder())
                                .addLast(new DaemonHandler(BrickDaemon.this));
                    }
                })
                .connect(address.host(), address.port())
                .addListener((ChannelFuture done) -> attempted(done));
    }

    private void attempted(ChannelFuture done) {
        if (done.isSuccess()) {
            return;
        }
        if (attempts == 1) {
            LOG.log(Level.WARNING, "The Brick Daemon at {0} is not there, trying on: {1}", address,
                    done.cause().getMessage());
        }
        again();
    }

    private void again() {
        if (closed) {
            return;
        }
        loop.schedule(() -> {
            if (!closed) {
                connect();
            }
        }, delayNanos, TimeUnit.NANOSECONDS);
        delayNanos = Math.min(delayNanos * 2, address.longestDelay().toNanos());
    }

    /// The channel is there.
    void active(Channel made) {
        if (closed) {
            made.close();
            return;
        }
        channel = made;
        writer = new PacketWriter(made);
        calls.connected();
        if (address.secret().isEmpty()) {
            connected();
        } else {
            calls.submit(Uid.DAEMON, new Authentication(address.secret(), random, this::authenticated),
                    System.nanoTime());
            wake();
        }
    }

    private void authenticated(boolean success) {
        if (success) {
            connected();
        } else if (!closed) {
            listener.notAuthenticated();
            if (channel != null) {
                channel.close();
            }
        }
    }

    private void connected() {
        LOG.log(Level.INFO, "Connected to the Brick Daemon at {0}", address);
        ready = true;
        state = State.CONNECTED;
        delayNanos = FIRST_DELAY_NANOS;
        listener.connected(attempts == 1 ? ConnectReason.REQUEST : ConnectReason.AUTO_RECONNECT);
    }

    /// The channel is gone.
    void inactive(boolean byError) {
        boolean was = ready;
        ready = false;
        channel = null;
        writer = null;
        state = closed ? State.DISCONNECTED : State.PENDING;
        calls.lost();
        if (was) {
            DisconnectReason why = byError ? DisconnectReason.ERROR : DisconnectReason.SHUTDOWN;
            listener.disconnected(closed ? DisconnectReason.REQUEST : why);
        }
        if (was && !closed) {
            LOG.log(Level.WARNING, "Lost the Brick Daemon at {0}, connecting again", address);
        }
        again();
    }

    void received(Packet packet) {
        if (packet.isCallback()) {
            listener.callback(packet);
        } else {
            calls.received(packet, System.nanoTime());
            wake();
        }
    }

    /// Nothing came or went for a while: whether the connection is alive shows when something is sent.
    void idle() {
        send(Packet.request(Uid.ALL, Packet.DISCONNECT_PROBE, 1, false, Bytes.EMPTY));
    }

    /// Gives a task its turn with a device, now or later; or, where too many wait already, not.
    ///
    /// @return whether it has or will have one
    public boolean submit(Uid uid, Turn.Task task) {
        if (!ready) {
            task.run(NO_TURN);
            return true;
        }
        boolean taken = calls.submit(uid, task, System.nanoTime());
        wake();
        return taken;
    }

    /// Asks all devices to say what they are. Without a connection nothing happens.
    public void enumerate() {
        if (ready) {
            send(Packet.request(Uid.ALL, Packet.ENUMERATE, 1, false, Bytes.EMPTY));
        }
    }

    public State state() {
        return state;
    }

    /// Disconnects for good.
    public void close() {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }

    private void send(Packet packet) {
        if (writer != null) {
            writer.write(packet);
        }
    }

    /// Sees to it that overdue calls are given up in time. A timer that comes too early sets itself anew, so that the many
    /// calls that are answered cost no timer.
    private void wake() {
        long deadline = calls.deadline();
        if (deadline == Calls.NEVER || wakeAt != Calls.NEVER) {
            return;
        }
        wakeAt = deadline;
        loop.schedule(() -> {
            wakeAt = Calls.NEVER;
            calls.tick(System.nanoTime());
            wake();
        }, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
