package tidings.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Incoming;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;

/// Messages on their way to the handlers, and the news that they have been handled on its way back: gathered, so that a
/// flood of small messages does not wake the driver for each.
final class Deliveries implements Received.Giver {

    private final MessageHandlers handlers;
    private final Consumer<Runnable> executor;
    private final Way back;
    private final Runnable takeBack = this::takeBack;
    private final int limit;
    private final boolean manual;
    private final AtomicInteger undelivered = new AtomicInteger();
    private final AtomicBoolean announced = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock(); // held for a few stores at a time
    private List<Received> handled = new ArrayList<>();
    private List<Received> spare = new ArrayList<>();
    private List<Received> open = new ArrayList<>(); // of this turn of the client's thread

    /// How news goes back to the client's thread.
    ///
    /// @param driver runs something on that thread
    /// @param acknowledge is given there what was handled
    /// @param readOn is called there when there is room again
    record Way(Consumer<Runnable> driver, Consumer<Received> acknowledge, Runnable readOn) {}

    /// @param executor lays down what is to run where handlers do
    /// @param limit so many may be undelivered before nothing more is read
    /// @param manual whether the application acknowledges
    Deliveries(MessageHandlers handlers, Consumer<Runnable> executor, int limit, boolean manual, Way back) {
        this.handlers = handlers;
        this.executor = executor;
        this.limit = limit;
        this.manual = manual;
        this.back = back;
    }

    /// A message came. It is handed over by [#layDown], together with others of the same turn.
    ///
    /// @return whether there is room for more
    boolean deliver(Publish publish, @Nullable Incoming owed) {
        open.add(new Received(publish, owed, this));
        return undelivered.get() + open.size() < limit;
    }

    /// Hands over the messages that have come since the last time: before anything else that handlers are told, and at the
    /// end of a turn of the client's thread. On that thread.
    void layDown() {
        if (!open.isEmpty()) {
            List<Received> together = open;
            open = new ArrayList<>(together.size());
            undelivered.addAndGet(together.size());
            executor.accept(() -> together.forEach(this::tell));
        }
    }

    int undelivered() {
        return undelivered.get();
    }

    /// The application acknowledges.
    @Override
    public void acknowledge(Received received, ReasonCode reason) {
        if (received.owed() != null && (manual || reason.isError()) && received.decide(reason) && manual) {
            giveBack(received);
            announce();
        }
    }

    @Override
    public void done(Received received) {
        int left = undelivered.decrementAndGet();
        boolean answers = !manual && received.owed() != null;
        if (answers) {
            giveBack(received);
        }
        if (answers || left == limit / 2) {
            announce();
        }
    }

    private void tell(Received received) {
        try {
            handlers.tell(received);
        } finally {
            received.done();
        }
    }

    private boolean hasRoom() {
        return undelivered.get() < limit;
    }

    private void announce() {
        if (announced.compareAndSet(false, true)) {
            back.driver.accept(takeBack);
        }
    }

    private void giveBack(Received received) {
        lock.lock();
        try {
            handled.add(received);
        } finally {
            lock.unlock();
        }
    }

    private void takeBack() {
        announced.set(false); // first: what comes from here on announces itself
        List<Received> together;
        lock.lock();
        try {
            together = handled;
            handled = spare;
        } finally {
            lock.unlock();
        }
        together.forEach(back.acknowledge);
        together.clear();
        spare = together;
        if (hasRoom()) {
            back.readOn.run();
        }
    }
}
