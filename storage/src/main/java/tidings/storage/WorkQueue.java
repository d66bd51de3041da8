package tidings.storage;

import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Many put work in, one takes it out: all of it at once. Nobody waits for a lock.
///
/// It is a linked stack behind one reference. A producer swaps itself in front; the consumer swaps the whole stack for an
/// empty one and turns it around. The order of each producer is kept.
final class WorkQueue {

    private static final Node CLOSED = new Node(null);

    private final AtomicReference<@Nullable Node> newest = new AtomicReference<>();
    private final AtomicLong weight = new AtomicLong();
    private final long capacity;

    /// @param capacity how much all work together may weigh, from [#offer] to [#done]
    WorkQueue(long capacity) {
        this.capacity = capacity;
    }

    /// What became of an offer.
    enum Offer {
        /// It waits, and others before it.
        WAITS,
        /// It waits, as the first: the consumer may be asleep.
        WAITS_FIRST, FULL, CLOSED
    }

    /// Anything fits into an empty queue, however heavy.
    Offer offer(Work work) {
        int more = work.weight();
        long before = weight.getAndAdd(more);
        if (before != 0 && before + more > capacity) {
            weight.addAndGet(-more);
            return Offer.FULL;
        }
        Node node = new Node(work);
        while (true) {
            Node head = newest.get();
            if (isClosed(head)) {
                weight.addAndGet(-more);
                return Offer.CLOSED;
            }
            node.older = head;
            if (newest.compareAndSet(head, node)) {
                return head == null ? Offer.WAITS_FIRST : Offer.WAITS;
            }
        }
    }

    /// What else weighs, until it is done.
    void add(int more) {
        weight.addAndGet(more);
    }

    /// Moves all that waits to the end of `into`, oldest first.
    void takeAll(Deque<Work> into) {
        if (newest.get() != null) {
            append(newest.getAndSet(null), into);
        }
    }

    /// As [#takeAll]; whatever is offered from now on is not taken.
    void close(Deque<Work> into) {
        append(newest.getAndSet(CLOSED), into);
    }

    /// Taken work was answered: it weighs nothing any more.
    void done(Work work) {
        weight.addAndGet(-work.weight());
    }

    /// How much all work weighs that is not done.
    long weight() {
        return weight.get();
    }

    /// Whether at least half of the capacity is free.
    boolean hasRoom() {
        return weight.get() <= capacity / 2;
    }

    private static void append(@Nullable Node newestFirst, Deque<Work> into) {
        Node oldestFirst = null;
        Node node = newestFirst;
        while (node != null && !isClosed(node)) {
            Node older = node.older;
            node.older = oldestFirst;
            oldestFirst = node;
            node = older;
        }
        for (node = oldestFirst; node != null; node = node.older) {
            if (node.work != null) {
                into.add(node.work);
            }
        }
    }

    @SuppressWarnings("ReferenceEquality") // the one closed node is known by who it is
    private static boolean isClosed(@Nullable Node node) {
        return node == CLOSED;
    }

    private static final class Node {
        private final @Nullable Work work;
        private @Nullable Node older;

        Node(@Nullable Work work) {
            this.work = work;
        }
    }
}
