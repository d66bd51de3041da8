package tidings.broker.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Limits;
import tidings.broker.routing.Matches;
import tidings.broker.routing.Recipient;
import tidings.broker.routing.RetainedMessages;
import tidings.broker.routing.SharedGroup;
import tidings.broker.routing.SubscriptionIndex;
import tidings.broker.spi.Client;
import tidings.mqtt.Message;

/// Carries messages from the loop where they came in to the loops of those who are to hear them.
///
/// The index and the retained messages are shared by all loops and never locked by a publish. Everything else here belongs
/// to the calling loop's [Shard]: what a connection publishes in one go is gathered for each loop and handed over in one
/// task.
public final class Router {

    private static final Logger LOG = LoggerFactory.getLogger(Router.class);

    private volatile Policy policy;
    private final SubscriptionIndex<Session> index = new SubscriptionIndex<>();
    private final RetainedMessages retained;
    private final QueuedBytes queued;
    private final @Nullable Archive archive;
    private List<Shard> shards = List.of();

    /// @param archive what outlives the broker, or null where nothing does
    public Router(Policy policy, @Nullable Archive archive) {
        this.policy = policy;
        this.archive = archive;
        this.queued = new QueuedBytes(policy.limits().queuedBytesInAll());
        this.retained = new RetainedMessages(policy.limits().retainedMessages(), policy.limits().retainedBytes());
    }

    /// For whom everything is allowed, within limits, and nothing is kept.
    public Router(Limits limits) {
        this(Policy.of(limits), null);
    }

    /// What waits for all sessions together.
    public QueuedBytes queued() {
        return queued;
    }

    /// Rights have changed. Any thread.
    public void recheck() {
        shards.forEach(shard -> shard.loop().execute(shard::recheck));
    }

    /// What clients may do now.
    public Policy policy() {
        return policy;
    }

    /// Takes other limits from now on: all that is in common at once, and each client that comes.
    public void limits(Limits changed) {
        policy = policy.within(changed);
        queued.limit(changed.queuedBytesInAll());
        retained.limits(changed.retainedMessages(), changed.retainedBytes());
        shards.forEach(shard -> shard.limits(changed));
        if (archive != null) {
            archive.limits(changed);
        }
    }

    /// The shards of all loops, before the first connection.
    public void start(List<Shard> all) {
        shards = List.copyOf(all);
    }

    /// The home of a client: always the same.
    public Shard home(String clientId) {
        return shards.get(Math.floorMod((clientId.hashCode() * 0x9E3779B9) >>> 8, shards.size()));
    }

    Shard shard(int number) {
        return shards.get(number);
    }

    @Nullable
    Archive archive() {
        return archive;
    }

    /// The shards of all loops.
    List<Shard> shards() {
        return shards;
    }

    /// Waits until everything is stored that was to be, if a store takes it in time. Not on a loop.
    public void drain(long seconds) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Shard shard : shards) {
            CompletableFuture<Void> drained = new CompletableFuture<>();
            shard.loop().execute(() -> shard.keeping().whenAllStored(() -> drained.complete(null)));
            all.add(drained);
        }
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            LOG.warn("Not everything was stored that was to be: the store takes nothing");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    SubscriptionIndex<Session> index() {
        return index;
    }

    RetainedMessages retained() {
        return retained;
    }

    /// Publishes a message from the caller's loop.
    ///
    /// @param from the loop the caller is on
    /// @param publisher whose message it is, or null where it is nobody's who might subscribe
    /// @return whether a subscription matches, even if it is the publisher's own and not for what it says itself
    boolean publish(Message message, Shard from, @Nullable Session publisher) {
        return publish(message, from, publisher, publisher == null ? null : publisher.publisher());
    }

    /// Publishes the will that a session left, which it hears itself as others do.
    void publishWill(Message will, Shard from, Session session) {
        publish(will, from, null, session.publisher());
    }

    private boolean publish(
            Message message, Shard from, @Nullable Session publisher, @Nullable Client responsible) {
        long now = from.loop().nanoTime();
        from.keeping().begin();
        from.publishing(now);
        if (message.retain() && !keep(message, responsible, from, now)) {
            from.notRetained(message.topic(), publisher);
        }
        Matches<Session> matches = from.match(message.topic());
        if (matches.isEmpty()) {
            return false;
        }
        SharedMessage shared =
                new SharedMessage(message, now).forMany(matches.recipients().size() + matches.groups().size() > 1);
        for (Recipient<Session> any : matches.recipients()) {
            Recipient<Session> recipient = any.ofMessageFrom(publisher);
            if (recipient != null) {
                from.deliver(shared, recipient);
            }
        }
        for (SharedGroup<Session> group : matches.groups()) {
            Recipient<Session> member = group.choose(Session::readiness, SharedGroup.AWAY, null);
            if (member != null) {
                from.deliver(shared, member);
            }
        }
        return true;
    }

    /// Keeps a message for those who come later; numbered in the order in which it was kept, whichever loop stores it first.
    private boolean keep(Message message, @Nullable Client publisher, Shard from, long now) {
        if (archive == null || TopicRules.isServersOwn(message.topic())) {
            return retained.put(message, publisher, now);
        }
        long version;
        synchronized (retained) {
            if (!retained.put(message, publisher, now)) {
                return false;
            }
            version = archive.nextVersion();
        }
        from.keeping().retained(new SharedMessage(message, now).stored(archive, now), publisher, version);
        return true;
    }
}
