package tidings.client.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Reply.Failure;
import tidings.client.engine.Settings.Queueing;

/// Messages that wait for a connection or for room, limited by number and bytes.
///
/// There are two queues, as messages at most once need no room in the server's window and do not wait behind those that
/// do. In front of both stand those whose callers wait for a place ([#addPatiently]).
final class Backlog {

    private final Queueing limits;
    private final Ledger ledger;
    private final Deque<Publishing> assured = new ArrayDeque<>();
    private final Deque<Publishing> atMostOnce = new ArrayDeque<>();
    private final Deque<Publishing> patient = new ArrayDeque<>();
    private long bytes;
    private long lastNumber;

    Backlog(Queueing limits, Ledger ledger) {
        this.limits = limits;
        this.ledger = ledger;
    }

    /// Adds a message at the end, or fails it where there is no place.
    void add(Publishing publishing) {
        if (limits.dropOldest()) {
            makeRoom(publishing);
        }
        if (hasRoomFor(publishing)) {
            enqueue(publishing);
        } else {
            publishing.reply.failed(full());
        }
    }

    /// Adds a message as soon as there is a place.
    void addPatiently(Publishing publishing) {
        patient.add(publishing);
        admit();
    }

    /// Adds a message that an earlier process left behind.
    void restore(Publishing publishing) {
        restored(publishing.number);
        bytes += publishing.bytes();
        assured.add(publishing);
    }

    /// Leaves out a number that is in use.
    void restored(long number) {
        lastNumber = Math.max(lastNumber, number);
    }

    /// Puts a message before all others, whatever the limits: it was there first.
    void putBack(Publishing publishing) {
        assured.addFirst(publishing);
        bytes += publishing.bytes();
    }

    @Nullable
    Publishing pollAtMostOnce() {
        return taken(atMostOnce.poll());
    }

    @Nullable
    Publishing pollAssured() {
        return taken(assured.poll());
    }

    boolean hasAtMostOnce() {
        return !atMostOnce.isEmpty();
    }

    boolean hasAssured() {
        return !assured.isEmpty();
    }

    boolean isEmpty() {
        return assured.isEmpty() && atMostOnce.isEmpty() && patient.isEmpty();
    }

    int size() {
        return assured.size() + atMostOnce.size();
    }

    /// Takes out everything at most once.
    void drainAtMostOnce(Consumer<Publishing> sink) {
        for (Publishing next = pollAtMostOnce(); next != null; next = pollAtMostOnce()) {
            sink.accept(next);
        }
    }

    /// Takes out everything.
    void drain(Consumer<Publishing> sink) {
        drainAtMostOnce(sink);
        for (Publishing next = pollAssured(); next != null; next = pollAssured()) {
            sink.accept(next);
        }
        patient.forEach(sink);
        patient.clear();
    }

    private @Nullable Publishing taken(@Nullable Publishing publishing) {
        if (publishing != null) {
            bytes -= publishing.bytes();
            admit();
        }
        return publishing;
    }

    /// A single message that is larger than all may be has its turn when nothing else waits, or its caller would wait for
    /// ever.
    private void admit() {
        for (Publishing next = patient.peek(); next != null; next = patient.peek()) {
            if (!hasRoomFor(next) && size() > 0) {
                return;
            }
            patient.remove();
            enqueue(next);
        }
    }

    private void enqueue(Publishing publishing) {
        bytes += publishing.bytes();
        if (publishing.isAtMostOnce()) {
            atMostOnce.add(publishing);
        } else {
            publishing.number = ++lastNumber;
            ledger.queued(publishing.number, publishing.message);
            assured.add(publishing);
        }
    }

    private boolean hasRoomFor(Publishing publishing) {
        return size() < limits.messages() && bytes + publishing.bytes() <= limits.bytes();
    }

    private void makeRoom(Publishing publishing) {
        while (!hasRoomFor(publishing) && publishing.bytes() <= limits.bytes() && size() > 0) {
            Failure given = full();
            Publishing oldest = atMostOnce.isEmpty() ? assured.remove() : atMostOnce.remove();
            bytes -= oldest.bytes();
            ledger.finished(oldest.number);
            oldest.reply.failed(given);
        }
    }

    private Failure full() {
        return new Failure.QueueFull(size(), bytes);
    }
}
