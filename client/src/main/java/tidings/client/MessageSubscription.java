package tidings.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// One subscriber of a stream of messages. [#request] and [#cancel] may be called by any thread, all else happens where
/// handlers run, one call at a time.
final class MessageSubscription implements Flow.Subscription {

    private final Flow.Subscriber<? super Received> subscriber;
    private final Executor executor;
    private final Trouble trouble;
    private final Consumer<MessageSubscription> gone;
    private final Queue<Received> waiting = new ArrayDeque<>();
    private final AtomicLong demand = new AtomicLong();
    private volatile Registration registration = () -> {};
    private final AtomicBoolean over = new AtomicBoolean();

    MessageSubscription(
            Flow.Subscriber<? super Received> subscriber, Executor executor, Trouble trouble,
            Consumer<MessageSubscription> gone) {
        this.subscriber = subscriber;
        this.executor = executor;
        this.trouble = trouble;
        this.gone = gone;
    }

    /// From here on there are messages.
    void begin(Registration registered) {
        registration = registered;
        if (over.get()) {
            registered.close();
        }
    }

    @Override
    public void request(long count) {
        if (count <= 0) { // rule 3.9 of Reactive Streams
            end(() -> subscriber.onError(new IllegalArgumentException("One requests 1 or more, not " + count)));
        } else {
            demand.accumulateAndGet(count, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
            executor.execute(this::drain);
        }
    }

    @Override
    public void cancel() {
        end(() -> {});
    }

    /// There will be no more messages.
    void complete() {
        end(subscriber::onComplete);
    }

    void offer(Received received) {
        received.take();
        waiting.add(received);
        drain();
    }

    private void drain() {
        while (!over.get() && demand.get() > 0 && !waiting.isEmpty()) {
            Received next = waiting.remove();
            demand.decrementAndGet();
            trouble.tell(subscriber::onNext, next);
            next.done();
        }
        if (over.get()) {
            letGo();
        }
    }

    private void end(Runnable lastWord) {
        if (over.compareAndSet(false, true)) {
            registration.close();
            gone.accept(this);
            executor.execute(() -> {
                letGo();
                trouble.guard(lastWord);
            });
        }
    }

    /// What the subscriber did not want is as if handled: nobody else will.
    private void letGo() {
        waiting.forEach(Received::done);
        waiting.clear();
    }
}
