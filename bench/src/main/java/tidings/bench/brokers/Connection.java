package tidings.bench.brokers;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import tidings.mqtt.Packet;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// One client of the generator, of MQTT 3.1.1. Messages and their acknowledgements are written and read in place, as they
/// lie in buffers that all connections share: objects would cost what is to be measured. All else goes through the codec.
///
/// ```
/// payload   number of the publisher 4 | number of the message 4 | zeros
/// ```
final class Connection {

    private static final int PUBLISH = 3;
    private static final int PUBACK = 0x40;
    private static final int PUBREC = 0x50;
    private static final int PUBREL = 0x62;
    private static final int PUBCOMP = 0x70;

    private final Generator generator;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final int number;
    private ByteBuffer unread = ByteBuffer.allocate(0);
    private ByteBuffer unsent = ByteBuffer.allocate(0);

    Connection(Generator generator, SocketChannel channel, int number) throws IOException {
        this.generator = generator;
        this.channel = channel;
        this.number = number;
        this.key = channel.register(generator.selector(), SelectionKey.OP_READ, this);
    }

    /// Its number among its likes.
    int number() {
        return number;
    }

    /// Sends a packet at once.
    void send(Packet packet) throws IOException {
        ByteBuf encoded = Unpooled.buffer();
        Encoder.of(Version.V3_1_1).encode(packet, encoded);
        generator.out().put(encoded.nioBuffer());
        flush();
    }

    /// Writes a message; [#flush] sends it.
    ///
    /// @param size of the payload
    void publish(byte[] topic, int qos, int packetId, int publisher, int message, int size) {
        ByteBuffer out = generator.out();
        int length = Short.BYTES + topic.length + (qos > 0 ? Short.BYTES : 0) + size;
        out.put((byte) (PUBLISH << 4 | qos << 1));
        for (; length > 0x7F; length >>= 7) {
            out.put((byte) (length | 0x80));
        }
        out.put((byte) length).putShort((short) topic.length).put(topic);
        if (qos > 0) {
            out.putShort((short) packetId);
        }
        int end = out.position() + size;
        out.putInt(publisher).putInt(message).position(end);
    }

    /// Sends what was written; what the socket does not take now goes when it does.
    void flush() throws IOException {
        ByteBuffer out = generator.out().flip();
        if (!unsent.hasRemaining()) {
            channel.write(out);
        }
        if (out.hasRemaining()) {
            unsent = ByteBuffer.allocate(unsent.remaining() + out.remaining()).put(unsent).put(out).flip();
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
        out.clear();
    }

    /// Whether all was sent that was written.
    boolean isSent() {
        return !unsent.hasRemaining();
    }

    void ready(Hearer hearer) throws IOException {
        if (key.isWritable()) {
            channel.write(unsent);
            if (isSent()) {
                key.interestOps(SelectionKey.OP_READ);
            }
        }
        if (key.isReadable()) {
            read(hearer);
        }
    }

    void close() throws IOException {
        channel.close();
    }

    private void read(Hearer hearer) throws IOException {
        ByteBuffer in = generator.in().clear().put(unread);
        if (channel.read(in) < 0) {
            close();
            hearer.closed(this);
            return;
        }
        in.flip();
        for (int length = length(in); length >= 0; length = length(in)) {
            int end = in.position() + length;
            packet(in, hearer);
            in.position(end);
        }
        unread = in.hasRemaining() ? ByteBuffer.allocate(in.remaining()).put(in).flip() : ByteBuffer.allocate(0);
        flush();
    }

    /// The length of the packet at the buffer's position with its fixed header, or -1 while it is not whole.
    private static int length(ByteBuffer in) {
        int length = 0;
        int at = in.position() + 1;
        for (int shift = 0; at < in.limit(); shift += 7) {
            byte b = in.get(at++);
            length |= (b & 0x7F) << shift;
            if (b >= 0) {
                int whole = at - in.position() + length;
                return whole <= in.remaining() ? whole : -1;
            }
        }
        return -1;
    }

    private void packet(ByteBuffer in, Hearer hearer) {
        int first = in.get() & 0xFF;
        for (byte b = in.get(); b < 0; b = in.get()) {
            // the length is known
        }
        switch (first & 0xF0) {
            case PUBLISH << 4 -> message(in, first >> 1 & 3, hearer);
            case PUBREC -> answer(PUBREL, in.getShort());
            case PUBREL & 0xF0 -> answer(PUBCOMP, in.getShort());
            case PUBACK, PUBCOMP -> hearer.acknowledged(this);
            default -> hearer.answered(this, in);
        }
    }

    private void message(ByteBuffer in, int qos, Hearer hearer) {
        int topicBytes = in.getShort();
        in.position(in.position() + topicBytes);
        if (qos > 0) {
            answer(qos == 1 ? PUBACK : PUBREC, in.getShort());
        }
        hearer.heard(this, in.getInt(), in.getInt());
    }

    private void answer(int first, short packetId) {
        generator.out().put((byte) first).put((byte) Short.BYTES).putShort(packetId);
    }
}
