package tidings.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Who takes which messages: all whose filter matches, or if there are none all without a filter. Any thread may call.
///
/// A filter that is written the same has one handler: a new one takes the place of the old.
final class MessageHandlers {

    private final Trouble trouble;
    private volatile List<One> all = List.of();

    /// One of them, which is only ever itself.
    private static final class One {
        /// What it wants, or null for what nobody with a filter does.
        final @Nullable TopicFilter filter;
        /// Whether it is the one handler of its filter.
        final boolean unique;
        /// Whether it goes when the client unsubscribes from the filter.
        final boolean subscribed;
        final Consumer<? super Received> consumer;

        One(
                @Nullable TopicFilter filter, boolean unique, boolean subscribed,
                Consumer<? super Received> consumer) {
            this.filter = filter;
            this.unique = unique;
            this.subscribed = subscribed;
            this.consumer = consumer;
        }

        boolean takes(TopicName topic) {
            return filter != null && filter.matches(topic);
        }

        boolean hasTheOneFilter(@Nullable TopicFilter other) {
            return unique && filter != null && filter.equals(other);
        }
    }

    MessageHandlers(Trouble trouble) {
        this.trouble = trouble;
    }

    Registration add(Consumer<? super Received> consumer) {
        return add(new One(null, false, false, consumer));
    }

    /// Adds the one handler of a filter, in place of the one before.
    Registration set(TopicFilter filter, boolean subscribed, Consumer<? super Received> consumer) {
        return add(new One(filter, true, subscribed, consumer));
    }

    /// Adds a handler of a filter beside others.
    Registration add(TopicFilter filter, Consumer<? super Received> consumer) {
        return add(new One(filter, false, false, consumer));
    }

    /// Takes back the handlers that came with subscriptions.
    synchronized void unsubscribed(Collection<TopicFilter> filters) {
        all = all.stream().filter(one -> !(one.subscribed && filters.contains(one.filter))).toList();
    }

    /// Calls those who take a message.
    void tell(Received received) {
        List<One> now = all;
        boolean taken = false;
        for (One one : now) {
            if (one.takes(received.message().topic())) {
                taken = true;
                trouble.tell(one.consumer, received);
            }
        }
        if (taken) {
            return;
        }
        for (One one : now) {
            if (one.filter == null) {
                trouble.tell(one.consumer, received);
            }
        }
    }

    private synchronized Registration add(One one) {
        List<One> more = new ArrayList<>(all);
        if (one.unique) {
            more.removeIf(other -> other.hasTheOneFilter(one.filter));
        }
        more.add(one);
        all = List.copyOf(more);
        return () -> remove(one);
    }

    private synchronized void remove(One one) {
        all = all.stream().filter(other -> other != one).toList();
    }
}
