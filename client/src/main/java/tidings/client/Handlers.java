package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.TopicFilter;

/// Who wants to be told, and the executor on which it is told. Any thread may call.
///
/// @param <T> what they are told
final class Handlers<T> {

    private static final Logger LOG = System.getLogger(Handlers.class.getName());

    private final Executor executor;
    private final List<Handler<T>> handlers = new CopyOnWriteArrayList<>();

    /// One of them; the same consumer may be there twice.
    private static final class Handler<T> {
        /// What it wants to hear, or null for what nobody with a filter does.
        final @Nullable TopicFilter filter;
        /// Whether it goes when the client unsubscribes from the filter.
        final boolean subscribed;
        final Consumer<? super T> consumer;

        Handler(@Nullable TopicFilter filter, boolean subscribed, Consumer<? super T> consumer) {
            this.filter = filter;
            this.subscribed = subscribed;
            this.consumer = consumer;
        }
    }

    Handlers(Executor executor) {
        this.executor = executor;
    }

    Registration add(Consumer<? super T> consumer) {
        return add(new Handler<>(null, false, consumer));
    }

    Registration add(TopicFilter filter, boolean subscribed, Consumer<? super T> consumer) {
        return add(new Handler<>(filter, subscribed, consumer));
    }

    /// Takes back the handlers that came with subscriptions.
    void unsubscribed(Collection<TopicFilter> filters) {
        handlers.removeIf(handler -> handler.subscribed && filters.contains(handler.filter));
    }

    /// Tells everyone, later.
    void tell(T what) {
        tell(what, filter -> false, () -> {});
    }

    /// Tells those whose filter matches, or if there are none those without a filter; later.
    ///
    /// @param told run when all have been told
    void tell(T what, Predicate<TopicFilter> matches, Runnable told) {
        executor.execute(() -> {
            try {
                if (!tellThose(what, handler -> handler.filter != null && matches.test(handler.filter))) {
                    tellThose(what, handler -> handler.filter == null);
                }
            } finally {
                told.run();
            }
        });
    }

    private Registration add(Handler<T> handler) {
        handlers.add(handler);
        return () -> handlers.removeIf(other -> other == handler);
    }

    private boolean tellThose(T what, Predicate<Handler<T>> wanted) {
        boolean any = false;
        for (Handler<T> handler : handlers) {
            if (wanted.test(handler)) {
                any = true;
                tell(handler, what);
            }
        }
        return any;
    }

    private static <T> void tell(Handler<T> handler, T what) {
        try {
            handler.consumer.accept(what);
        } catch (RuntimeException thrown) { // it has handled it, such as it is; the next one is to be told too
            LOG.log(Level.ERROR, "A handler threw", thrown);
        }
    }
}
