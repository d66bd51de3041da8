package tidings.broker.session;

import java.time.Duration;
import java.util.List;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.SharedGroup;
import tidings.broker.routing.SubscriptionIndex;
import tidings.mqtt.TopicFilter;

/// Sees to it that messages of shared subscriptions (MQTT 5.0, 4.8.2) do not wait for a member that is away or behind while
/// others could have them. Of one loop, called on it.
///
/// - A member leaves: what waits for it, and what it had at QoS 1 and did not acknowledge, goes to those who are there.
///   What is under way at QoS 2 stays its own ([MQTT-4.8.2-4]).
/// - A member is behind for a while: what waits for it goes to those who are not.
/// - A member comes: it gets what waits for those who are away.
/// - A member's session ends: all that QoS 1 and the queue hold goes to any other, present or not. What was under way at
///   QoS 2 is lost with the session ([MQTT-4.8.2-5]).
final class Sharing {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Shard shard;
    private final SubscriptionIndex<Session> index;

    Sharing(Shard shard, SubscriptionIndex<Session> index) {
        this.shard = shard;
        this.index = index;
    }

    /// A connection of a session stands.
    void came(Session session) {
        if (session.stillHoldsShared()) {
            waits(session);
        }
        for (TopicFilter filter : session.subscriptions().filters()) {
            if (filter.isShared()) {
                came(session, filter);
            }
        }
    }

    /// A session shares a subscription from now on.
    void came(Session session, TopicFilter filter) {
        SharedGroup<Session> group = index.group(filter);
        if (group == null || group.has(Session::readiness, SharedGroup.BUSY, session)) {
            return; // nothing waits for those who are away while somebody is there
        }
        group.forEach(other -> {
            if (other.readiness() == SharedGroup.AWAY && !other.equals(session)) {
                Shard home = other.shard();
                home.loop().execute(() -> home.sharing().left(other));
            }
        });
    }

    /// A connection of a session is gone; the session stays.
    void left(Session session) {
        if (session.readiness() == SharedGroup.AWAY) {
            giveUpAll(session, SharedGroup.BUSY);
        }
    }

    /// A session is over.
    void ended(Session session) {
        giveUpAll(session, SharedGroup.AWAY);
    }

    /// A shared message waits for a session whose client is there, but behind.
    void waits(Session session) {
        shard.loop().schedule(() -> {
            if (session.readiness() == SharedGroup.BUSY) {
                handOn(session.giveUpWaiting(delivery -> canGo(delivery, session, SharedGroup.READY)), session);
            }
            if (session.stillHoldsShared()) {
                waits(session);
            }
        }, PATIENCE);
    }

    /// There is no room for a message in a session's queue.
    ///
    /// @return whether another member takes it
    boolean passOn(Delivery delivery, Session from) {
        SharedGroup<Session> group = delivery.group();
        Recipient<Session> other =
                group == null ? null : group.choose(Session::readiness, SharedGroup.READY, from);
        if (other != null) {
            shard.deliver(delivery.shared(), other); // who brought it here flushes
        }
        return other != null;
    }

    private void giveUpAll(Session session, int least) {
        handOn(session.underWay().giveUp(delivery -> canGo(delivery, session, least)), session);
        handOn(session.giveUpWaiting(delivery -> canGo(delivery, session, least)), session);
        session.readOnForOthers();
    }

    /// A delivery with those who share it, if any still do.
    Delivery readBack(Delivery delivery) {
        TopicFilter share = delivery.entry() == null ? null : delivery.entry().share();
        return share == null ? delivery : delivery.in(index.group(share));
    }

    private void handOn(List<Delivery> deliveries, Session from) {
        for (Delivery delivery : deliveries) {
            SharedGroup<Session> group = delivery.group();
            Recipient<Session> other =
                    group == null ? null : group.choose(Session::readiness, SharedGroup.AWAY, from);
            if (other == null) {
                from.takeBack(delivery); // the last other has left just now
            } else {
                handOn(delivery, from, other);
            }
        }
        if (!deliveries.isEmpty()) {
            shard.flush();
        }
    }

    /// A message that is kept is forgotten here when it is stored there.
    private void handOn(Delivery delivery, Session from, Recipient<Session> to) {
        shard.keeping().begin();
        long changesBefore = shard.keeping().changes();
        shard.deliver(delivery.shared(), to);
        shard.keeping().whenStored(changesBefore, () -> from.handedOn(delivery));
    }

    private static boolean canGo(Delivery delivery, Session from, int least) {
        SharedGroup<Session> group = delivery.group();
        return group != null && group.has(Session::readiness, least, from);
    }
}
