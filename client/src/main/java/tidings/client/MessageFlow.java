package tidings.client;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import tidings.mqtt.TopicFilter;

/// Messages as streams whose subscribers set the pace. What has been asked for by nobody yet counts as undelivered: it is
/// not acknowledged, and in the end the socket is not read.
final class MessageFlow {

    private final MessageHandlers handlers;
    private final Executor executor;
    private final Trouble trouble;
    private final Set<MessageSubscription> open = ConcurrentHashMap.newKeySet();

    MessageFlow(MessageHandlers handlers, Executor executor, Trouble trouble) {
        this.handlers = handlers;
        this.executor = executor;
        this.trouble = trouble;
    }

    /// What matches a filter, to each subscriber.
    Flow.Publisher<Received> messages(TopicFilter filter) {
        return subscriber -> {
            MessageSubscription subscription = new MessageSubscription(subscriber, executor, trouble, open::remove);
            open.add(subscription);
            subscriber.onSubscribe(subscription);
            subscription.begin(handlers.add(filter, subscription::offer));
        };
    }

    /// The client is no more.
    void close() {
        open.forEach(MessageSubscription::complete);
    }
}
