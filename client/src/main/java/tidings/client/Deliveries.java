package tidings.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tidings.client.engine.Incoming;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;

/// Messages on their way to the handlers, and the news that they have been handled on its way back: gathered, so that a
/// flood of small messages does not wake the driver for each.
final class Deliveries implements Received.Giver {

    private final MessageHandlers handlers;
    private final Executor executor;
    private final Way back;
    private final int limit;
    private final boolean manual;
    private final AtomicInteger undelivered = new AtomicInteger();
    private final Queue<Handled> handled = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean announced = new AtomicBoolean();

    /// How news goes back to the client's thread.
    ///
    /// @param driver runs something on that thread
    /// @param acknowledge is given there what was handled
    /// @param readOn is called there when there is room again
    record Way(Consumer<Runnable> driver, BiConsumer<Incoming, ReasonCode> acknowledge, Runnable readOn) {}

    private record Handled(Incoming incoming, ReasonCode reason) {}

    /// @param executor where handlers run
    /// @param limit so many may be undelivered before nothing more is read
    /// @param manual whether the application acknowledges
    Deliveries(MessageHandlers handlers, Executor executor, int limit, boolean manual, Way back) {
        this.handlers = handlers;
        this.executor = executor;
        this.limit = limit;
        this.manual = manual;
        this.back = back;
    }

    /// A message came.
    ///
    /// @return whether there is room for more
    boolean deliver(Incoming incoming) {
        Received received = new Received(incoming, this);
        undelivered.incrementAndGet();
        executor.execute(() -> {
            try {
                handlers.tell(received);
            } finally {
                received.done();
            }
        });
        return hasRoom();
    }

    int undelivered() {
        return undelivered.get();
    }

    /// The application acknowledges. Of several times the engine hears the first.
    @Override
    public void acknowledge(Received received, ReasonCode reason) {
        if (manual && received.qos() != Qos.AT_MOST_ONCE) {
            handled.add(new Handled(received.incoming(), reason));
            announce();
        }
    }

    @Override
    public void done(Received received) {
        int left = undelivered.decrementAndGet();
        boolean answers = !manual && received.qos() != Qos.AT_MOST_ONCE;
        if (answers) {
            handled.add(new Handled(received.incoming(), received.reason()));
        }
        if (answers || left == limit / 2) {
            announce();
        }
    }

    private boolean hasRoom() {
        return undelivered.get() < limit;
    }

    private void announce() {
        if (announced.compareAndSet(false, true)) {
            back.driver.accept(this::tell);
        }
    }

    private void tell() {
        announced.set(false); // first: what comes from here on announces itself
        for (Handled next = handled.poll(); next != null; next = handled.poll()) {
            back.acknowledge.accept(next.incoming, next.reason);
        }
        if (hasRoom()) {
            back.readOn.run();
        }
    }
}
