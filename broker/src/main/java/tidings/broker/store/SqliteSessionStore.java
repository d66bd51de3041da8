package tidings.broker.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.QueueEntry;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.SessionStore;
import tidings.broker.spi.StoredSession;
import tidings.storage.Database;
import tidings.storage.DatabaseConfig;
import tidings.storage.Durability;
import tidings.storage.Durations;
import tidings.storage.Migrations;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;

/// Sessions in an SQLite database, `broker.db` in the data folder.
///
/// ```
/// loops -> pieces of changes -> one writer, one transaction for all that waits, one sync -> acknowledgements
/// ```
///
/// A message for one session lies in its queue's row; one for several lies in a table of its own, with the number of rows
/// that refer to it. What is acknowledged before its turn to be written is never written ([QueueEntry#isOver]).
///
/// A session that ended is marked in the transaction that ends it, and its queue is cleared away bit by bit, so that nobody
/// waits for a million rows.
public final class SqliteSessionStore implements SessionStore {

    private static final Logger LOG = LoggerFactory.getLogger(SqliteSessionStore.class);
    private static final String NAME = "broker";
    private static final String FILE = NAME + ".db";
    /// Of a file that takes a while to be read, in bytes.
    private static final long LARGE = 16 << 20;
    private static final int SWEPT_AT_ONCE = 5_000;

    private final Database database;
    private final Path folder;
    private final ChangeWriter writer = new ChangeWriter();

    private SqliteSessionStore(Database database, Path folder) {
        this.database = database;
        this.folder = folder;
    }

    /// Opens the database of a folder, or makes it.
    ///
    /// @throws StorageException if it cannot, or the database is damaged
    public static SqliteSessionStore open(Path folder, Durability durability) {
        Database database = Database.open(DatabaseConfig.in(folder, NAME)
                .durability(durability)
                .migrations(Migrations.of(SqliteSessionStore.class, "0001-sessions.sql", "0002-publishers.sql")));
        try {
            SqliteSessionStore store = new SqliteSessionStore(database, folder);
            store.checkLastStop();
            return store;
        } catch (StorageException failure) {
            database.close();
            throw failure;
        }
    }

    @Override
    public Durations.Tally commits() {
        return database.writer().commits();
    }

    @Override
    public long bytes() {
        return size();
    }

    @Override
    public Contents load() {
        long start = System.nanoTime();
        if (size() > LARGE) {
            LOG.info("Reading {} of {} MB", folder.resolve(FILE), size() >> 20);
        }
        Contents contents = database.query(on -> new Reading(on).contents());
        List<StoredSession> sessions = contents.sessions();
        if (!sessions.isEmpty() || !contents.retained().isEmpty()) {
            LOG.info("{} sessions with {} subscriptions, {} queued and {} retained messages are in {}, read in {} ms",
                    sessions.size(),
                    sessions.stream().mapToLong(session -> session.subscriptions().size()).sum(),
                    sessions.stream().mapToLong(session -> session.queue().messages()).sum(),
                    contents.retained().size(), folder, (System.nanoTime() - start) / 1_000_000);
        }
        sweep();
        return contents;
    }

    @Override
    public CompletionStage<Void> write(List<SessionChange> changes) {
        Piece piece = new Piece(changes);
        offer(piece);
        return piece.outcome;
    }

    @Override
    public CompletionStage<List<QueueEntry>> read(long session, long after, int most, long mostBytes) {
        return database.read(on -> new Reading(on).entries(session, after, most, mostBytes));
    }

    @Override
    public void close() {
        try {
            database.write(on -> on.run("UPDATE stop SET orderly = 1"));
        } catch (StorageException failure) {
            LOG.warn("{} is not closed in order: {}", folder, failure.getMessage());
        }
        database.close();
    }

    private long size() {
        try {
            return Files.size(folder.resolve(FILE));
        } catch (IOException e) {
            throw new StorageException("Cannot read " + folder.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    /// After a stop that was none SQLite takes up by itself what was committed. Whether the disk kept its word is looked at.
    private void checkLastStop() {
        boolean orderly = database.query(on -> on.number("SELECT orderly FROM stop")) == 1;
        if (!orderly) {
            LOG.warn("The broker was not stopped in order; going on with what was committed in {}", folder);
            List<String> verdict = database.query(on -> on.list(row -> row.getString(1), "PRAGMA quick_check(1)"));
            if (!verdict.equals(List.of("ok"))) {
                throw new StorageException("The database in " + folder + " is damaged " + verdict
                        + "; put a backup in its place, or move it away to begin anew");
            }
        }
        database.write(on -> on.run("UPDATE stop SET orderly = 0"));
    }

    private void offer(Work work) {
        if (!database.writer().offer(work)) {
            database.writer().whenRoom(() -> offer(work));
        }
    }

    private void sweep() {
        offer(new Sweep());
    }

    /// What one loop hands over.
    private final class Piece implements Work {
        final List<SessionChange> changes;
        final CompletableFuture<Void> outcome = new CompletableFuture<>();

        Piece(List<SessionChange> changes) {
            this.changes = changes;
        }

        @Override
        public void write(Statements on) throws SQLException {
            for (SessionChange change : changes) {
                writer.write(change, on);
            }
        }

        @Override
        public void committed() {
            if (changes.stream().anyMatch(SessionChange.Ended.class::isInstance)) {
                sweep();
            }
            outcome.complete(null);
        }

        @Override
        public void failed(StorageException why) {
            LOG.error("Changes of sessions wait, and with them acknowledgements: {}", why.getMessage());
            outcome.completeExceptionally(why);
        }
    }

    /// Clears away a part of what ended sessions left.
    private final class Sweep implements Work {
        private boolean complete;

        @Override
        public void write(Statements on) throws SQLException {
            complete = false;
            int left = SWEPT_AT_ONCE;
            while (left > 0) {
                long session = on.number("SELECT key FROM session WHERE ended = 1 LIMIT 1");
                if (session == 0) {
                    complete = true;
                    return;
                }
                int swept = on.run(
                        "DELETE FROM entry WHERE session = ? AND sequence IN"
                                + " (SELECT sequence FROM entry WHERE session = ? LIMIT ?)",
                        session, session, left);
                left -= swept + 1;
                if (left >= 0) {
                    on.run("DELETE FROM session WHERE key = ?", session);
                }
            }
        }

        @Override
        public void committed() {
            if (!complete) {
                offer(this);
            }
        }

        @Override
        public void failed(StorageException why) {
            LOG.warn("What ended sessions left is still there: {}", why.getMessage());
        }
    }
}
