package tidings.client;

import java.util.concurrent.atomic.AtomicLong;

/// What a client counts, each number by one thread at a time; any thread may read.
final class Counters {

    final AtomicLong packetsReceived = new AtomicLong();
    final AtomicLong packetsSent = new AtomicLong();
    final AtomicLong messagesReceived = new AtomicLong();
    final AtomicLong messagesSent = new AtomicLong();
    final AtomicLong messagesTaken = new AtomicLong();
    final AtomicLong messagesDone = new AtomicLong();
    final AtomicLong requestsDone = new AtomicLong();
    final AtomicLong connections = new AtomicLong();
    final AtomicLong connectionsLost = new AtomicLong();
    final AtomicLong handlerFailures = new AtomicLong();

    /// One more, where only one thread counts: cheaper than [AtomicLong#incrementAndGet].
    static void count(AtomicLong counter) {
        counter.setRelease(counter.getPlain() + 1);
    }

    Metrics metrics(int undelivered) {
        return new Metrics(
                packetsReceived.get(), packetsSent.get(), messagesReceived.get(), messagesSent.get(),
                messagesTaken.get() - messagesDone.get(), undelivered, requestsDone.get(), connections.get(),
                connectionsLost.get(),
                handlerFailures.get());
    }
}
