package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import tidings.broker.routing.Recipient;
import tidings.broker.spi.Client;
import tidings.broker.spi.SessionStore.Contents;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredRetained;
import tidings.broker.spi.StoredSession;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Subscription;

/// Brings back what was there before the broker, before anybody connects: first all sessions with their subscriptions, each
/// on its loop; then, when all are there, their time goes on. What was due while the broker was down is due now.
public final class Restoration {

    private final Router router;
    private final Archive archive;
    private final Map<Shard, List<Restored>> sessions = new ConcurrentHashMap<>();

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
        restoration.onEachLoop(shard -> restoration.restore(stored.getOrDefault(shard, List.of()), shard));
        restoration.onOne(shard -> contents.retained().forEach(kept -> restoration.restore(kept, shard)));
        restoration.onEachLoop(restoration::goOn);
    }

    private void restore(List<StoredSession> stored, Shard shard) {
        sessions.put(shard, stored.stream().map(one -> new Restored(one, restored(one, shard))).toList());
    }

    private Session restored(StoredSession stored, Shard shard) {
        Session session = shard.restore(stored);
        stored.received().forEach(session.incoming()::restore);
        stored.subscriptions().forEach(known -> {
            Subscription subscription = known.subscription();
            session.subscriptions().add(subscription, Integer.MAX_VALUE);
            router.index().add(subscription.filter(), Recipient.of(session, subscription, known.identifiers()));
        });
        session.absence().expiry(Duration.ofSeconds(stored.expirySeconds()));
        if (mayStillPublish(stored)) {
            session.absence().will(stored.will());
        } else {
            session.log().willDone();
        }
        return session;
    }

    /// What a client may do can have changed while the broker was down.
    private boolean mayStillPublish(StoredSession stored) {
        Message will = stored.will();
        Access access = Access.of(router.policy(), Client.away(stored.clientId(), stored.userName()));
        return will == null || access == null || access.mayPublish(will.topic());
    }

    /// A retained message is there again, unless it expired meanwhile: then the store is told to forget it.
    private void restore(StoredRetained retained, Shard shard) {
        StoredMessage kept = retained.message();
        Message message = kept.message();
        if (kept.expiresAtMillis() > archive.nowMillis()) {
            long arrived = archive.arrivedNanos(kept, shard.loop().nanoTime());
            router.retained().put(message, retained.publisher(), arrived);
        } else {
            Message none = new Message(message.topic(), Bytes.EMPTY, message.qos(), true, Properties.NONE);
            StoredMessage removal = new StoredMessage(StoredMessage.UNSHARED, none, StoredMessage.NEVER);
            shard.keeping().retained(removal, null, archive.nextVersion());
        }
    }

    /// Whoever was connected when the broker ended leaves now.
    private void goOn(Shard shard) {
        for (Restored one : sessions.getOrDefault(shard, List.of())) {
            Absence absence = one.session.absence();
            Duration away = Duration.ZERO;
            if (one.stored.leftAtMillis() == StoredSession.CONNECTED) {
                one.session.log().left(absence.expiry(), absence.hasWill());
            } else {
                away = Duration.ofMillis(Math.max(0, archive.nowMillis() - one.stored.leftAtMillis()));
            }
            shard.waitForReturn(one.session, left(absence.expiry(), away), left(absence.willDelay(), away));
        }
    }

    private void onEachLoop(Consumer<Shard> task) {
        on(router.shards(), task);
    }

    private void onOne(Consumer<Shard> task) {
        on(router.shards().subList(0, 1), task);
    }

    private static void on(List<Shard> shards, Consumer<Shard> task) {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (Shard shard : shards) {
            all.add(CompletableFuture.runAsync(() -> task.accept(shard), shard.loop()::execute));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
    }

    private static Duration left(Duration whole, Duration gone) {
        return whole.compareTo(gone) > 0 ? whole.minus(gone) : Duration.ZERO;
    }
}
