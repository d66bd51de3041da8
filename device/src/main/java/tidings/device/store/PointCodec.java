package tidings.device.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tidings.device.json.Readings;
import tidings.device.json.Value;

/// The points of one message as bytes, for the log.
///
/// ```
/// point = series (varint), time (difference to the one before, zigzag varint), type (byte), value
/// value = nothing (a boolean is two types) | whole (zigzag varint) | real (8 bytes) | length (varint) UTF-8
/// ```
final class PointCodec {

    private static final int FALSE = 0;
    private static final int TRUE = 1;
    private static final int WHOLE = 2;
    private static final int REAL = 3;
    private static final int TEXT = 4;
    private static final int JSON = 5;
    private static final int LARGEST_WITHOUT_TEXT = 10 + 10 + 1 + 10;

    private byte[] bytes = new byte[256];
    private int size;

    /// The points as bytes; the codec may be used again.
    byte[] encode(long[] series, Readings readings) {
        size = 0;
        long before = 0;
        for (int i = 0; i < readings.size(); i++) {
            reserve(LARGEST_WITHOUT_TEXT);
            varint(series[i]);
            varint(zigzag(readings.time(i) - before));
            before = readings.time(i);
            value(readings, i);
        }
        return Arrays.copyOf(bytes, size);
    }

    /// Takes points.
    interface Sink {
        void point(long series, long ts, Value value);
    }

    static void decode(byte[] encoded, Sink sink) {
        ByteBuffer in = ByteBuffer.wrap(encoded);
        long time = 0;
        while (in.hasRemaining()) {
            long series = varint(in);
            time += unzigzag(varint(in));
            sink.point(series, time, value(in));
        }
    }

    private void value(Readings readings, int i) {
        switch (readings.type(i)) {
            case BOOL -> bytes[size++] = (byte) (readings.whole(i) == 0 ? FALSE : TRUE);
            case WHOLE -> {
                bytes[size++] = WHOLE;
                varint(zigzag(readings.whole(i)));
            }
            case REAL -> {
                bytes[size++] = REAL;
                ByteBuffer.wrap(bytes).putDouble(size, readings.real(i));
                size += Double.BYTES;
            }
            case TEXT -> text(TEXT, readings.text(i));
            case JSON -> text(JSON, readings.text(i));
        }
    }

    private void text(int type, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        bytes[size++] = (byte) type;
        varint(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, size, utf8.length);
        size += utf8.length;
    }

    private static Value value(ByteBuffer in) {
        return switch (in.get()) {
            case FALSE -> new Value.Bool(false);
            case TRUE -> new Value.Bool(true);
            case WHOLE -> new Value.Whole(unzigzag(varint(in)));
            case REAL -> new Value.Real(in.getDouble());
            case TEXT -> new Value.Text(text(in));
            default -> new Value.Json(text(in));
        };
    }

    private static String text(ByteBuffer in) {
        byte[] utf8 = new byte[Math.toIntExact(varint(in))];
        in.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        while (true) {
            byte b = in.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
            shift += 7;
        }
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }

    private static long unzigzag(long value) {
        return (value >>> 1) ^ -(value & 1);
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }
}
