package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.PublishFrame;

/// A connection that remembers what was sent on it.
final class RecordingOutbox implements Outbox {

    private final Queue<Packet> sent = new ArrayDeque<>();
    private final Decoder decoder;
    private final Connection connection =
            new Connection(URI.create("mqtt://here"), new InetSocketAddress(0), 0);
    private boolean writable = true;
    private boolean reading = true;
    private @Nullable ReasonCode disconnected;

    RecordingOutbox(Version version) {
        decoder = Decoder.forClient(version, Integer.MAX_VALUE);
    }

    @Override
    public void send(Packet packet) {
        if (disconnected == null) {
            sent.add(packet);
        }
    }

    @Override
    public void send(PublishFrame frame, boolean dup, int packetId) {
        ByteBuf bytes = Unpooled.buffer();
        frame.writeTo(bytes, dup, packetId);
        Packet packet = decoder.decode(bytes);
        assertThat(packet).isNotNull();
        assertThat(bytes.isReadable()).isFalse();
        send(packet);
    }

    @Override
    public boolean isWritable() {
        return writable && disconnected == null;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public void disconnect(ReasonCode reason) {
        if (disconnected == null) {
            disconnected = reason;
        }
    }

    /// Whether more packets are wanted.
    boolean isRead() {
        return reading;
    }

    void writable(boolean on) {
        writable = on;
    }

    /// Why the connection was ended, or null if it was not.
    @Nullable
    ReasonCode disconnected() {
        return disconnected;
    }

    /// The oldest packet not taken yet, or null.
    @Nullable
    Packet next() {
        return sent.poll();
    }

    /// The oldest packet not taken yet, which is of a type.
    <T extends Packet> T next(Class<T> type) {
        Packet packet = sent.poll();
        assertThat(packet).isInstanceOf(type);
        return type.cast(packet);
    }

    /// The messages not taken yet, and nothing else.
    List<Publish> publishes() {
        assertThat(sent).allMatch(Publish.class::isInstance);
        List<Publish> publishes = new ArrayList<>();
        sent.forEach(packet -> publishes.add((Publish) packet));
        sent.clear();
        return publishes;
    }
}
