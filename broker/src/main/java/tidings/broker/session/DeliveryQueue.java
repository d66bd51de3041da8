package tidings.broker.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What waits for one session, bounded in number and in bytes. One owner, no threads.
final class DeliveryQueue {

    private final Queue<Delivery> waiting = new ArrayDeque<>(4);
    private final int maximumMessages;
    private final long maximumBytes;
    private long bytes;

    DeliveryQueue(int maximumMessages, long maximumBytes) {
        this.maximumMessages = maximumMessages;
        this.maximumBytes = maximumBytes;
    }

    /// Lets a delivery wait.
    ///
    /// @return whether there was room
    boolean offer(Delivery delivery) {
        if (waiting.size() >= maximumMessages || bytes + delivery.shared().payloadSize() > maximumBytes) {
            return false;
        }
        add(delivery);
        return true;
    }

    /// Lets a delivery wait that waited elsewhere, whether there is room or not.
    void add(Delivery delivery) {
        waiting.add(delivery);
        bytes += delivery.shared().payloadSize();
    }

    @Nullable
    Delivery peek() {
        return waiting.peek();
    }

    void removeFirst() {
        bytes -= waiting.remove().shared().payloadSize();
    }

    /// Takes out what meets a condition.
    ///
    /// @return it, in order
    List<Delivery> take(Predicate<Delivery> which) {
        List<Delivery> taken = new ArrayList<>();
        waiting.removeIf(delivery -> {
            boolean goes = which.test(delivery);
            if (goes) {
                taken.add(delivery);
                bytes -= delivery.shared().payloadSize();
            }
            return goes;
        });
        return taken;
    }

    boolean has(Predicate<Delivery> which) {
        return waiting.stream().anyMatch(which);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }
}
