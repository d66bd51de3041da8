package tidings.broker.session;

import java.util.concurrent.atomic.AtomicLong;

/// How much waits for all sessions together. A message counts once, however many it waits for; each that it waits for
/// costs a little more.
///
/// As it grows, those who publish are read more slowly, then messages at most once are not queued any more, then nobody
/// is let in any more, and at last nothing is queued at all.
///
/// Any loop may use it. Only what waits is counted: a message that goes straight out costs nothing here.
public final class QueuedBytes {

    /// About what a place in a queue takes.
    private static final int PLACE = 64;

    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong places = new AtomicLong();
    private volatile long limit;

    QueuedBytes(long limit) {
        this.limit = limit;
    }

    /// Takes so much from now on.
    void limit(long changed) {
        limit = changed;
    }

    /// A message begins to wait for somebody.
    void add(SharedMessage message) {
        places.incrementAndGet();
        bytes.addAndGet(PLACE + (message.beginsToWait() ? message.payloadSize() : 0L));
    }

    /// A message waits for somebody no more.
    void remove(SharedMessage message) {
        places.decrementAndGet();
        bytes.addAndGet(-PLACE - (message.endsToWait() ? message.payloadSize() : 0L));
    }

    /// Whether those who publish are to be read more slowly.
    public boolean isHigh() {
        return bytes.get() > limit / 10 * 7;
    }

    /// Whether nobody is to be let in.
    public boolean isNearlyFull() {
        return bytes.get() > limit / 20 * 19;
    }

    /// Whether a message may begin to wait.
    ///
    /// @param promised whether it is more than at most once
    boolean hasRoom(boolean promised) {
        return bytes.get() < (promised ? limit : limit / 20 * 17);
    }

    long bytes() {
        return bytes.get();
    }

    /// How many messages wait, counted for each whom they wait for.
    long messages() {
        return places.get();
    }
}
