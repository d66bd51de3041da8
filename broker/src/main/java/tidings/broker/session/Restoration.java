package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import tidings.broker.routing.Recipient;
import tidings.broker.spi.SessionStore.Contents;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Subscription;

/// Brings back what was there before the broker, before anybody connects: first all sessions with their subscriptions, each
/// on its loop; then, when all are there, their time goes on. What was due while the broker was down is due now.
public final class Restoration {

    private final Router router;
    private final Archive archive;
    private final Map<Shard, List<Restored>> sessions = new HashMap<>();

    private record Restored(StoredSession stored, Session session) {}

    private Restoration(Router router, Archive archive) {
        this.router = router;
        this.archive = archive;
    }

    /// Brings everything back. Blocks; not on a loop.
    public static void of(Router router, Archive archive) {
        Contents contents = archive.takeContents();
        Restoration restoration = new Restoration(router, archive);
        Map<Shard, List<StoredSession>> stored = new HashMap<>();
        for (StoredSession one : contents.sessions()) {
            stored.computeIfAbsent(router.home(one.clientId()), shard -> new ArrayList<>()).add(one);
        }
        for (Shard shard : stored.keySet()) {
            restoration.sessions.put(shard, new ArrayList<>());
        }
        restoration.onEachLoop(shard -> stored.getOrDefault(shard, List.of())
                .forEach(one -> restoration.restore(one, shard)));
        long now = router.shards().get(0).loop().nanoTime();
        contents.retained()
                .forEach(kept -> router.retained().put(kept.message(), archive.arrivedNanos(kept, now)));
        restoration.onEachLoop(restoration::goOn);
    }

    private void restore(StoredSession stored, Shard shard) {
        Session session = shard.restore(stored);
        stored.received().forEach(session.incoming()::restore);
        stored.subscriptions().forEach(known -> {
            Subscription subscription = known.subscription();
            session.subscribe(subscription, Integer.MAX_VALUE);
            router.index().add(subscription.filter(), Recipient.of(session, subscription, known.identifiers()));
        });
        session.absence().expiry(Duration.ofSeconds(stored.expirySeconds()));
        session.absence().will(stored.will());
        sessions.getOrDefault(shard, List.of()).add(new Restored(stored, session));
    }

    /// Whoever was connected when the broker ended leaves now.
    private void goOn(Shard shard) {
        for (Restored one : sessions.getOrDefault(shard, List.of())) {
            Duration away = Duration.ZERO;
            if (one.stored.leftAtMillis() == StoredSession.CONNECTED) {
                one.session.log().left(one.session.absence().expiry(), one.session.absence().hasWill());
            } else {
                away = Duration.ofMillis(Math.max(0, archive.nowMillis() - one.stored.leftAtMillis()));
            }
            shard.waitForReturn(
                    one.session, left(one.session.absence().expiry(), away),
                    left(one.session.absence().willDelay(), away));
        }
    }

    private void onEachLoop(Consumer<Shard> task) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Shard shard : router.shards()) {
            all.add(CompletableFuture.runAsync(() -> task.accept(shard), shard.loop()::execute));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private static Duration left(Duration whole, Duration gone) {
        return whole.compareTo(gone) > 0 ? whole.minus(gone) : Duration.ZERO;
    }
}
