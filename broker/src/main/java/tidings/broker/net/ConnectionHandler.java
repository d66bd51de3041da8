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
import tidings.broker.session.Connection;
import tidings.broker.session.Count;
import tidings.broker.session.Counters;
import tidings.broker.session.MountedPeer;
import tidings.broker.session.Outbox;
import tidings.broker.session.Peer;
import tidings.broker.session.Printable;
import tidings.broker.session.Terms;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.Auth;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.MalformedPacketException;
import tidings.mqtt.codec.PublishFrame;

/// One connection, between its bytes and its [Peer].
///
/// ```
/// CONNECT expected -> login (<-> AUTH expected) -> (to the client's home loop) -> open -> closed
/// ```
///
/// While a login is decided the connection is not read; what came in one go with the CONNECT waits in its [Intake].
///
/// Everything happens on the connection's loop, which changes once, between login and open, while nothing is read.
final class ConnectionHandler extends ChannelInboundHandlerAdapter implements Outbox, Entry.Threshold, Intake.Taker {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionHandler.class);

    private final BrokerServer server;
    private final Channel channel;
    private final Limits limits;
    private final ReadControl reading;
    private final Intake intake;
    private final Sender sender;
    private final Arrival arrival;
    private final Connection connection;
    private final Silence silence;
    private State state = State.CONNECT_EXPECTED;
    private @Nullable Connect connect;
    private @Nullable Entry entry;
    private @Nullable Peer peer;
    private @Nullable ScheduledFuture<?> deadline;
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
        this.limits = server.limits();
        this.reading = new ReadControl(channel, server.queued());
        this.connection = new Connection(
                server.address(channel, arrival.listener()), arrival.remote(), server.config().clock().millis());
        this.intake = new Intake(
                channel, limits, reading, connection, server.home(channel.eventLoop()).shard().counters(), this);
        this.sender = new Sender(server, channel, connection);
        this.silence = new Silence(channel, reading::isListening, () -> disconnect(ReasonCode.KEEP_ALIVE_TIMEOUT));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long left = arrival.deadlineNanos() - System.nanoTime();
        deadline = channel.eventLoop().schedule(this::connectTimedOut, left, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        silence.heard();
        intake.arrived((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        paused();
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
        intake.decodeUnread(); // what came before the end counts, though its answers are for nobody
        leave();
    }

    /// A connection that ends while it moves from loop to loop is never told that it is inactive.
    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        leave();
    }

    /// The client is gone, whatever its socket still does.
    private void leave() {
        reading.end();
        boolean lost = state != State.CLOSED;
        state = State.CLOSED;
        cancelDeadline();
        silence.stop();
        intake.release();
        sender.release();
        Peer gone = peer;
        if (gone != null) {
            peer = null;
            count(lost);
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
        if (state != State.OPEN) {
            return;
        }
        if (sender.send(packet)) {
            reading.answered();
        } else {
            disconnect(ReasonCode.PACKET_TOO_LARGE);
        }
    }

    @Override
    public void send(PublishFrame frame, boolean dup, int packetId) {
        if (state == State.OPEN) {
            sender.send(frame, dup, packetId);
        }
    }

    @Override
    public boolean isWritable() {
        return state == State.OPEN && sender.isWritable();
    }

    @Override
    public void reading(boolean on) {
        reading.wanted(on);
        if (on && intake.hasUnread()) {
            channel.eventLoop().execute(intake::decodeUnread);
        }
    }

    @Override
    public void disconnect(ReasonCode reason) {
        disconnect(reason, null);
    }

    private void disconnect(ReasonCode reason, @Nullable String why) {
        if (state != State.OPEN) {
            return;
        }
        if (reason.isError()) {
            sender.dismiss(reason, why);
            LOG.debug("client={} ip={} is disconnected: {}", Printable.of(clientId), arrival.remote(),
                    reason.text());
        }
        closeReason = reason;
        close();
    }

    @Override
    public Connection connection() {
        return connection;
    }

    private void count(boolean lost) {
        Counters counters = server.home(channel.eventLoop()).shard().counters();
        if (lost) {
            counters.add(Count.CONNECTIONS_LOST);
        } else {
            counters.disconnected(closeReason);
        }
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

    @Override
    public boolean mayTake() {
        return switch (state) {
            case CONNECT_EXPECTED, AUTH_EXPECTED -> true;
            case OPEN -> reading.mayDecode();
            case LOGIN, CLOSED -> false;
        };
    }

    @Override
    public void take(Packet packet) {
        switch (packet) {
            case Connect first -> connect(first);
            case Auth auth -> received(auth);
            default -> {
                if (peer != null) {
                    peer.received(packet);
                } else if (packet instanceof Disconnect) {
                    close();
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

    @Override
    public void refuse(MalformedPacketException malformed) {
        LOG.info("client={} ip={} refused: {}", Printable.of(clientId), arrival.remote(),
                malformed.getMessage());
        if (state == State.OPEN) {
            disconnect(malformed.reason(), malformed.getMessage());
        } else {
            countRefused(malformed.reason());
            if (malformed.reason() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION) { // [MQTT-3.1.2-2]
                sender.refuse(Version.V3_1_1, malformed.reason());
            } else if (intake.version() == Version.V5) { // a CONNECT that is nearly one
                sender.refuse(Version.V5, malformed.reason());
            }
            close();
        }
    }

    @Override
    public boolean isOver() {
        return state == State.CLOSED;
    }

    @Override
    public void paused() {
        if (peer != null) {
            peer.readComplete();
        }
    }

    private void connect(Connect first) {
        state = State.LOGIN;
        connect = first;
        clientId = first.clientId();
        sender.heard(first);
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
            sender.write(auth);
            reading.force(true);
            intake.decodeUnread();
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
            case Verdict.Accepted accepted -> accepted(
                    new Admission(asked, way.client(clientId, accepted), greeting, arrival.cameNanos()));
            case Verdict.Mounted mounted -> open(asked, mounted);
            case Verdict.Refused refused -> {
                if (refused.reason() != ReasonCode.SERVER_BUSY && refused.reason() != ReasonCode.SERVER_UNAVAILABLE) {
                    arrival.visit().loginFailed();
                }
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
        countRefused(refused.reason());
        sender.refuse(sender.version(), refused.reason());
        close();
    }

    private void countRefused(ReasonCode told) {
        server.home(channel.eventLoop()).shard().counters().refused(told);
    }

    private void goHome(Home home, Admission admission) {
        home.take(channel, arrived -> {
            if (arrived) {
                open(admission, home);
            } else {
                channel.close();
                leave();
            }
        });
    }

    private void open(Admission admission, Home home) {
        if (home.shard().isOvertaken(admission)) {
            refuse(new Verdict.Refused(ReasonCode.SERVER_BUSY, "a later connection of the same client is in already"));
            return;
        }
        intake.countIn(home.shard().counters());
        sender.open(admission.connect(), limits, home);
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
        sender.open(connect, limits, home);
        state = State.OPEN;
        intake.maximumPacketSize(mounted.maximumPacketSize());
        MountedPeer mountedPeer = new MountedPeer(
                mounted.mount(), connect, clientId, arrival.remote(), mounted.maximumPacketSize(), this,
                home.shard(), limits);
        peer = mountedPeer;
        mountedPeer.open();
        opened(connect);
    }

    private void opened(Connect connect) {
        LOG.debug("client={} ip={} connected version={} keepAlive={}s", Printable.of(clientId),
                arrival.remote(), sender.version(), connect.keepAliveSeconds());
        arrival.visit().in();
        this.connect = null;
        entry = entry != null && entry.goesOn() ? entry : null;
        int keepAlive = Terms.keepAliveSeconds(connect, limits);
        if (keepAlive > 0) {
            silence.watch(keepAlive);
        }
        reading.open();
        intake.decodeUnread();
    }

    private void connectTimedOut() {
        if (state != State.OPEN && state != State.CLOSED) {
            LOG.info("ip={} refused: not in within {}", arrival.remote(), limits.connectTimeout());
            countRefused(ReasonCode.MAXIMUM_CONNECT_TIME);
            close();
        }
    }

    private void close() {
        state = State.CLOSED;
        cancelDeadline();
        silence.stop();
        sender.close(this::bidFarewell);
    }

    private void bidFarewell() {
        if (closeReason == ReasonCode.SERVER_SHUTTING_DOWN) {
            channel.close();
        } else {
            leave();
            Farewell.bid(channel, this);
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
