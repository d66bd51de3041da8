package tidings.broker.session;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listing;
import tidings.broker.RetainedDetails;
import tidings.broker.SubscriptionDetails;
import tidings.broker.routing.RetainedCursor;
import tidings.broker.routing.RetainedMessages.Retained;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// What is subscribed to and what is retained, for those who look from outside; as [Census] does, on the caller's thread.
public final class Inventory {

    private final Router router;
    private final InstantSource clock;

    public Inventory(Router router, InstantSource clock) {
        this.router = router;
        this.clock = clock;
    }

    private record Entry(String filter, Session session) {

        /// Filter and client id together make a place; no filter has the character between them.
        Cursor place() {
            return new Cursor(filter + '\0' + session.clientId(), 0);
        }
    }

    /// As [tidings.broker.BrokerView#subscriptions(String, Listing.Part)].
    public Listing<SubscriptionDetails> subscriptions(String text, Listing.Part part) {
        Selection<Entry> selection = new Selection<>(part, Entry::place);
        router.index().forEach((filter, session) -> {
            if (filter.contains(text)) {
                selection.add(new Entry(filter, session));
            }
        });
        Listing<Entry> found = selection.listing();
        List<CompletableFuture<@Nullable SubscriptionDetails>> answers =
                found.elements().stream().map(Inventory::details).toList();
        List<SubscriptionDetails> details = new ArrayList<>();
        for (CompletableFuture<@Nullable SubscriptionDetails> answer : answers) {
            SubscriptionDetails one = Question.await(answer);
            if (one != null) { // else unsubscribed meanwhile
                details.add(one);
            }
        }
        return new Listing<>(details, found.total(), found.next());
    }

    /// As [tidings.broker.BrokerView#subscriptions(String)].
    public List<SubscriptionDetails> subscriptionsOf(String clientId) {
        Shard home = router.home(clientId);
        Session session = home.known().get(clientId);
        if (session == null) {
            return List.of();
        }
        List<Subscription> all =
                Question.await(Question.ask(home, () -> List.copyOf(session.subscriptions().all())));
        return all.stream()
                .sorted(Comparator.comparing(one -> one.filter().text()))
                .map(one -> new SubscriptionDetails(clientId, one))
                .toList();
    }

    /// As [tidings.broker.BrokerView#retained(TopicFilter, Listing.Part)].
    public Listing<RetainedDetails> retained(TopicFilter filter, Listing.Part part) {
        long now = now();
        Selection<Retained> selection =
                new Selection<>(part, retained -> new Cursor(retained.message().topic().text(), 0));
        RetainedCursor cursor = router.retained().match(filter);
        for (Retained next = cursor.next(); next != null; next = cursor.next()) {
            if (!next.isExpired(now)) {
                selection.add(next);
            }
        }
        Listing<Retained> found = selection.listing();
        return new Listing<>(
                found.elements().stream().map(one -> details(one, now)).toList(), found.total(), found.next());
    }

    /// As [tidings.broker.BrokerView#retained(TopicName)].
    public @Nullable RetainedDetails retained(TopicName topic) {
        long now = now();
        Retained found = router.retained().match(TopicFilter.of(topic.text())).next();
        return found == null || found.isExpired(now) ? null : details(found, now);
    }

    /// As [tidings.broker.BrokerView#publish].
    public boolean publish(Message message) {
        ReasonCode forbidden = TopicRules.check(message.topic(), router.policy().limits());
        if (forbidden != null) {
            throw new IllegalArgumentException(
                    "Nobody may publish to '" + message.topic().text() + "': " + forbidden.text());
        }
        Shard shard = router.home(message.topic().text()); // always the same, so that order is kept
        CompletableFuture<CompletableFuture<Boolean>> published = Question.ask(shard, () -> {
            CompletableFuture<Boolean> stored = new CompletableFuture<>();
            long changesBefore = shard.keeping().changes();
            boolean heard = router.publish(message, shard, null);
            shard.keeping().whenStored(changesBefore, () -> stored.complete(heard));
            shard.flush();
            return stored;
        });
        return Question.await(published.thenCompose(stored -> stored));
    }

    private static CompletableFuture<@Nullable SubscriptionDetails> details(Entry entry) {
        return Question.ask(entry.session.shard(), () -> {
            Subscription subscription = entry.session.subscriptions().get(TopicFilter.of(entry.filter));
            return subscription == null
                    ? null
                    : new SubscriptionDetails(entry.session.clientId(), subscription);
        });
    }

    private RetainedDetails details(Retained retained, long nowNanos) {
        Instant since = clock.instant().minusNanos(Math.max(0, nowNanos - retained.storedNanos()));
        return new RetainedDetails(retained.message(), since);
    }

    private long now() {
        return router.shard(0).loop().nanoTime();
    }
}
