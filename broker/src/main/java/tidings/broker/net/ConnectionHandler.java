package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Limits;
import tidings.broker.session.MountedPeer;
import tidings.broker.session.Outbox;
import tidings.broker.session.Peer;
import tidings.broker.session.Printable;
import tidings.broker.session.Shard;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Login;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.MalformedPacketException;
import tidings.mqtt.codec.PublishFrame;

/// One connection, between its bytes and its [Peer].
///
/// ```
/// CONNECT expected -> login -> (to the client's home loop) -> open -> closed
/// ```
///
/// While a login is decided the connection is not read; what came in one go with the CONNECT waits in the buffer. The
/// decoder works on the buffer as it comes from the socket; only what is not a whole packet yet is kept.
///
/// Everything happens on the connection's loop, which changes once, between login and open, while nothing is read.
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);
    /// What a client may leave unread of its acknowledgements before it is not read either.
    private static final long UNSENT_BYTES = 1 << 20;
    /// How long a client may take to read the last that is sent to it.
    private static final long CLOSING_SECONDS = 5;

    private final BrokerServer server;
    private final Channel channel;
    private final Limits limits;
    private final Decoder decoder;
    private State state = State.CONNECT_EXPECTED;
    private @Nullable ByteBuf kept;
    private @Nullable Output output;
    private @Nullable Peer peer;
    private @Nullable ScheduledFuture<?> deadline;
    private Version version = Version.V3_1_1;
    private Wording wording = Wording.PLAIN;
    private String clientId = "";
    private long lastRead;
    private boolean readingWanted = true;
    private ReasonCode closeReason = ReasonCode.SUCCESS;

    private enum State {
        CONNECT_EXPECTED,
        LOGIN,
        OPEN,
        CLOSED
    }

    ConnectionHandler(BrokerServer server, Channel channel) {
        this.server = server;
        this.channel = channel;
        this.limits = server.config().limits();
        this.decoder = Decoder.forServer(limits.packetBytes());
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        deadline = channel.eventLoop()
                .schedule(
                        this::connectTimedOut, limits.connectTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf arrived = (ByteBuf) message;
        lastRead = System.nanoTime();
        if (kept == null) {
            kept = arrived;
        } else {
            kept.writeBytes(arrived);
            arrived.release();
        }
        decode();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (peer != null) {
            peer.readComplete();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && peer != null && state == State.OPEN) {
            peer.writable();
        }
        applyReading();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        readingWanted = true;
        decodeKept(); // what came before the end counts, though its answers are for nobody
        state = State.CLOSED;
        cancelDeadline();
        releaseKept();
        if (output != null) {
            output.release();
        }
        Peer gone = peer;
        if (gone != null) {
            peer = null;
            gone.closed(closeReason);
            LOG.debug("client={} ip={} gone: {}", Printable.of(clientId), channel.remoteAddress(), closeReason.text());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("client={} ip={} lost: {}", Printable.of(clientId), channel.remoteAddress(), cause.getMessage());
        } else {
            LOG.error("client={} ip={} is disconnected by an error of the broker", Printable.of(clientId),
                    channel.remoteAddress(), cause);
        }
        closeReason = ReasonCode.UNSPECIFIED_ERROR;
        channel.close();
    }

    @Override
    public void send(Packet packet) {
        if (state == State.OPEN && output != null) {
            Packet put = wording.put(packet, version);
            if (put == null) { // [MQTT-3.1.2-24]
                disconnect(ReasonCode.PACKET_TOO_LARGE);
                return;
            }
            output.send(put);
            if (channel.bytesBeforeWritable() > UNSENT_BYTES) {
                applyReading();
            }
        }
    }

    @Override
    public void send(PublishFrame frame, boolean dup, int packetId) {
        if (state == State.OPEN && output != null) {
            output.send(frame, dup, packetId);
        }
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && output != null && output.isWritable();
    }

    @Override
    public void reading(boolean on) {
        readingWanted = on;
        applyReading();
        if (on && kept != null) {
            channel.eventLoop().execute(this::decodeKept);
        }
    }

    @Override
    public void disconnect(ReasonCode reason) {
        disconnect(reason, null);
    }

    private void disconnect(ReasonCode reason, @Nullable String why) {
        if (state != State.OPEN || output == null) {
            return;
        }
        if (reason.isError()) {
            Packet put = version.hasProperties() ? wording.put(Disconnect.of(reason), why, version) : null;
            if (put != null) {
                output.send(put);
            }
            LOG.debug("client={} ip={} is disconnected: {}", Printable.of(clientId), channel.remoteAddress(),
                    reason.text());
        }
        closeReason = reason;
        close(output);
    }

    /// The server stops. Any thread.
    void shutDown() {
        channel.eventLoop().execute(() -> {
            if (peer != null) {
                peer.shutDown();
            } else {
                channel.close();
            }
        });
    }

    /// What was kept while nothing was wanted.
    private void decodeKept() {
        decode();
        if (peer != null) {
            peer.readComplete();
        }
    }

    private void decode() {
        try {
            ByteBuf in = kept;
            while (in != null && mayDecode()) {
                Packet packet = decoder.decode(in);
                if (packet == null) {
                    break;
                }
                handle(packet);
                in = kept;
            }
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
        keepRest();
    }

    private boolean mayDecode() {
        return state == State.CONNECT_EXPECTED || (state == State.OPEN && readingWanted);
    }

    private void handle(Packet packet) {
        if (packet instanceof Connect connect) {
            connect(connect);
        } else if (peer != null) {
            peer.received(packet);
        }
    }

    /// What is not decoded yet is kept in a buffer of its own, so that the socket's large one goes back.
    private void keepRest() {
        ByteBuf rest = kept;
        if (rest == null) {
            return;
        }
        if (!rest.isReadable() || state == State.CLOSED) {
            releaseKept();
        } else if (rest.readerIndex() > 0 || rest.capacity() > 2 * rest.readableBytes()) {
            kept = channel.alloc().buffer(rest.readableBytes()).writeBytes(rest);
            rest.release();
        }
    }

    private void refuse(MalformedPacketException malformed) {
        LOG.info("client={} ip={} refused: {}", Printable.of(clientId), channel.remoteAddress(),
                malformed.getMessage());
        if (state == State.OPEN) {
            disconnect(malformed.reason(), malformed.getMessage());
        } else {
            if (malformed.reason() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) { // [MQTT-3.1.2-2]
                answer(Version.V3_1_1, malformed.reason());
            } else if (decoder.version() == Version.V5) { // a CONNECT that is nearly one
                answer(Version.V5, malformed.reason());
            }
            end();
        }
    }

    private void connect(Connect connect) {
        state = State.LOGIN;
        version = connect.version();
        clientId = connect.clientId();
        wording = Wording.of(connect);
        channel.config().setAutoRead(false);
        Verdict.Refused objection = server.door().objection(connect, server.connections());
        if (objection != null) {
            refuse(objection);
            return;
        }
        Login login = new Login(
                version, clientId, connect.userName(), connect.password(), channel.remoteAddress());
        server.door().ask(login).whenComplete((verdict, failure) -> onLoop(() -> decided(connect, verdict, failure)));
    }

    private void decided(Connect connect, @Nullable Verdict verdict, @Nullable Throwable failure) {
        if (state != State.LOGIN) {
            return; // timed out, or gone
        }
        cancelDeadline();
        if (clientId.isEmpty()) {
            clientId = server.door().makeUpClientId();
        }
        switch (verdict) {
            case null -> {
                LOG.error("client={} The login could not be decided", Printable.of(clientId), failure);
                refuse(new Verdict.Refused(ReasonCode.SERVER_UNAVAILABLE, "the login could not be decided"));
            }
            case Verdict.Accepted accepted -> goHome(server.home(clientId), connect);
            case Verdict.Mounted mounted -> open(connect, mounted);
            case Verdict.Refused refused -> refuse(refused);
            case Verdict.NotMine nobody -> throw new AssertionError("the door answers for nobody");
        }
    }

    private void refuse(Verdict.Refused refused) {
        LOG.info("client={} ip={} refused: {}", Printable.of(clientId), channel.remoteAddress(), refused.why());
        answer(version, refused.reason());
        end();
    }

    /// Moves the connection to another loop; nothing is read meanwhile.
    private void goHome(Home home, Connect connect) {
        if (home.loop().inEventLoop()) {
            open(connect, home);
            return;
        }
        channel.deregister().addListener(left -> home.loop().register(channel).addListener(arrived -> {
            if (arrived.isSuccess() && channel.isActive()) {
                open(connect, home);
            } else {
                channel.close();
            }
        }));
    }

    private void open(Connect connect, Home home) {
        output = new Output(channel, Encoder.of(version), home.flusher());
        state = State.OPEN;
        Shard shard = home.shard();
        peer = shard.admit(connect, clientId, this);
        if (peer == null) {
            state = State.LOGIN;
            refuse(new Verdict.Refused(ReasonCode.QUOTA_EXCEEDED, "too many sessions"));
            return;
        }
        opened(connect);
    }

    private void open(Connect connect, Verdict.Mounted mounted) {
        Home home = server.home(channel.eventLoop());
        output = new Output(channel, Encoder.of(version), home.flusher());
        state = State.OPEN;
        decoder.maximumPacketSize(mounted.maximumPacketSize());
        MountedPeer mountedPeer = new MountedPeer(
                mounted.mount(), connect, clientId, channel.remoteAddress(), mounted.maximumPacketSize(), this,
                home.shard(), limits);
        peer = mountedPeer;
        mountedPeer.open();
        opened(connect);
    }

    private void opened(Connect connect) {
        LOG.debug("client={} ip={} connected version={} keepAlive={}s", Printable.of(clientId),
                channel.remoteAddress(), version, connect.keepAliveSeconds());
        lastRead = System.nanoTime();
        if (connect.keepAliveSeconds() > 0) {
            long silence = TimeUnit.SECONDS.toNanos(connect.keepAliveSeconds()) * 3 / 2; // [MQTT-3.1.2-22]
            watch(silence, silence);
        }
        applyReading();
        decodeKept();
    }

    /// Looks again when the silence would be too long; only then, and not at every packet.
    private void watch(long silence, long delay) {
        deadline = channel.eventLoop().schedule(() -> {
            long left = silence - (System.nanoTime() - lastRead);
            if (left > 0 || !readingWanted) {
                watch(silence, left > 0 ? left : silence);
            } else {
                disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT);
            }
        }, delay, TimeUnit.NANOSECONDS);
    }

    private void connectTimedOut() {
        if (state == State.CONNECT_EXPECTED || state == State.LOGIN) {
            LOG.info("ip={} refused: no CONNECT within {}", channel.remoteAddress(), limits.connectTimeout());
            end();
        }
    }

    private void applyReading() {
        if (state == State.OPEN) {
            channel.config().setAutoRead(readingWanted && channel.bytesBeforeWritable() <= UNSENT_BYTES);
        }
    }

    /// A CONNACK that refuses.
    private void answer(Version spoken, ReasonCode reason) {
        Packet put = wording.put(ConnAck.refused(reason), spoken);
        if (put != null) {
            ByteBuf bytes = channel.alloc().buffer();
            Encoder.of(spoken).encode(put, bytes);
            channel.write(bytes);
        }
    }

    private void end() {
        close(new Output(channel, Encoder.of(version), server.home(channel.eventLoop()).flusher()));
    }

    /// Closes after all that was sent; a client that does not read it cannot stay for that.
    private void close(Output last) {
        state = State.CLOSED;
        cancelDeadline();
        last.close();
        if (channel.isActive()) {
            deadline = channel.eventLoop().schedule(() -> {
                channel.close();
            }, CLOSING_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void releaseKept() {
        if (kept != null) {
            kept.release();
            kept = null;
        }
    }

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }
}
