package tidings.storage;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads beside the writer: some threads, as many connections. A query is native code; on a virtual thread it would keep
/// a processor from all others, so it gets a thread of its own and whoever asks waits for it.
final class Readers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Readers.class);
    private static final int MOST_WAITING = 10_000;

    private final List<Statements> all = new ArrayList<>();
    private final Queue<Statements> idle;
    private final ThreadPoolExecutor threads;

    Readers(WriterConnection.Opener opener, int count, String name) throws SQLException {
        for (int i = 0; i < count; i++) {
            all.add(opener.open());
        }
        this.idle = new ArrayBlockingQueue<>(count, false, all); // a LinkedTransferQueue may seem empty and not be
        this.threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().name(name, 0).factory());
    }

    <T> CompletableFuture<T> read(Database.Query<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> answer(query, answer));
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new StorageException(threads.isShutdown()
                    ? "The database is closed"
                    : "Too many queries wait; try again later"));
        }
        return answer;
    }

    /// Ends when the queries that wait are answered.
    @Override
    public void close() {
        threads.close();
        for (Statements connection : all) {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new StorageException("A reader was not closed: " + e.getMessage(), e);
            }
        }
    }

    private <T> void answer(Database.Query<T> query, CompletableFuture<T> answer) {
        Statements on = idle.remove(); // there are as many as threads
        try {
            answer.complete(query.read(on));
        } catch (SQLException e) {
            forget(on);
            answer.completeExceptionally(new StorageException("The query failed: " + e.getMessage(), e));
        } catch (RuntimeException | Error e) { // whoever asks waits for an answer, whatever it is
            answer.completeExceptionally(e);
        } finally {
            idle.add(on);
        }
    }

    private static void forget(Statements on) {
        try {
            on.forget();
        } catch (SQLException e) {
            LOG.warn("A reader is not well: {}", e.getMessage());
        }
    }
}
