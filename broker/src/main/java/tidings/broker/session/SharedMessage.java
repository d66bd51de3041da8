package tidings.broker.session;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.StoredMessage;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.PublishFrame;

/// A message on its way to many: encoded once for each way it can look on the wire.
///
/// There are twelve: two formats (3.x and 5.0), three qualities, retained or not; a fan-out needs two or three of them.
/// Loops share it: two of them may encode the same look at the same time, and either result is right.
final class SharedMessage {

    private static final int LOOKS = 12;
    private static final AtomicIntegerFieldUpdater<SharedMessage> WAITING =
            AtomicIntegerFieldUpdater.newUpdater(SharedMessage.class, "waiting");
    private static final int ALONE_UP_TO = 1_024;

    private final Message message;
    private final long expiresNanos;
    private final AtomicReferenceArray<@Nullable PublishFrame> frames = new AtomicReferenceArray<>(LOOKS);
    private @Nullable StoredMessage stored;
    private boolean alone = true;

    /// For how many it waits; see [QueuedBytes].
    @SuppressWarnings("UnusedVariable") // WAITING reads it
    private volatile int waiting;

    /// @param nowNanos when it came: its expiry counts from here
    SharedMessage(Message message, long nowNanos) {
        this(message, null, expiresNanos(message, nowNanos));
    }

    private SharedMessage(Message message, @Nullable StoredMessage stored, long expiresNanos) {
        this.message = message;
        this.stored = stored;
        this.expiresNanos = expiresNanos;
    }

    /// As a store gives it back.
    static SharedMessage readBack(StoredMessage stored, long expiresNanos) {
        return new SharedMessage(stored.message(), stored, expiresNanos);
    }

    private static long expiresNanos(Message message, long nowNanos) {
        Long seconds = message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
        return seconds == null ? Long.MAX_VALUE : nowNanos + TimeUnit.SECONDS.toNanos(seconds);
    }

    /// Several are to hear it: where it is stored, it is stored once for all of them.
    SharedMessage forMany(boolean many) {
        alone = !many;
        return this;
    }

    /// As it is stored. Asked for first by the one loop that has it then, before it goes to others.
    StoredMessage stored(Archive archive, long nowNanos) {
        if (stored == null) {
            stored = archive.stored(message, expiresNanos, nowNanos, alone && payloadSize() <= ALONE_UP_TO);
        }
        return stored;
    }

    /// It waits for one more.
    ///
    /// @return whether it waited for nobody before
    boolean beginsToWait() {
        return WAITING.getAndIncrement(this) == 0;
    }

    /// It waits for one less.
    ///
    /// @return whether it waits for nobody now
    boolean endsToWait() {
        return WAITING.decrementAndGet(this) == 0;
    }

    Message message() {
        return message;
    }

    int payloadSize() {
        return message.payload().size();
    }

    /// Whether it has waited too long (MQTT 5.0, 3.3.2.3.3).
    boolean isExpired(long nowNanos) {
        return expiresNanos != Long.MAX_VALUE && nowNanos - expiresNanos >= 0;
    }

    /// The bytes of it for a receiver without subscription identifiers.
    PublishFrame frame(Version version, Qos qos, boolean retain, long nowNanos) {
        if (expiresNanos != Long.MAX_VALUE) {
            return PublishFrame.of(as(qos, retain, nowNanos), version);
        }
        int look = (version.hasProperties() ? 6 : 0) + qos.level() * 2 + (retain ? 1 : 0);
        PublishFrame frame = frames.get(look);
        if (frame == null) {
            frame = PublishFrame.of(as(qos, retain, nowNanos), version);
            frames.set(look, frame);
        }
        return frame;
    }

    /// The message as one receiver gets it, with what is left of its time (MQTT 5.0, [MQTT-3.3.2-6]).
    Message as(Qos qos, boolean retain, long nowNanos) {
        Message hop = message.withQos(qos).withRetain(retain);
        if (expiresNanos == Long.MAX_VALUE) {
            return hop;
        }
        long left = Math.max(1, TimeUnit.NANOSECONDS.toSeconds(expiresNanos - nowNanos + 999_999_999));
        return hop.with(Property.MESSAGE_EXPIRY_INTERVAL, left);
    }
}
