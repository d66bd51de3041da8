package tidings.broker.session;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;

/// What one session subscribed to, one of each filter. Owned by its session.
final class Subscriptions {

    private final Map<TopicFilter, Subscription> all = new HashMap<>();

    /// Takes a subscription into the list, in the place of one with the same filter.
    ///
    /// @return whether it is new; null if there are too many
    @Nullable
    Boolean add(Subscription subscription, int maximum) {
        TopicFilter filter = subscription.filter();
        if (!all.containsKey(filter) && all.size() >= maximum) {
            return null;
        }
        return all.put(filter, subscription) == null;
    }

    /// Takes out the one with a filter.
    ///
    /// @return whether there was one
    boolean remove(TopicFilter filter) {
        return all.remove(filter) != null;
    }

    /// The one with a filter, or null.
    @Nullable
    Subscription get(TopicFilter filter) {
        return all.get(filter);
    }

    Set<TopicFilter> filters() {
        return all.keySet();
    }

    Collection<Subscription> all() {
        return all.values();
    }

    void clear() {
        all.clear();
    }
}
