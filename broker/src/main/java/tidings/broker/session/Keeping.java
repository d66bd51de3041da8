package tidings.broker.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.routing.Recipient;
import tidings.broker.spi.Client;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.StoredMessage;
import tidings.broker.spi.StoredSession;

/// What one loop does so that sessions outlive the broker, and messages are acknowledged when they are safe; without an
/// archive it does nothing, at no cost.
///
/// A message leaves changes in the ledger of this loop, and, where it goes to others, in theirs: a [Batch] that carries it
/// there tells this loop when they are stored. What leaves none is acknowledged at once.
///
/// Used on its loop only.
final class Keeping {

    private final @Nullable Ledger ledger;
    private final List<Batch> handedOver = new ArrayList<>();

    Keeping(@Nullable Archive archive, Loop loop) {
        this.ledger = archive == null ? null : new Ledger(archive, loop);
    }

    /// The log of a session that is new.
    SessionLog newLog(Duration expiry) {
        return ledger == null || expiry.isZero() ? SessionLog.none() : SessionLog.of(ledger);
    }

    /// The log of a session that was there before the broker.
    SessionLog logOf(StoredSession stored) {
        return ledger == null ? SessionLog.none() : SessionLog.of(ledger, stored);
    }

    /// A message is about to be published from this loop.
    void begin() {
        handedOver.clear();
    }

    /// How many changes this loop has ever wanted to be stored.
    long changes() {
        return ledger == null ? 0 : ledger.added();
    }

    /// A message goes to another loop.
    void handsOver(Batch batch, SharedMessage message, Recipient<Session> recipient) {
        if (ledger != null && recipient.session().keeps(message.message(), recipient)) {
            message.stored(ledger.archive(), ledger.nanoTime()); // before two loops have it
            if (!handedOver.contains(batch)) {
                handedOver.add(batch);
            }
        }
    }

    /// A message is kept for its topic.
    void retained(StoredMessage message, @Nullable Client publisher, long version) {
        if (ledger != null) {
            ledger.add(new SessionChange.Retained(message, publisher, version));
        }
    }

    /// Runs a task when everything is stored that was left to be since [#begin], here and on other loops; at once if that is
    /// nothing.
    ///
    /// @param changesBefore what [#changes] said then
    void whenStored(long changesBefore, Runnable task) {
        boolean here = changes() != changesBefore;
        int places = handedOver.size() + (here ? 1 : 0);
        if (places == 0) {
            task.run();
            return;
        }
        Runnable last = places == 1 ? task : new Countdown(places, task);
        handedOver.forEach(batch -> batch.whenStored(last));
        if (here) {
            whenAllStored(last);
        }
    }

    /// Runs a task when everything is stored that this loop left to be.
    void whenAllStored(Runnable task) {
        if (ledger == null) {
            task.run();
        } else {
            ledger.whenStored(task);
        }
    }

    /// Whether changes come in faster than they can be stored.
    boolean isBehind() {
        return ledger != null && ledger.isBehind();
    }
}
