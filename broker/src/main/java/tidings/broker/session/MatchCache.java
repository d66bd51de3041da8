package tidings.broker.session;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.SubscriptionIndex;
import tidings.mqtt.TopicName;

/// Who heard the topics that a loop matched last: most messages are about a topic of which there was one before. An entry
/// is good until anybody subscribes or unsubscribes anywhere; a new topic takes the place of an old one.
///
/// Owned by its loop.
final class MatchCache {

    private static final int PLACES = 4_096;

    private final SubscriptionIndex<Session> index;
    private final @Nullable Entry[] entries = new Entry[PLACES];

    private record Entry(TopicName topic, long changes, Collection<Recipient<Session>> recipients) {}

    MatchCache(SubscriptionIndex<Session> index) {
        this.index = index;
    }

    Collection<Recipient<Session>> match(TopicName topic) {
        int hash = topic.hashCode();
        int place = (hash ^ hash >>> 16) & (PLACES - 1);
        long changes = index.changes();
        Entry entry = entries[place];
        if (entry != null && entry.changes == changes && entry.topic.equals(topic)) {
            return entry.recipients;
        }
        Collection<Recipient<Session>> recipients = index.match(topic);
        entries[place] = new Entry(topic, changes, recipients);
        return recipients;
    }
}
