package tidings.broker.session;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.RetainedCursor;
import tidings.broker.routing.RetainedMessages;
import tidings.broker.routing.RetainedMessages.Retained;
import tidings.broker.spi.Client;
import tidings.mqtt.TopicFilter;

/// Hands retained messages to one session that subscribed, as fast as it takes them and no faster: none of them waits in a
/// queue, so a million of them fill none. After a slice the others of the loop have their turn.
///
/// Owned by its session.
final class RetainedFeed {

    private static final int SLICE = 64;

    private final Session session;
    private final RetainedMessages retained;
    private final Deque<Feed> feeds = new ArrayDeque<>(1);
    private boolean scheduled;
    private boolean going;
    private @Nullable Client asked; // whose rights these are
    private @Nullable Access access;

    private record Feed(TopicFilter filter, RetainedCursor cursor, Recipient<Session> recipient) {}

    RetainedFeed(Session session, RetainedMessages retained) {
        this.session = session;
        this.retained = retained;
    }

    /// Begins with what a filter matches, after what was begun before; begins anew where it was not done with it.
    void add(TopicFilter filter, Recipient<Session> recipient) {
        remove(filter);
        feeds.add(new Feed(filter, retained.match(filter), recipient));
        go();
    }

    /// Ends with what a filter matches.
    void remove(TopicFilter filter) {
        feeds.removeIf(feed -> feed.filter.equals(filter));
    }

    void clear() {
        feeds.clear();
    }

    /// The session may take more now.
    void go() {
        if (going || feeds.isEmpty()) {
            return; // nothing to do, or it is this that has made room
        }
        going = true;
        int left = SLICE;
        Feed feed = feeds.peek();
        while (feed != null && left > 0 && session.takesNow(feed.recipient.qos())) {
            Retained next = feed.cursor.next();
            if (next == null) {
                feeds.remove();
            } else {
                give(next, feed.recipient);
                left--;
            }
            feed = feeds.peek();
        }
        going = false;
        if (left == 0 && feed != null && !scheduled) {
            scheduled = true;
            session.shard().loop().execute(() -> {
                scheduled = false;
                go();
            });
        }
    }

    /// A message stays on its topic for as long as its publisher may publish there: who lost that right says nothing more.
    private boolean mayStillPublish(Retained next) {
        Client publisher = next.publisher();
        if (publisher == null) {
            return true;
        }
        if (!publisher.equals(asked)) {
            asked = publisher;
            access = Access.of(session.shard().policy(), publisher);
        }
        return access == null || access.mayPublish(next.message().topic());
    }

    private void give(Retained next, Recipient<Session> recipient) {
        long now = session.shard().loop().nanoTime();
        if (next.isExpired(now)) {
            retained.forget(next);
        } else if (mayStillPublish(next)) {
            session.deliver(new SharedMessage(next.message(), next.storedNanos()), recipient, true, now);
        }
    }
}
