package tidings.broker.session;

import java.util.List;
import java.util.function.Consumer;
import tidings.broker.spi.QueueEntry;
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

    /// Lets an entry wait, after all that was given before.
    ///
    /// @return whether there was room
    boolean offer(QueueEntry entry) {
        long size = entry.message().message().payload().size();
        if (messages >= maximumMessages || bytes + size > maximumBytes) {
            return false;
        }
        if (messages == 0) {
            readThrough = entry.sequence() - 1;
        }
        messages++;
        bytes += size;
        return true;
    }

    /// Reads the next page, unless one is being read or there is none.
    void read(SessionLog log, Consumer<List<QueueEntry>> page) {
        if (reading || isEmpty()) {
            return;
        }
        reading = true;
        log.read(readThrough, PAGE, PAGE_BYTES, entries -> {
            reading = false;
            taken(entries);
            page.accept(entries);
        });
    }

    private void taken(List<QueueEntry> entries) {
        if (entries.isEmpty()) { // fewer than was counted: nothing is left to wait for
            messages = 0;
            bytes = 0;
            return;
        }
        for (QueueEntry entry : entries) {
            messages--;
            bytes -= entry.message().message().payload().size();
            readThrough = entry.sequence();
        }
        if (messages <= 0) {
            messages = 0;
            bytes = 0;
        }
    }
}
