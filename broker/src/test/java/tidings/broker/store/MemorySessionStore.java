package tidings.broker.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.QueueEntry.Progress;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.SessionStore;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredRetained;
import tidings.broker.spi.StoredSession;
import tidings.broker.spi.StoredSession.StoredSubscription;
import tidings.mqtt.Message;

/// What a store does, in a few maps: what it must be like, and for tests that decide themselves when something is stored.
///
/// A "disk" that outlives brokers: whoever opens the next one on it finds what was written. All threads may use it.
public final class MemorySessionStore implements SessionStore {

    private final Map<Long, Kept> sessions = new LinkedHashMap<>();
    private final Map<String, SessionChange.Retained> retained = new HashMap<>();
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private boolean byHand;
    private int failures;

    private static final class Kept {
        final long key;
        final String clientId;
        final Map<String, StoredSubscription> subscriptions = new LinkedHashMap<>();
        final Set<Integer> received = new HashSet<>();
        final TreeMap<Long, QueueEntry> queue = new TreeMap<>();
        @Nullable
        String userName;
        long expirySeconds;
        long leftAtMillis;
        @Nullable
        Message will;

        Kept(long key, String clientId) {
            this.key = key;
            this.clientId = clientId;
        }
    }

    /// From now on nothing is written before [#commit].
    public synchronized MemorySessionStore byHand() {
        byHand = true;
        return this;
    }

    /// Writes what waits.
    public void commit() {
        for (Runnable next = poll(); next != null; next = poll()) {
            next.run();
        }
    }

    /// The next attempts to write fail.
    public synchronized void failNext(int times) {
        failures = times;
    }

    /// Forgets what waits, as a killed process does.
    public synchronized void kill() {
        waiting.clear();
    }

    /// How many entries there are in all queues.
    public synchronized long entries() {
        return sessions.values().stream().mapToLong(kept -> kept.queue.size()).sum();
    }

    @Override
    public synchronized Contents load() {
        List<StoredSession> all = sessions.values().stream().map(MemorySessionStore::stored).toList();
        long lastMessage = sessions.values()
                .stream()
                .flatMap(kept -> kept.queue.values().stream())
                .mapToLong(entry -> entry.message().id())
                .max()
                .orElse(0);
        return new Contents(
                all,
                retained.values()
                        .stream()
                        .map(kept -> new StoredRetained(kept.message(), kept.publisher()))
                        .filter(kept -> !kept.message().message().payload().isEmpty())
                        .toList(),
                sessions.keySet().stream().mapToLong(key -> key).max().orElse(0), lastMessage,
                retained.values().stream().mapToLong(SessionChange.Retained::version).max().orElse(0));
    }

    @Override
    public CompletionStage<Void> write(List<SessionChange> changes) {
        CompletableFuture<Void> outcome = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(() -> write(changes, outcome));
            if (byHand) {
                return outcome;
            }
        }
        commit();
        return outcome;
    }

    @Override
    public synchronized CompletionStage<List<QueueEntry>> read(long session, long after, int most, long mostBytes) {
        List<QueueEntry> page = new ArrayList<>();
        Kept kept = sessions.get(session);
        if (kept != null) {
            long bytes = 0;
            for (QueueEntry entry : kept.queue.tailMap(after, false).values()) {
                if (page.size() == most || bytes > mostBytes) {
                    break;
                }
                page.add(copy(entry, entry.progress()));
                bytes += entry.message().message().payload().size();
            }
        }
        return CompletableFuture.completedStage(page);
    }

    @Override
    public void close() {
        commit();
    }

    private synchronized @Nullable Runnable poll() {
        return waiting.poll();
    }

    private void write(List<SessionChange> changes, CompletableFuture<Void> outcome) {
        synchronized (this) {
            if (failures > 0) {
                failures--;
                outcome.completeExceptionally(new IllegalStateException("as told"));
                return;
            }
            changes.forEach(this::apply);
        }
        outcome.complete(null);
    }

    private void apply(SessionChange change) {
        switch (change) {
            case SessionChange.Opened opened -> {
                Kept kept = sessions.computeIfAbsent(
                        opened.session(), key -> new Kept(key, opened.clientId()));
                kept.userName = opened.userName();
                kept.expirySeconds = opened.expirySeconds();
                kept.leftAtMillis = StoredSession.CONNECTED;
                kept.will = opened.will();
            }
            case SessionChange.Left left -> {
                Kept kept = sessions.get(left.session());
                kept.leftAtMillis = left.atMillis();
                kept.expirySeconds = left.expirySeconds();
                kept.will = left.willWaits() ? kept.will : null;
            }
            case SessionChange.WillDone done -> sessions.get(done.session()).will = null;
            case SessionChange.Ended ended -> sessions.remove(ended.session());
            case SessionChange.Subscribed it -> sessions.get(it.session()).subscriptions.put(
                    it.subscription().filter().text(), new StoredSubscription(it.subscription(), it.identifier()));
            case SessionChange.Unsubscribed it ->
                sessions.get(it.session()).subscriptions.remove(it.filter().text());
            case SessionChange.Queued queued -> put(queued.entry(), new Progress(queued.packetId(), false));
            case SessionChange.Sent sent -> put(sent.entry(), new Progress(sent.packetId(), false));
            case SessionChange.Released released -> {
                QueueEntry known = sessions.get(released.entry().session()).queue.get(released.entry().sequence());
                put(released.entry(), new Progress(known.progress().packetId(), true));
            }
            case SessionChange.Removed removed -> {
                Kept kept = sessions.get(removed.entry().session());
                if (kept != null) {
                    kept.queue.remove(removed.entry().sequence());
                }
            }
            case SessionChange.Received it -> sessions.get(it.session()).received.add(it.packetId());
            case SessionChange.Completed it -> sessions.get(it.session()).received.remove(it.packetId());
            case SessionChange.Retained it -> retained.merge(
                    it.message().message().topic().text(), it,
                    (old, young) -> old.version() > young.version() ? old : young);
        }
    }

    private void put(QueueEntry entry, Progress progress) {
        sessions.get(entry.session()).queue.put(entry.sequence(), copy(entry, progress));
    }

    private static QueueEntry copy(QueueEntry entry, Progress progress) {
        return QueueEntry.readBack(
                entry.session(), entry.sequence(), entry.message(), entry.qos(), entry.retain(), entry.identifiers(),
                entry.share(), progress);
    }

    private static StoredSession stored(Kept kept) {
        long bytes = kept.queue.values()
                .stream()
                .mapToLong(entry -> entry.message().message().payload().size())
                .sum();
        StoredSession.Queue queue = kept.queue.isEmpty()
                ? StoredSession.Queue.EMPTY
                : new StoredSession.Queue(kept.queue.size(), bytes, kept.queue.lastKey());
        return new StoredSession(
                kept.key, kept.clientId, kept.userName, kept.expirySeconds, kept.leftAtMillis, kept.will,
                List.copyOf(kept.subscriptions.values()), List.copyOf(kept.received), queue);
    }
}
