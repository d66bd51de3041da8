package tidings.device.rest;

import io.javalin.websocket.WsConnectContext;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection of MQTT over WebSocket: its bytes go to the broker and back, neither looked at nor kept.
///
/// Whoever is slow slows the other side: what comes is written before more is read, and a virtual thread of its own waits
/// until what the broker says is on its way. Keep alive is MQTT's; a WebSocket that is silent longer than any of those ends.
final class MqttSocket {

    private static final Logger LOG = LoggerFactory.getLogger(MqttSocket.class);
    private static final int BUFFER = 16 * 1024;
    private static final int LARGEST_FRAME = 8 << 20;
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(2 * 65_535);
    private static final int NORMAL = 1000;

    private final Session session;
    private final SocketChannel broker;

    private MqttSocket(Session session, SocketChannel broker) {
        this.session = session;
        this.broker = broker;
    }

    /// Connects to the broker.
    ///
    /// @throws IOException if it does not answer
    static MqttSocket open(WsConnectContext context, Path socket) throws IOException {
        Session session = context.session;
        session.setMaxBinaryMessageSize(LARGEST_FRAME);
        session.setIdleTimeout(LONGEST_SILENCE);
        SocketChannel broker = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        MqttSocket opened = new MqttSocket(session, broker);
        String header = proxyHeader(session.getRemoteSocketAddress(), session.getLocalSocketAddress());
        opened.write(ByteBuffer.wrap(header.getBytes(StandardCharsets.US_ASCII)));
        Thread.ofVirtual().name("mqtt-socket").start(opened::pump);
        return opened;
    }

    /// Waits until the broker has taken them.
    void received(ByteBuffer bytes) {
        try {
            write(bytes);
        } catch (IOException e) {
            LOG.debug("The broker has closed the connection", e);
            session.close(NORMAL, "", Callback.NOOP);
        }
    }

    /// The WebSocket is gone.
    void closed() {
        try {
            broker.close();
        } catch (IOException e) {
            LOG.debug("The connection to the broker broke while it was closed", e);
        }
    }

    private void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            broker.write(bytes);
        }
    }

    private void pump() {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        try {
            while (broker.read(buffer) >= 0) {
                send(buffer.flip());
                buffer.clear();
            }
        } catch (IOException e) {
            LOG.debug("The connection to the broker broke", e);
        } finally {
            session.close(NORMAL, "", Callback.NOOP);
        }
    }

    /// Waits until they are on their way.
    private void send(ByteBuffer bytes) throws IOException {
        CompletableFuture<@Nullable Throwable> sent = new CompletableFuture<>();
        session.sendBinary(bytes, Callback.from(() -> sent.complete(null), sent::complete));
        Throwable failure = sent.join();
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    /// Version 1 of the PROXY protocol.
    static String proxyHeader(SocketAddress remote, SocketAddress local) {
        if (!(remote instanceof InetSocketAddress from && local instanceof InetSocketAddress to)
                || from.getAddress().getClass() != to.getAddress().getClass()) {
            return "PROXY UNKNOWN\r\n";
        }
        String family = from.getAddress() instanceof Inet4Address ? "TCP4" : "TCP6";
        return "PROXY %s %s %s %d %d\r\n".formatted(
                family, plain(from), plain(to), from.getPort(), to.getPort());
    }

    /// Without the zone that local addresses of version 6 may have.
    private static String plain(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
