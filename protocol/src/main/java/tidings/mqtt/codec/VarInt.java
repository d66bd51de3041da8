package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;

/// The variable byte integer (MQTT 5.0, 1.5.5): seven bits a byte, lowest first, at most four bytes.
///
/// ```java
/// VarInt.write(321, out); // 0xC1 0x02
/// ```
public final class VarInt {

    /// The largest value: 268,435,455.
    public static final int MAX = (1 << 28) - 1;

    /// What [#read] answers where the bytes are not all there yet; nothing was read.
    public static final int INCOMPLETE = -1;

    private VarInt() {}

    /// How many bytes a value takes, 1 to 4.
    public static int size(int value) {
        return value < 1 << 7 ? 1 : value < 1 << 14 ? 2 : value < 1 << 21 ? 3 : 4;
    }

    /// Writes a value from 0 to [#MAX].
    public static void write(int value, ByteBuf out) {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("A variable byte integer is 0 to " + MAX + ", not " + value);
        }
        int rest = value;
        while (rest > 0x7F) {
            out.writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }

    /// Reads a value, or nothing.
    ///
    /// @return the value, or [#INCOMPLETE]
    /// @throws MalformedPacketException if it takes more than four bytes, or more than it needs
    public static int read(ByteBuf in) {
        return read(in, in.writerIndex());
    }

    /// Reads a value, or nothing, where the buffer ends for the caller at an index.
    static int read(ByteBuf in, int end) {
        int start = in.readerIndex();
        int value = 0;
        for (int i = 0; i < 4; i++) {
            if (start + i >= end) {
                return INCOMPLETE;
            }
            int b = in.getByte(start + i);
            value |= (b & 0x7F) << (7 * i);
            if (b >= 0) {
                if (b == 0 && i > 0) { // [MQTT-1.5.5-1]
                    throw new MalformedPacketException("A variable byte integer takes more bytes than it needs");
                }
                in.readerIndex(start + i + 1);
                return value;
            }
        }
        throw new MalformedPacketException("A variable byte integer takes more than four bytes");
    }
}
