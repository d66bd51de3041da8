package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import tidings.client.events.SlowHandlerEvent;

/// What becomes of a handler that throws: it is logged and told to those who want to know ([MqttClient#onError]), and the
/// next handler runs. Any thread may call.
final class Trouble {

    private static final Logger LOGGER = System.getLogger("tidings.client");

    private final Counters counters;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    /// One who wants to know, which is only ever itself.
    private static final class Told {
        final Consumer<? super Throwable> consumer;

        Told(Consumer<? super Throwable> consumer) {
            this.consumer = consumer;
        }
    }

    Trouble(Counters counters) {
        this.counters = counters;
    }

    Registration add(Consumer<? super Throwable> consumer) {
        Told one = new Told(consumer);
        told.add(one);
        return () -> told.remove(one);
    }

    /// Runs a handler.
    void guard(Runnable handler) {
        try {
            handler.run();
        } catch (Exception thrown) { // those after it are others' business
            report(thrown);
        }
    }

    /// Tells a handler.
    <T> void tell(Consumer<? super T> handler, T what) {
        SlowHandlerEvent event = SlowHandlerEvent.begun();
        try {
            handler.accept(what);
        } catch (Exception thrown) {
            report(thrown);
        } finally {
            event.ended(handler, what);
        }
    }

    private void report(Exception thrown) {
        counters.handlerFailures.incrementAndGet();
        LOGGER.log(Level.ERROR, "A handler threw", thrown);
        for (Told one : told) {
            try {
                one.consumer.accept(thrown);
            } catch (RuntimeException again) { // there is nobody left to tell
                LOGGER.log(Level.ERROR, "The handler of errors threw", again);
            }
        }
    }
}
