package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import tidings.mqtt.Bytes;
import tidings.mqtt.Utf8;

/// Writes texts and bytes behind their length in two bytes (MQTT 5.0, 1.5.4, 1.5.6).
final class TextCodec {

    private static final int MAX_BYTES = 0xFFFF;

    private TextCodec() {}

    /// How many bytes a text takes, its length included.
    ///
    /// @throws IllegalArgumentException if it cannot be written
    static int size(String text, String what) {
        return 2 + Utf8.check(text, what);
    }

    /// Writes a text whose [#size] has been asked for.
    static void write(String text, ByteBuf out) {
        int length = ByteBufUtil.utf8Bytes(text);
        out.writeShort(length);
        ByteBufUtil.reserveAndWriteUtf8(out, text, length);
    }

    /// How many bytes some bytes take, their length included.
    ///
    /// @throws IllegalArgumentException if there are too many
    static int size(Bytes bytes, String what) {
        if (bytes.size() > MAX_BYTES) {
            throw new IllegalArgumentException(what + " has at most " + MAX_BYTES + " bytes, not " + bytes.size());
        }
        return 2 + bytes.size();
    }

    static void write(Bytes bytes, ByteBuf out) {
        out.writeShort(bytes.size());
        bytes.writeTo(out);
    }
}
