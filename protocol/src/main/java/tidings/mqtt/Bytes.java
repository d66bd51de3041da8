package tidings.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Bytes that do not change: a payload, correlation data, a password. Equal where their bytes are.
public final class Bytes {

    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] bytes;

    private Bytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of an array.
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /// An array that its maker hands over, and does not touch again.
    public static Bytes handOver(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /// A text in UTF-8.
    public static Bytes utf8(String text) {
        return handOver(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The next bytes of a buffer, which it is read past.
    ///
    /// @throws IndexOutOfBoundsException if there are fewer; nothing is allocated then
    public static Bytes readFrom(ByteBuf in, int length) {
        if (length == 0) {
            return EMPTY;
        }
        if (length > in.readableBytes()) {
            throw new IndexOutOfBoundsException(length + " bytes asked for, " + in.readableBytes() + " there");
        }
        byte[] array = new byte[length];
        if (in.nioBufferCount() == 1) {
            in.internalNioBuffer(in.readerIndex(), length).get(array); // what readBytes would make anew each time
            in.skipBytes(length);
        } else {
            in.readBytes(array);
        }
        return new Bytes(array);
    }

    public int size() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /// The byte at a place, 0 to 255.
    public int at(int index) {
        return bytes[index] & 0xFF;
    }

    /// A view that cannot be written to.
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
    }

    /// A copy.
    public byte[] toArray() {
        return bytes.clone();
    }

    /// Copies them to the end of a buffer.
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes);
    }

    /// A buffer over these very bytes, for many to send and none to write; it need not be released.
    public ByteBuf asByteBuf() {
        return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(bytes).asReadOnly());
    }

    /// As a text in UTF-8; what is no UTF-8 becomes U+FFFD.
    public String asUtf8() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Whether they are a text in UTF-8.
    public boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException broken) {
            return false;
        }
    }

    /// Whether they are the same, in a time that does not tell where they differ: for secrets.
    public boolean equalsInConstantTime(Bytes other) {
        return MessageDigest.isEqual(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /// Their number only: they may be secret, and long.
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
