package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.mqtt.TopicName;

/// The topics that a connection used last. Most connections publish to few, so most topics are found here by comparing
/// bytes, and nothing is decoded, checked or allocated.
///
/// One owner, no threads. Never more than [#PLACES] topics; a new one takes the place of an old.
final class TopicCache {

    private static final int PLACES = 16;

    private final @Nullable Entry[] entries = new Entry[PLACES];

    private record Entry(TopicName topic, ByteBuf utf8) {}

    /// Reads a topic behind its length; [TopicName#NONE] where the length is 0.
    ///
    /// @throws MalformedPacketException if it is no topic
    TopicName read(Body body) {
        int length = body.unsignedShort();
        if (length == 0) {
            return TopicName.NONE;
        }
        body.require(length);
        ByteBuf in = body.buffer();
        int start = in.readerIndex();
        int place = place(in, start, length);
        Entry entry = entries[place];
        if (entry != null && entry.utf8.readableBytes() == length
                && ByteBufUtil.equals(entry.utf8, 0, in, start, length)) {
            in.skipBytes(length);
            return entry.topic;
        }
        Bytes utf8 = body.utf8(length, "A topic name");
        TopicName topic = topic(utf8);
        entries[place] = new Entry(topic, utf8.asByteBuf());
        return topic;
    }

    /// Topics differ in their length or towards their end.
    private static int place(ByteBuf in, int start, int length) {
        int last = in.getByte(start + length - 1);
        int middle = in.getByte(start + length / 2);
        return (length * 31 + last * 7 + middle) & (PLACES - 1);
    }

    private static TopicName topic(Bytes utf8) {
        try {
            return TopicName.ofUtf8(utf8); // [MQTT-3.3.2-2]
        } catch (IllegalArgumentException refused) {
            throw Malformed.of(refused);
        }
    }
}
