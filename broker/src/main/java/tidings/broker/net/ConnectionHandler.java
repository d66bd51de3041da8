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
import tidings.broker.session.Admission;
import tidings.broker.session.Count;
import tidings.broker.session.Counters;
import tidings.broker.session.MountedPeer;
import tidings.broker.session.Outbox;
import tidings.broker.session.Peer;
import tidings.broker.session.Printable;
import tidings.broker.session.Terms;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.MalformedPacketException;
import tidings.mqtt.codec.PublishFrame;

/// One connection, between its bytes and its [Peer].
///
/// ```
/// CONNECT expected -> login (<-> AUTH expected) -> (to the client's home loop) -> open -> closed
/// ```
///
/// While a login is decided the connection is not read; what came in one go with the CONNECT waits in the buffer. The
/// decoder works on the buffer as it comes from the socket; only what is not a whole packet yet is kept. One connection
/// has only so many packets in its turn; the rest waits until the others of the loop have had theirs.
///
/// Everything happens on the connection's loop, which changes once, between login and open, while nothing is read.
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Outbox, Entry.Threshold {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);
    /// How long a client may take to read the last that is sent to it.
    private static final long CLOSING_SECONDS = 5;

    private final BrokerServer server;
    private final Channel channel;
    private final Limits limits;
    private final Decoder decoder;
    private final Unread unread = new Unread();
    private final ReadControl reading;
    private final Arrival arrival;
    private final Silence silence;
    private Counters counters;
    private State state = State.CONNECT_EXPECTED;
    private @Nullable Output output;
    private @Nullable Connect connect;
    private @Nullable Entry entry;
    private @Nullable Peer peer;
    private @Nullable ScheduledFuture<?> deadline;
    private Version version = Version.V3_1_1;
    private Wording wording = Wording.PLAIN;
    private String clientId = "";
    private ReasonCode closeReason = ReasonCode.SUCCESS;

    private enum State {
        CONNECT_EXPECTED,
        LOGIN,
        AUTH_EXPECTED,
        OPEN,
        CLOSED
    }

    ConnectionHandler(BrokerServer server, Channel channel, Arrival arrival) {
        this.server = server;
        this.channel = channel;
        this.arrival = arrival;
        this.limits = server.config().limits();
        this.counters = server.home(channel.eventLoop()).shard().counters();
        this.reading = new ReadControl(channel, server.queued());
        this.decoder = Decoder.forServer(limits.packetBytes());
        this.silence = new Silence(channel, reading::isWanted, () -> disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT));
        decoder.maximumUserProperties(limits.userProperties());
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long left = arrival.deadlineNanos() - System.nanoTime();
        deadline = channel.eventLoop().schedule(this::connectTimedOut, left, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf arrived = (ByteBuf) message;
        silence.heard();
        counters.add(Count.BYTES_RECEIVED, arrived.readableBytes());
        unread.add(arrived);
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
        reading.apply();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reading.end();
        decodeUnread(); // what came before the end counts, though its answers are for nobody
        state = State.CLOSED;
        cancelDeadline();
        silence.stop();
        unread.release();
        if (output != null) {
            output.release();
        }
        Peer gone = peer;
        if (gone != null) {
            peer = null;
            gone.closed(closeReason);
            LOG.debug("client={} ip={} gone: {}", Printable.of(clientId), arrival.remote(), closeReason.text());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (cause instanceof IOException) {
            LOG.debug("client={} ip={} lost: {}", Printable.of(clientId), arrival.remote(), cause.getMessage());
        } else {
            LOG.error("client={} ip={} is disconnected by an error of the broker", Printable.of(clientId),
                    arrival.remote(), cause);
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
            reading.answered();
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
        reading.wanted(on);
        if (on && !unread.isEmpty()) {
            channel.eventLoop().execute(this::decodeUnread);
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
            Disconnect told = new Disconnect(reason, server.door().reference(reason));
            Packet put = version.hasProperties() ? wording.put(told, why, version) : null;
            if (put != null) {
                output.send(put);
            }
            LOG.debug("client={} ip={} is disconnected: {}", Printable.of(clientId), arrival.remote(),
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

    /// What came while nothing was wanted.
    private void decodeUnread() {
        decode();
        if (peer != null) {
            peer.readComplete();
        }
    }

    private void decode() {
        int packets = 0;
        int publishes = 0;
        try {
            ByteBuf in = unread.bytes();
            while (in != null && mayDecode()) {
                Packet packet = decoder.decode(in);
                if (packet == null) {
                    break;
                }
                publishes += counters.received(packet) ? 1 : 0;
                handle(packet);
                in = unread.bytes();
                if (++packets == limits.packetsPerTurn() && state == State.OPEN && !unread.isEmpty()) {
                    reading.endTurn(this::decodeUnread);
                }
            }
        } catch (MalformedPacketException malformed) {
            refuse(malformed);
        }
        if (publishes > 0) {
            reading.published();
        }
        if (state == State.CLOSED) {
            unread.release();
        } else {
            unread.settle(channel.alloc());
        }
    }

    private boolean mayDecode() {
        return switch (state) {
            case CONNECT_EXPECTED, AUTH_EXPECTED -> true;
            case OPEN -> reading.mayDecode();
            case LOGIN, CLOSED -> false;
        };
    }

    private void handle(Packet packet) {
        switch (packet) {
            case Connect first -> connect(first);
            case Auth auth -> received(auth);
            default -> {
                if (peer != null) {
                    peer.received(packet);
                } else if (packet instanceof Disconnect) {
                    end();
                } else { // [MQTT-3.1.2-30]
                    refuse(new Verdict.Refused(ReasonCode.PROTOCOL_ERROR, "a packet amid its authentication"));
                }
            }
        }
    }

    private void received(Auth auth) {
        boolean onItsWayIn = state == State.AUTH_EXPECTED;
        if (onItsWayIn) {
            state = State.LOGIN;
            reading.force(false);
        }
        if (entry != null && entry.received(auth)) {
            return;
        }
        if (onItsWayIn) {
            refuse(new Verdict.Refused(ReasonCode.PROTOCOL_ERROR, "an AUTH that does not go on"));
        } else {
            disconnect(ReasonCode.PROTOCOL_ERROR);
        }
    }

    private void refuse(MalformedPacketException malformed) {
        LOG.info("client={} ip={} refused: {}", Printable.of(clientId), arrival.remote(),
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

    private void connect(Connect first) {
        state = State.LOGIN;
        connect = first;
        version = first.version();
        clientId = first.clientId();
        wording = Wording.of(first);
        reading.force(false);
        Verdict.Refused objection = server.door().objection(first, server.connections(), arrival.visit());
        if (objection != null) {
            refuse(objection);
            return;
        }
        entry = new Entry(server.door(), first, arrival, this::onLoop, this);
        entry.begin();
    }

    @Override
    public void ask(Auth auth) {
        if (state == State.OPEN) {
            send(auth);
        } else if (state == State.LOGIN) {
            state = State.AUTH_EXPECTED;
            write(auth, version);
            channel.flush();
            reading.force(true);
            decodeUnread();
        }
    }

    @Override
    public void failed(ReasonCode reason) {
        disconnect(reason);
    }

    @Override
    public void decided(Verdict verdict, Properties greeting) {
        Connect asked = connect;
        Entry way = entry;
        if (state != State.LOGIN || asked == null || way == null) {
            return; // timed out, or gone
        }
        cancelDeadline();
        if (clientId.isEmpty()) {
            clientId = server.door().makeUpClientId();
        }
        switch (verdict) {
            case Verdict.Accepted accepted -> accepted(new Admission(asked, way.client(clientId, accepted), greeting));
            case Verdict.Mounted mounted -> open(asked, mounted);
            case Verdict.Refused refused -> {
                arrival.visit().loginFailed();
                refuse(refused);
            }
            case Verdict.NotMine nobody ->
                refuse(new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "nobody knows this client"));
        }
    }

    private void accepted(Admission admission) {
        ReasonCode objection = server.policy().objection(admission);
        if (objection == null) {
            goHome(server.home(clientId), admission);
        } else {
            refuse(new Verdict.Refused(objection, "its will is not allowed"));
        }
    }

    private void refuse(Verdict.Refused refused) {
        LOG.info("client={} ip={} refused: {}", Printable.of(clientId), arrival.remote(), refused.why());
        answer(version, refused.reason());
        end();
    }

    private void goHome(Home home, Admission admission) {
        home.take(channel, arrived -> {
            if (arrived) {
                open(admission, home);
            } else {
                channel.close();
            }
        });
    }

    private void open(Admission admission, Home home) {
        counters = home.shard().counters();
        output = Output.to(channel, admission.connect(), limits, home);
        state = State.OPEN;
        peer = home.shard().admit(admission, this);
        if (peer == null) {
            state = State.LOGIN;
            refuse(new Verdict.Refused(ReasonCode.QUOTA_EXCEEDED, "too many sessions (--max-sessions)"));
            return;
        }
        opened(admission.connect());
    }

    private void open(Connect connect, Verdict.Mounted mounted) {
        Home home = server.home(channel.eventLoop());
        output = Output.to(channel, connect, limits, home);
        state = State.OPEN;
        decoder.maximumPacketSize(mounted.maximumPacketSize());
        MountedPeer mountedPeer = new MountedPeer(
                mounted.mount(), connect, clientId, arrival.remote(), mounted.maximumPacketSize(), this,
                home.shard(), limits);
        peer = mountedPeer;
        mountedPeer.open();
        opened(connect);
    }

    private void opened(Connect connect) {
        LOG.debug("client={} ip={} connected version={} keepAlive={}s", Printable.of(clientId),
                arrival.remote(), version, connect.keepAliveSeconds());
        arrival.visit().in();
        this.connect = null;
        entry = entry != null && entry.goesOn() ? entry : null;
        int keepAlive = Terms.keepAliveSeconds(connect, limits);
        if (keepAlive > 0) {
            silence.watch(keepAlive);
        }
        reading.open();
        decodeUnread();
    }

    private void connectTimedOut() {
        if (state != State.OPEN && state != State.CLOSED) {
            LOG.info("ip={} refused: not in within {}", arrival.remote(), limits.connectTimeout());
            end();
        }
    }

    /// A CONNACK that refuses.
    private void answer(Version spoken, ReasonCode reason) {
        ConnAck told = new ConnAck(false, reason, server.door().reference(reason));
        Packet put = wording.put(told, spoken);
        if (put != null) {
            write(put, spoken);
        }
    }

    private void write(Packet packet, Version spoken) {
        ByteBuf bytes = channel.alloc().buffer();
        Encoder.of(spoken).encode(packet, bytes);
        channel.write(bytes);
    }

    private void end() {
        close(new Output(channel, Encoder.of(version), server.home(channel.eventLoop())));
    }

    /// Closes after all that was sent; a client that does not read it cannot stay for that.
    private void close(Output last) {
        state = State.CLOSED;
        cancelDeadline();
        silence.stop();
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

    private void onLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
        } else {
            channel.eventLoop().execute(task);
        }
    }
}
