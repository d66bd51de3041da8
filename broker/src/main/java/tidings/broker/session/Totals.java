package tidings.broker.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.broker.Figures;
import tidings.broker.Figures.Kind;
import tidings.broker.Figures.Traffic;
import tidings.broker.spi.SessionStore;
import tidings.storage.Durations;

/// Sums what all loops count, for those who look from outside. Each loop copies its counters when it is asked to; of one
/// that does not, what it said last is taken.
public final class Totals {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final long PATIENCE_MILLIS = 2_000;

    private final Router router;
    private final long startedNanos;
    private final Map<Shard, Counters> last = new ConcurrentHashMap<>();

    private Totals(Router router) {
        this.router = router;
        this.startedNanos = router.shard(0).loop().nanoTime();
    }

    /// Begins to look how late the loops are.
    public static Totals start(Router router) {
        router.shards().forEach(Totals::watch);
        return new Totals(router);
    }

    private static void watch(Shard shard) {
        long due = shard.loop().nanoTime() + BETWEEN_LOOKS.toNanos();
        shard.loop().schedule(() -> {
            shard.lags().add(Math.max(0, shard.loop().nanoTime() - due), 1);
            watch(shard);
        }, BETWEEN_LOOKS);
    }

    /// As [tidings.broker.BrokerView#isAlive].
    public boolean isAlive() {
        return router.shards()
                .stream()
                .map(shard -> Question.ask(shard, () -> true).exceptionally(late -> false))
                .toList()
                .stream()
                .allMatch(CompletableFuture::join);
    }

    /// As [tidings.broker.BrokerView#figures].
    public Figures figures() {
        ask();
        Counters sum = new Counters();
        last.values().forEach(sum::plus);
        SessionStore store = router.archive() == null ? null : router.archive().store();
        return new Figures(
                Duration.ofNanos(router.shard(0).loop().nanoTime() - startedNanos),
                connections(),
                router.shards().stream().mapToInt(Shard::sessions).sum(),
                router.index().subscriptions(),
                router.index().sharedSubscriptions(),
                router.retained().size(),
                router.retained().bytes(),
                router.queued().messages(),
                router.queued().bytes(),
                inFlight(),
                received(sum),
                sent(sum),
                dropped(sum),
                sum.get(Count.CONNECTS),
                sum.refused(),
                sum.disconnected(),
                sum.get(Count.CONNECTIONS_LOST),
                sum.get(Count.SESSIONS_EXPIRED),
                tally(Shard::handOvers),
                tally(Shard::lags),
                store == null ? Durations.Tally.NONE : store.commits(),
                store == null ? 0 : store.bytes());
    }

    private void ask() {
        List<CompletableFuture<@Nullable Counters>> answers = router.shards()
                .stream()
                .map(shard -> Question.ask(shard, () -> last.put(shard, shard.counters().copy()))
                        .completeOnTimeout(null, PATIENCE_MILLIS, TimeUnit.MILLISECONDS))
                .toList();
        answers.forEach(CompletableFuture::join);
    }

    /// Read while the loops count on: a sum that was never quite true, but near enough, and costs no loop anything.
    private long inFlight() {
        long sum = 0;
        for (Shard shard : router.shards()) {
            for (ClientPeer peer : shard.peers().values()) {
                sum += peer.session().underWay().size();
            }
        }
        return sum;
    }

    private Map<Kind, Integer> connections() {
        Map<Kind, Integer> connections = new HashMap<>();
        for (Shard shard : router.shards()) {
            shard.peers().values().forEach(peer -> count(peer, connections));
            shard.mountedPeers().forEach(peer -> count(peer, connections));
        }
        return connections;
    }

    private static void count(Visitor visitor, Map<Kind, Integer> counts) {
        counts.merge(
                new Kind(visitor.connection().listener(), visitor.connect().version()), 1, Integer::sum);
    }

    private static Traffic received(Counters sum) {
        return new Traffic(
                sum.get(Count.PACKETS_RECEIVED), sum.get(Count.BYTES_RECEIVED),
                List.of(sum.get(Count.RECEIVED_AT_MOST_ONCE), sum.get(Count.RECEIVED_AT_LEAST_ONCE),
                        sum.get(Count.RECEIVED_EXACTLY_ONCE)),
                sum.get(Count.PUBLISH_BYTES_RECEIVED));
    }

    private static Traffic sent(Counters sum) {
        return new Traffic(
                sum.get(Count.PACKETS_SENT), sum.get(Count.BYTES_SENT),
                List.of(sum.get(Count.SENT_AT_MOST_ONCE), sum.get(Count.SENT_AT_LEAST_ONCE),
                        sum.get(Count.SENT_EXACTLY_ONCE)),
                sum.get(Count.PUBLISH_BYTES_SENT));
    }

    private static Map<String, Long> dropped(Counters sum) {
        Map<String, Long> dropped = new LinkedHashMap<>();
        for (Drop drop : Drop.values()) {
            dropped.put(drop.name().toLowerCase(Locale.ROOT), sum.get(drop.count()));
        }
        return dropped;
    }

    private Durations.Tally tally(Function<Shard, Durations> which) {
        return router.shards()
                .stream()
                .map(which)
                .map(Durations::tally)
                .reduce(Durations.Tally.NONE, Durations.Tally::plus);
    }
}
