package tidings.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import tidings.mqtt.TopicFilter;

/// Messages as streams whose subscribers set the pace. What has been asked for by nobody yet counts as undelivered: it is
/// not acknowledged, and in the end the socket is not read.
final class MessageFlow {

    private final MessageHandlers handlers;
    private final Executor executor;
    private final Trouble trouble;
    private final Set<One> open = ConcurrentHashMap.newKeySet();

    MessageFlow(MessageHandlers handlers, Executor executor, Trouble trouble) {
        this.handlers = handlers;
        this.executor = executor;
        this.trouble = trouble;
    }

    /// What matches a filter, to each subscriber.
    Flow.Publisher<Received> messages(TopicFilter filter) {
        return subscriber -> {
            One subscription = new One(subscriber);
            open.add(subscription);
            subscriber.onSubscribe(subscription);
            subscription.begin(handlers.add(filter, subscription::offer));
        };
    }

    /// The client is no more.
    void close() {
        open.forEach(One::complete);
    }

    /// One subscriber of a stream of messages. [#request] and [#cancel] may be called by any thread, all else happens where
    /// handlers run, one call at a time.
    private final class One implements Flow.Subscription {

        private final Flow.Subscriber<? super Received> subscriber;
        private final Queue<Received> waiting = new ArrayDeque<>();
        private final AtomicLong demand = new AtomicLong();
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Registration registration = () -> {};

        One(Flow.Subscriber<? super Received> subscriber) {
            this.subscriber = subscriber;
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
                open.remove(this);
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
}
