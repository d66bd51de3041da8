package tidings.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import tidings.client.engine.Incoming;
import tidings.mqtt.Qos;

/// Messages on their way to the handlers, and the news that they have been handled on its way back: gathered, so that a
/// flood of small messages does not wake the driver for each.
final class Deliveries {

    private final Handlers<Received> handlers;
    private final Consumer<Runnable> driver;
    private final Consumer<Iterable<Incoming>> acknowledge;
    private final Runnable readOn;
    private final int limit;
    private final AtomicInteger undelivered = new AtomicInteger();
    private final Queue<Incoming> handled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean announced = new AtomicBoolean();

    /// @param driver runs on the client's thread
    /// @param acknowledge is given on that thread what was handled
    /// @param readOn is called on that thread when there is room again
    Deliveries(
            Handlers<Received> handlers, int limit, Consumer<Runnable> driver, Consumer<Iterable<Incoming>> acknowledge,
            Runnable readOn) {
        this.handlers = handlers;
        this.limit = limit;
        this.driver = driver;
        this.acknowledge = acknowledge;
        this.readOn = readOn;
    }

    /// A message came.
    ///
    /// @return whether there is room for more
    boolean deliver(Incoming incoming) {
        Received received = Received.of(incoming);
        undelivered.incrementAndGet();
        handlers.tell(received, filter -> filter.matches(incoming.message().topic()), () -> done(incoming));
        return hasRoom();
    }

    /// Whether more may come.
    boolean hasRoom() {
        return undelivered.get() < limit;
    }

    private void done(Incoming incoming) {
        int left = undelivered.decrementAndGet();
        boolean room = left == limit / 2;
        if (incoming.message().qos() != Qos.AT_MOST_ONCE) {
            handled.add(incoming);
        }
        boolean news = room || !handled.isEmpty();
        if (news && announced.compareAndSet(false, true)) {
            driver.accept(this::tell);
        }
    }

    private void tell() {
        announced.set(false); // first: what comes from here on announces itself
        ArrayDeque<Incoming> all = new ArrayDeque<>();
        for (Incoming next = handled.poll(); next != null; next = handled.poll()) {
            all.add(next);
        }
        acknowledge.accept(all);
        if (hasRoom()) {
            readOn.run();
        }
    }
}
