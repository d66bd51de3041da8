package tidings.client;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Who wants to be told of something, and the executor on which it is told. Any thread may call.
///
/// @param <T> what they are told
final class Handlers<T> {

    private final Executor executor;
    private final Trouble trouble;
    private final List<One<T>> all = new CopyOnWriteArrayList<>();

    /// One of them; the same consumer may be there twice.
    private static final class One<T> {
        final Consumer<? super T> consumer;

        One(Consumer<? super T> consumer) {
            this.consumer = consumer;
        }
    }

    Handlers(Executor executor, Trouble trouble) {
        this.executor = executor;
        this.trouble = trouble;
    }

    Registration add(Consumer<? super T> consumer) {
        One<T> one = new One<>(consumer);
        all.add(one);
        return () -> all.removeIf(other -> other == one);
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /// Tells everyone, later.
    void tell(T what) {
        if (!all.isEmpty()) {
            executor.execute(() -> all.forEach(one -> trouble.tell(one.consumer, what)));
        }
    }
}
