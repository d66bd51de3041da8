package tidings.broker.session;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Qos;

/// What waits for one session, bounded in number and in bytes, and by what waits for all. One owner, no threads.
final class DeliveryQueue {

    private final Queue<Delivery> waiting = new ArrayDeque<>(4);
    private final int maximumMessages;
    private final long maximumBytes;
    private final QueuedBytes inAll;
    private long bytes;

    DeliveryQueue(int maximumMessages, long maximumBytes, QueuedBytes inAll) {
        this.maximumMessages = maximumMessages;
        this.maximumBytes = maximumBytes;
        this.inAll = inAll;
    }

    /// Lets a delivery wait.
    ///
    /// @return null, or why there is no room
    @Nullable
    Drop offer(Delivery delivery) {
        if (!inAll.hasRoom(delivery.qos() != Qos.AT_MOST_ONCE)) {
            return Drop.OVERLOAD;
        }
        if (waiting.size() >= maximumMessages || bytes + delivery.shared().payloadSize() > maximumBytes) {
            return Drop.QUEUE_FULL;
        }
        add(delivery);
        return null;
    }

    /// Lets a delivery wait, whether there is room or not.
    void add(Delivery delivery) {
        waiting.add(delivery);
        bytes += delivery.shared().payloadSize();
        inAll.add(delivery.shared());
    }

    @Nullable
    Delivery peek() {
        return waiting.peek();
    }

    Delivery removeFirst() {
        Delivery first = waiting.remove();
        gone(first);
        return first;
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
                gone(delivery);
            }
            return goes;
        });
        return taken;
    }

    boolean has(Predicate<Delivery> which) {
        return waiting.stream().anyMatch(which);
    }

    void clear() {
        waiting.forEach(this::gone);
        waiting.clear();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /// Of payload.
    long bytes() {
        return bytes;
    }

    private void gone(Delivery delivery) {
        bytes -= delivery.shared().payloadSize();
        inAll.remove(delivery.shared());
    }
}
