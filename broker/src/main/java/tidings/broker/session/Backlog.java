package tidings.broker.session;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import tidings.broker.spi.StoredSession;

/// The rest of a long queue: what waits behind the messages in memory, on the disk only, and is read in pages when its turn
/// comes nearer. Bounded in number and in bytes. One owner, no threads.
final class Backlog {

    private static final int PAGE = 500;
    private static final long PAGE_BYTES = 1 << 20;

    private final long maximumMessages;
    private final long maximumBytes;
    private long messages;
    private long bytes;
    private long readThrough;
    private boolean reading;

    Backlog(long maximumMessages, long maximumBytes) {
        this.maximumMessages = maximumMessages;
        this.maximumBytes = maximumBytes;
    }

    /// Takes up what waited when the broker began anew.
    void restore(StoredSession.Queue queue) {
        messages = queue.messages();
        bytes = queue.bytes();
    }

    boolean isEmpty() {
        return messages == 0;
    }

    long size() {
        return messages;
    }

    /// Of payload.
    long bytes() {
        return bytes;
    }

    /// Lets a delivery wait, after all that was given before.
    ///
    /// @return whether there was room
    boolean offer(Delivery delivery) {
        if (messages >= maximumMessages || bytes + delivery.shared().payloadSize() > maximumBytes) {
            return false;
        }
        add(delivery);
        return true;
    }

    /// Lets a delivery wait in the place of one that is lost.
    void add(Delivery delivery) {
        if (messages == 0) {
            readThrough = sequence(delivery) - 1;
        }
        messages++;
        bytes += delivery.shared().payloadSize();
    }

    /// Reads the next page, unless one is being read or there is none.
    void read(SessionLog log, Consumer<List<Delivery>> page) {
        if (reading || isEmpty()) {
            return;
        }
        reading = true;
        log.read(readThrough, PAGE, PAGE_BYTES, deliveries -> {
            reading = false;
            deliveries.forEach(this::taken);
            if (deliveries.isEmpty() || messages <= 0) { // fewer than was counted: nothing is left to wait for
                messages = 0;
                bytes = 0;
            }
            page.accept(deliveries);
        });
    }

    private void taken(Delivery delivery) {
        messages--;
        bytes -= delivery.shared().payloadSize();
        readThrough = sequence(delivery);
    }

    private static long sequence(Delivery delivery) {
        return Objects.requireNonNull(delivery.entry(), "What is not stored does not wait on the disk").sequence();
    }
}
