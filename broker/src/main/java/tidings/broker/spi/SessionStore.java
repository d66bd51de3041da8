package tidings.broker.spi;

import java.util.List;
import java.util.concurrent.CompletionStage;
import tidings.storage.Durations;

/// Where sessions, their queues and retained messages are kept beyond the end of the process.
///
/// What lives in memory is what counts while the broker runs: a store is only written, except that the part of a queue
/// that is too long for memory is read back in pages. Acknowledgements wait for [#write]; so a store should write for
/// many at once, and answer often.
public interface SessionStore extends AutoCloseable {

    /// Everything but the queues. Called once, before anything else, by the thread that starts the broker; may block.
    ///
    /// @param lastKey the largest key that a session ever had, or 0
    /// @param lastMessage the largest id that a kept message has, or 0
    /// @param lastVersion the largest version that a kept retained message has, or 0
    record Contents(
            List<StoredSession> sessions, List<StoredRetained> retained, long lastKey, long lastMessage,
            long lastVersion) {}

    Contents load();

    /// Takes changes, all or none of them. Called by every event loop, and must not block. A loop hands over the next
    /// changes only when these are answered, so the changes of one session are in order; the same message may come from
    /// several loops, in any order.
    ///
    /// @return completed, on any thread, when the changes are as durable as the store is configured; exceptionally when
    ///         none of them was taken: the caller then offers the same once more
    CompletionStage<Void> write(List<SessionChange> changes);

    /// Reads entries of a queue in their order, of what is written already. Called by every event loop, and must not
    /// block.
    ///
    /// @param session the key
    /// @param after the sequence of the last entry not wanted
    /// @param most entries
    /// @param mostBytes of payload, more by one entry at most
    /// @return completed on any thread
    CompletionStage<List<QueueEntry>> read(long session, long after, int most, long mostBytes);

    /// How long it took to make changes durable, as far as it counts that. Any thread.
    default Durations.Tally commits() {
        return Durations.Tally.NONE;
    }

    /// How many bytes of the disk it takes; 0 where it does not know. Any thread; may block for a moment.
    default long bytes() {
        return 0;
    }

    /// Writes and answers what was handed over, and frees everything. Blocks.
    @Override
    void close();
}
