package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;

/// What one loop wants to have stored. Changes gather until the end of the loop's turn and go to the store in one piece; the
/// next piece goes when that one is stored. So changes are stored in order, pieces grow with the load, and whoever must not
/// be answered before waits with [#whenStored].
///
/// A piece that the store does not take (the disk is full) is offered again each second until it does. Nothing is
/// acknowledged meanwhile, so those who publish stop by themselves.
///
/// Used on its loop only.
final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final Duration BEFORE_NEXT_TRY = Duration.ofSeconds(1);
    private static final int BEHIND = 20_000;

    private final Archive archive;
    private final Loop loop;
    private Piece gathering = new Piece();
    private @Nullable Piece writing;
    private boolean announced;
    private long added;

    private static final class Piece {
        final List<SessionChange> changes = new ArrayList<>();
        final List<Runnable> waiting = new ArrayList<>();
    }

    Ledger(Archive archive, Loop loop) {
        this.archive = archive;
        this.loop = loop;
    }

    Archive archive() {
        return archive;
    }

    long nanoTime() {
        return loop.nanoTime();
    }

    /// Takes a change.
    void add(SessionChange change) {
        gathering.changes.add(change);
        added++;
        if (!announced && writing == null) {
            announced = true;
            loop.execute(this::handOver);
        }
    }

    /// How many changes it ever took.
    long added() {
        return added;
    }

    /// Whether changes come faster than they can be stored.
    boolean isBehind() {
        return gathering.changes.size() >= BEHIND;
    }

    /// Runs a task when everything is stored that was added before: now, or later on this loop, in the order of the calls.
    void whenStored(Runnable task) {
        Piece last = gathering.changes.isEmpty() ? writing : gathering;
        if (last == null) {
            task.run();
        } else {
            last.waiting.add(task);
        }
    }

    /// Reads the entries of a queue that come after one, when all that was added before is stored.
    ///
    /// @param found gets them, on this loop
    void read(long session, long after, int most, long mostBytes, Consumer<List<Delivery>> found) {
        whenStored(() -> {
            CompletionStage<List<QueueEntry>> read = archive.store().read(session, after, most, mostBytes);
            read.whenComplete((entries, failure) -> loop.execute(() -> {
                if (failure == null) {
                    found.accept(deliveries(entries));
                } else {
                    loop.schedule(() -> read(session, after, most, mostBytes, found), BEFORE_NEXT_TRY);
                }
            }));
        });
    }

    private List<Delivery> deliveries(List<QueueEntry> entries) {
        long now = loop.nanoTime();
        return entries.stream()
                .map(entry -> Delivery.of(entry, archive.expiresNanos(entry.message(), now)))
                .toList();
    }

    private void handOver() {
        announced = false;
        if (writing == null && !gathering.changes.isEmpty()) {
            Piece piece = gathering;
            gathering = new Piece();
            writing = piece;
            write(piece);
        }
    }

    private void write(Piece piece) {
        archive.store().write(piece.changes).whenComplete((done, failure) -> loop.execute(() -> {
            if (failure == null) {
                written(piece);
            } else {
                loop.schedule(() -> write(piece), BEFORE_NEXT_TRY);
            }
        }));
    }

    private void written(Piece piece) {
        writing = null;
        handOver(); // the store works on while the waiting are told
        piece.waiting.forEach(Ledger::run);
    }

    /// One that fails takes no other with it.
    private static void run(Runnable waiting) {
        try {
            waiting.run();
        } catch (RuntimeException e) {
            LOG.error("What waited for the store failed", e);
        }
    }
}
