package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.session.Connection;
import tidings.broker.session.Count;
import tidings.broker.session.Counters;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.Property;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.PublishFrame;
import tidings.mqtt.flow.OutgoingAliases;

/// What goes out on one connection. Small packets are copied into one buffer until the loop's turn ends; the payload of a
/// large message is not copied but sent as it lies, shared with its other receivers.
///
/// Used on the connection's loop only.
final class Output {

    private static final int FIRST_CAPACITY = 512;
    private static final int FLUSH_AT = 64 * 1024;
    private static final int COPY_UP_TO = 8 * 1024;

    private final Channel channel;
    private final Encoder encoder;
    private final Flusher flusher;
    private final Counters counters;
    private final Connection connection;
    private final @Nullable OutgoingAliases aliases;
    private final long maximumPacketSize;
    private @Nullable ByteBuf pending;
    private boolean announced;

    /// @param aliases of a client that takes them, else null
    /// @param maximumPacketSize bytes that the client takes in one packet
    Output(
            Channel channel, Encoder encoder, Home home, Connection connection, @Nullable OutgoingAliases aliases,
            long maximumPacketSize) {
        this.channel = channel;
        this.connection = connection;
        this.encoder = encoder;
        this.flusher = home.flusher();
        this.counters = home.shard().counters();
        this.aliases = aliases;
        this.maximumPacketSize = maximumPacketSize;
    }

    /// For a client, as its CONNECT wants it.
    static Output to(Channel channel, Connect connect, Connection connection, Limits limits, Home home) {
        int aliases = Math.min(connect.properties().get(Property.TOPIC_ALIAS_MAXIMUM, 0), limits.topicAliases());
        return new Output(
                channel, Encoder.of(connect.version()), home, connection,
                aliases == 0 ? null : new OutgoingAliases(aliases),
                connect.properties().get(Property.MAXIMUM_PACKET_SIZE, Long.MAX_VALUE));
    }

    /// For a client that has said nothing of itself, and is to hear one last packet at most.
    Output(Channel channel, Encoder encoder, Connection connection, Home home) {
        this(channel, encoder, home, connection, null, Long.MAX_VALUE);
    }

    void send(Packet packet) {
        encoder.encode(packet, buffer());
        counters.add(Count.PACKETS_SENT);
        written();
    }

    void send(PublishFrame frame, boolean dup, int packetId) {
        counters.add(Count.PACKETS_SENT);
        counters.add(Count.PUBLISHES_SENT);
        counters.add(Count.sent(frame.qos()));
        connection.sentMessage();
        counters.add(Count.PUBLISH_BYTES_SENT, frame.payloadSize());
        if (aliases != null) {
            writeHead(frame, dup, packetId, aliases);
            writePayload(frame);
        } else if (frame.payloadSize() <= COPY_UP_TO) {
            frame.writeTo(buffer(), dup, packetId);
        } else {
            frame.writeHeadTo(buffer(), dup, packetId);
            writePayload(frame);
        }
        written();
    }

    /// From here on nothing is dropped: what is defined now, the client will know.
    private void writeHead(PublishFrame frame, boolean dup, int packetId, OutgoingAliases known) {
        int alias = known.known(frame.topic());
        boolean roomForBoth = frame.size() + PublishFrame.ALIAS_GROWTH <= maximumPacketSize;
        if (alias > 0 && (roomForBoth || frame.topic().utf8().size() >= PublishFrame.ALIAS_GROWTH)) {
            frame.writeAliasedHeadTo(buffer(), dup, packetId, alias, false);
        } else if (alias == 0 && roomForBoth) {
            frame.writeAliasedHeadTo(buffer(), dup, packetId, known.define(frame.topic()), true);
        } else {
            frame.writeHeadTo(buffer(), dup, packetId);
        }
    }

    private void writePayload(PublishFrame frame) {
        if (frame.payloadSize() <= COPY_UP_TO) {
            frame.writePayloadTo(buffer());
        } else {
            pass();
            countBytes(frame.payloadSize());
            channel.write(frame.payload());
        }
    }

    /// Whether more may be sent without piling up.
    boolean isWritable() {
        return channel.isWritable() && (pending == null || pending.readableBytes() < FLUSH_AT);
    }

    void flush() {
        announced = false;
        pass();
        channel.flush();
    }

    /// Sends all that is left.
    ///
    /// @return done when all was sent
    ChannelFuture finish() {
        pass();
        return channel.writeAndFlush(channel.alloc().buffer(0));
    }

    /// Gives back what was never sent.
    void release() {
        if (pending != null) {
            pending.release();
            pending = null;
        }
    }

    private ByteBuf buffer() {
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = channel.alloc().buffer(FIRST_CAPACITY);
            pending = buffer;
        }
        return buffer;
    }

    private void written() {
        if (pending != null && pending.readableBytes() >= FLUSH_AT) {
            pass();
            channel.flush();
        } else if (!announced) {
            announced = true;
            flusher.add(this);
        }
    }

    private void pass() {
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            countBytes(buffer.readableBytes());
            channel.write(buffer, channel.voidPromise());
        }
    }

    private void countBytes(int bytes) {
        counters.add(Count.BYTES_SENT, bytes);
        connection.sent(bytes);
    }
}
