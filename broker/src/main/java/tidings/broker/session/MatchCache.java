package tidings.broker.session;

import org.jspecify.annotations.Nullable;
import tidings.broker.routing.Matches;
import tidings.broker.routing.SubscriptionIndex;
import tidings.mqtt.TopicName;

/// Who heard the topics that a loop matched last: most messages are about a topic of which there was one before. An entry
/// is good until anybody subscribes or unsubscribes to something near its topic; a new topic takes the place of an old
/// one.
///
/// Owned by its loop.
final class MatchCache {

    private static final int PLACES = 4_096;

    private final SubscriptionIndex<Session> index;
    private final @Nullable Entry[] entries = new Entry[PLACES];

    private record Entry(TopicName topic, long place, long version, Matches<Session> matches) {}

    MatchCache(SubscriptionIndex<Session> index) {
        this.index = index;
    }

    Matches<Session> match(TopicName topic) {
        int hash = topic.hashCode();
        int at = (hash ^ hash >>> 16) & (PLACES - 1);
        Entry entry = entries[at];
        boolean known = entry != null && entry.topic.equals(topic);
        long place = known ? entry.place : SubscriptionIndex.place(topic);
        long version = index.version(place);
        if (known && entry.version == version) {
            return entry.matches;
        }
        Matches<Session> matches = index.match(topic);
        entries[at] = new Entry(topic, place, version, matches);
        return matches;
    }
}
