package tidings.broker.session;

import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.spi.SessionStore;
import tidings.broker.spi.SessionStore.Contents;
import tidings.broker.spi.StoredMessage;
import tidings.mqtt.Message;
import tidings.mqtt.Property;

/// What all loops share to keep sessions beyond the end of the process: the store, the wall clock, and numbers that nobody
/// had before. Any thread may use it.
public final class Archive {

    private final SessionStore store;
    private final InstantSource clock;
    private volatile Limits limits;
    private final AtomicLong lastKey;
    private final AtomicLong lastMessage;
    private final AtomicLong lastVersion;
    private @Nullable Contents contents;

    private Archive(SessionStore store, InstantSource clock, Limits limits, Contents found) {
        this.store = store;
        this.clock = clock;
        this.limits = limits;
        this.contents = found;
        this.lastKey = new AtomicLong(found.lastKey());
        this.lastMessage = new AtomicLong(found.lastMessage());
        this.lastVersion = new AtomicLong(found.lastVersion());
    }

    /// Reads what is there; blocks. A store that cannot be read is closed.
    public static Archive open(SessionStore store, InstantSource clock, Limits limits) {
        try {
            return new Archive(store, clock, limits, store.load());
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    /// What was there at the start, for the one who brings it back; it is not kept after that.
    Contents takeContents() {
        Contents taken = Objects.requireNonNull(contents, "The contents were taken");
        contents = null;
        return taken;
    }

    /// Writes what was handed over, and frees everything. Blocks.
    public void close() {
        store.close();
    }

    /// Other limits for sessions that begin from now on.
    void limits(Limits changed) {
        limits = changed;
    }

    SessionStore store() {
        return store;
    }

    long nextKey() {
        return lastKey.incrementAndGet();
    }

    long nextVersion() {
        return lastVersion.incrementAndGet();
    }

    long nowMillis() {
        return clock.millis();
    }

    /// Where a queue goes on that is too long for memory.
    Backlog newBacklog() {
        return new Backlog(limits.storedMessages(), limits.storedBytes());
    }

    /// A message as it is kept.
    ///
    /// @param expiresNanos on the monotonic clock, or [Long#MAX_VALUE]
    /// @param alone whether it is written where it waits, and not once for many
    StoredMessage stored(Message message, long expiresNanos, long nowNanos, boolean alone) {
        long expires = expiresNanos == Long.MAX_VALUE
                ? StoredMessage.NEVER
                : nowMillis() + TimeUnit.NANOSECONDS.toMillis(expiresNanos - nowNanos);
        return new StoredMessage(alone ? StoredMessage.UNSHARED : lastMessage.incrementAndGet(), message, expires);
    }

    /// When a message expires, on the monotonic clock, or [Long#MAX_VALUE].
    long expiresNanos(StoredMessage message, long nowNanos) {
        return message.expiresAtMillis() == StoredMessage.NEVER
                ? Long.MAX_VALUE
                : nowNanos + TimeUnit.MILLISECONDS.toNanos(message.expiresAtMillis() - nowMillis());
    }

    /// When a message came, on the monotonic clock, as far as its expiry counts from there.
    long arrivedNanos(StoredMessage message, long nowNanos) {
        Long seconds = message.message().properties().get(Property.MESSAGE_EXPIRY_INTERVAL);
        return seconds == null ? nowNanos : expiresNanos(message, nowNanos) - TimeUnit.SECONDS.toNanos(seconds);
    }
}
