package tidings.broker.session;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.SlowConsumer;

/// What waits for one session, oldest first: in memory and, behind that, for a session that outlives the broker, on the
/// disk. It is bounded; where there is no room, another member of a shared subscription takes the message, or one is lost as
/// the policy says ([SlowConsumer]).
///
/// Of what is on the disk only, the oldest cannot be lost before it is read. Until then the loss is owed.
///
/// Owned by its session.
final class WaitingLine {

    /// Of what waits for a session that outlives the broker; the others are on the disk only.
    private static final int IN_MEMORY = 500;
    private static final long IN_MEMORY_BYTES = 1 << 20;
    private static final int READ_ON_BELOW = 250;
    private static final int MOST_OWED = 10_000;

    private final Session session;
    private final Shard shard;
    private final SessionLog log;
    private final DeliveryQueue queue;
    private final SlowConsumer slowConsumer;
    private int owed;

    WaitingLine(Session session, Shard shard, Limits limits, SessionLog log) {
        this.session = session;
        this.shard = shard;
        this.log = log;
        this.slowConsumer = limits.slowConsumer();
        int messages = log.isKept() ? Math.min(limits.queuedMessages(), IN_MEMORY) : limits.queuedMessages();
        long bytes = log.isKept() ? Math.min(limits.queuedBytes(), IN_MEMORY_BYTES) : limits.queuedBytes();
        this.queue = new DeliveryQueue(messages, bytes, shard.queuedInAll());
    }

    long size() {
        return queue.size() + log.backlog().size() - owed;
    }

    /// Of payload.
    long bytes() {
        return queue.bytes() + log.backlog().bytes();
    }

    /// The one that has waited longest, if it is in memory.
    @Nullable
    Delivery peek() {
        return queue.peek();
    }

    Delivery removeFirst() {
        return queue.removeFirst();
    }

    boolean has(Predicate<Delivery> which) {
        return queue.has(which);
    }

    /// Takes out what meets a condition and is in memory.
    List<Delivery> take(Predicate<Delivery> which) {
        return queue.take(which);
    }

    /// Lets something wait again that was taken out in vain.
    void takeBack(Delivery delivery) {
        queue.add(delivery);
    }

    /// Lets a delivery wait.
    ///
    /// @return whether it does, or somebody else has it; else it is lost
    boolean add(Delivery delivery) {
        boolean kept = delivery.entry() != null;
        Drop noRoom = kept && !log.backlog().isEmpty() ? Drop.QUEUE_FULL : queue.offer(delivery);
        if (noRoom == null) {
            log.waits(delivery);
            return true;
        }
        if (shard.sharing().passOn(delivery, session)) {
            return true;
        }
        if (kept && log.backlog().offer(delivery)) {
            log.waits(delivery);
            return true;
        }
        if (slowConsumer == SlowConsumer.DROP_OLDEST && noRoom == Drop.QUEUE_FULL && replacesOldest(delivery, kept)) {
            log.waits(delivery);
            return true;
        }
        shard.dropped(session, delivery, noRoom);
        return false;
    }

    /// Whether so few are left in memory that the next should be read.
    boolean isShort() {
        return queue.size() < READ_ON_BELOW;
    }

    /// Reads a page from the disk, if there is any, and none is being read.
    void readOn(Consumer<List<Delivery>> page) {
        log.backlog().read(log, page);
    }

    /// Takes up what was read, unless its loss is owed.
    void readBack(Delivery delivery) {
        if (owed > 0) {
            owed--;
            lose(delivery);
        } else {
            queue.add(delivery);
        }
    }

    void clear() {
        queue.clear();
    }

    private boolean replacesOldest(Delivery delivery, boolean kept) {
        if (log.backlog().isEmpty()) {
            return replacesOldestInMemory(delivery);
        }
        if (!kept || (queue.isEmpty() && owed == MOST_OWED)) {
            return false;
        }
        if (queue.isEmpty()) {
            owed++;
        } else {
            lose(queue.removeFirst());
        }
        log.backlog().add(delivery);
        if (isShort()) {
            session.readOn();
        }
        return true;
    }

    private boolean replacesOldestInMemory(Delivery delivery) {
        Drop noRoom = Drop.QUEUE_FULL;
        while (noRoom == Drop.QUEUE_FULL && !queue.isEmpty()) {
            lose(queue.removeFirst());
            noRoom = queue.offer(delivery);
        }
        return noRoom == null;
    }

    private void lose(Delivery oldest) {
        log.removed(oldest);
        shard.dropped(session, oldest, Drop.QUEUE_FULL);
    }
}
