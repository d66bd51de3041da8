package tidings.cli.load;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;

/// How the payloads of ours begin: who published it, as which of its messages, and when it was due.
///
/// @param publisher its number, up to 2^24
/// @param number of the message, from 0
/// @param dueMicros when it was to be published, on [#now]
record Stamp(int publisher, int number, long dueMicros) {

    static final int BYTES = 16;

    private static final int MARK = 'T' << 24;
    private static final int PUBLISHER = 0xFF_FFFF;

    /// Added to the monotonic clock, so that publishers and subscribers in processes of their own agree.
    private static final long EPOCH_MICROS = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis())
            - TimeUnit.NANOSECONDS.toMicros(System.nanoTime());

    /// Microseconds since 1970.
    static long now() {
        return EPOCH_MICROS + TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    }

    Bytes payload(int size) {
        byte[] bytes = new byte[size];
        ByteBuffer.wrap(bytes).putInt(MARK | (publisher & PUBLISHER)).putInt(number).putLong(dueMicros);
        return Bytes.handOver(bytes);
    }

    /// The stamp of a payload, or null where somebody else wrote it.
    static @Nullable Stamp of(Bytes payload) {
        if (payload.size() < BYTES || payload.at(0) != 'T') {
            return null;
        }
        ByteBuffer bytes = payload.asByteBuffer();
        return new Stamp(bytes.getInt() & PUBLISHER, bytes.getInt(), bytes.getLong());
    }
}
