package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.session.Connection;
import tidings.broker.session.Count;
import tidings.broker.session.Counters;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.MalformedPacketException;

/// What comes in on one connection, from bytes to packets.
///
/// The decoder works on the buffer as it comes from the socket; only what is not a whole packet yet is kept. One
/// connection has only so many packets in its turn; the rest waits until the others of the loop have had theirs.
///
/// Used on the connection's loop only.
final class Intake {

    private final Channel channel;
    private final ReadControl reading;
    private final Taker taker;
    private final Decoder decoder;
    private final int packetsPerTurn;
    private final Unread unread = new Unread();
    private final @Nullable Pace pace;
    private final Connection connection;
    private Counters counters;

    /// Whose packets these are.
    interface Taker {

        /// Whether it would take one now.
        boolean mayTake();

        void take(Packet packet);

        /// What came is no packet, and nothing behind it is.
        void refuse(MalformedPacketException malformed);

        /// Whether it will never take one again.
        boolean isOver();

        /// All that came together is taken, for now.
        void paused();
    }

    Intake(Channel channel, Limits limits, ReadControl reading, Connection connection, Counters counters,
            Taker taker) {
        this.channel = channel;
        this.reading = reading;
        this.connection = connection;
        this.counters = counters;
        this.taker = taker;
        this.packetsPerTurn = limits.packetsPerTurn();
        this.decoder = Decoder.forServer(limits.packetBytes());
        decoder.maximumUserProperties(limits.userProperties());
        boolean paced = limits.publishesPerSecond() > 0 || limits.publishBytesPerSecond() > 0;
        this.pace = paced
                ? new Pace(limits.publishesPerSecond(), limits.publishBytesPerSecond(), System.nanoTime())
                : null;
    }

    /// Counts elsewhere from now on.
    void countIn(Counters others) {
        counters = others;
    }

    /// How the client speaks, or null while that is not known.
    @Nullable
    Version version() {
        return decoder.version();
    }

    void maximumPacketSize(int bytes) {
        decoder.maximumPacketSize(bytes);
    }

    void arrived(ByteBuf bytes) {
        counters.add(Count.BYTES_RECEIVED, bytes.readableBytes());
        connection.received(bytes.readableBytes());
        unread.add(bytes);
        decode();
    }

    boolean hasUnread() {
        return !unread.isEmpty();
    }

    /// Goes on with what came while nothing was wanted.
    void decodeUnread() {
        decode();
        taker.paused();
    }

    void release() {
        unread.release();
    }

    private void keepPace(Pace kept, Publish publish) {
        long wait = kept.took(publish.message().payload().size(), System.nanoTime());
        if (wait > 0) {
            reading.pause(wait, this::decodeUnread);
        }
    }

    private void decode() {
        int packets = 0;
        int publishes = 0;
        try {
            ByteBuf in = unread.bytes();
            while (in != null && taker.mayTake()) {
                Packet packet = decoder.decode(in);
                if (packet == null) {
                    break;
                }
                publishes += counters.received(packet) ? 1 : 0;
                taker.take(packet);
                if (pace != null && packet instanceof Publish publish) {
                    keepPace(pace, publish);
                }
                in = unread.bytes();
                if (++packets == packetsPerTurn && !unread.isEmpty()) {
                    reading.endTurn(this::decodeUnread);
                }
            }
        } catch (MalformedPacketException malformed) {
            taker.refuse(malformed);
        }
        if (publishes > 0) {
            connection.receivedMessages(publishes);
            reading.published();
        }
        if (taker.isOver()) {
            unread.release();
        } else {
            unread.settle(channel.alloc());
        }
    }
}
