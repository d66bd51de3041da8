package tidings.bench.brokers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashSet;
import java.util.Set;
import tidings.mqtt.Connect;
import tidings.mqtt.Version;

/// The connections of one thread, which reads and answers whatever is there, then comes back for more. One thread.
final class Generator implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 20;
    private static final long IDLE_MILLIS = 2;

    private final InetSocketAddress address;
    private final Selector selector = Selector.open();
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES / 4);
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Set<Connection> connections = new HashSet<>();

    Generator(InetSocketAddress address) throws IOException {
        this.address = address;
    }

    /// Opens a connection and sends its CONNECT.
    ///
    /// @param number its own among its likes
    Connection connect(String clientId, boolean clean, int number) throws IOException {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Connection connection = new Connection(this, channel, number);
        connections.add(connection);
        connection.send(Connect.of(Version.V3_1_1, clientId, clean, 0));
        return connection;
    }

    void close(Connection connection) throws IOException {
        connections.remove(connection);
        connection.close();
    }

    /// Reads what is there, waiting for it a moment.
    void turn(Hearer hearer) throws IOException {
        try {
            selector.select(key -> ready(key, hearer), IDLE_MILLIS);
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    Selector selector() {
        return selector;
    }

    /// Where a connection reads into; of nobody else while it does.
    ByteBuffer in() {
        return in;
    }

    /// Where a connection writes to until it flushes.
    ByteBuffer out() {
        return out;
    }

    @Override
    public void close() throws IOException {
        for (Connection connection : connections) {
            connection.close();
        }
        selector.close();
    }

    private static void ready(SelectionKey key, Hearer hearer) {
        try {
            ((Connection) key.attachment()).ready(hearer);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
