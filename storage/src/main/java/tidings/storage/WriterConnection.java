package tidings.storage;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// The connection that writes, with transactions by hand: JDBC's own begin a new one as soon as the last has ended, and
/// an idle database would hold its lock.
///
/// Belongs to the writer's thread. After trouble that it cannot mend it is opened anew.
final class WriterConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);

    private final Opener opener;
    private final String place; // for people
    private final @Nullable Checkpointer checkpointer;
    private @Nullable Statements open;

    /// @param file to which its journal is copied, or null where there is none
    WriterConnection(SqliteFile database, @Nullable DataFile file) throws SQLException {
        this.opener = database::openToWrite;
        this.place = database.place();
        this.open = opener.open();
        this.checkpointer = file == null ? null : new Checkpointer(database::openToCheckpoint, file);
    }

    /// Opens a connection.
    @FunctionalInterface
    interface Opener {
        Statements open() throws SQLException;
    }

    String place() {
        return place;
    }

    void migrate(Migrations migrations) throws SQLException {
        migrations.apply(current());
    }

    Statements begin() throws SQLException {
        if (open == null) {
            open = opener.open();
        }
        open.run("BEGIN IMMEDIATE");
        return open;
    }

    void commit() throws SQLException {
        current().run("COMMIT");
        if (checkpointer != null) {
            lookAfterJournal(current(), checkpointer);
        }
    }

    /// What is committed is committed, whatever becomes of the journal.
    private void lookAfterJournal(Statements on, Checkpointer by) {
        try {
            by.committed(on);
        } catch (SQLException e) {
            LOG.debug("{}: the journal is left as it is", place, e);
        }
    }

    /// Takes back what was written since [#begin], if SQLite has not done so itself.
    void rollback() {
        if (open == null) {
            return;
        }
        try {
            open.forget();
            open.run("ROLLBACK");
        } catch (SQLException e) {
            if (!isNoTransaction(e)) {
                LOG.debug("{}: opening anew", place, e);
                close();
            }
        }
    }

    /// Writes a work, or nothing of it.
    ///
    /// @return why it failed, or null
    /// @throws SQLException if it is not the work's fault
    @Nullable
    Exception inSavepoint(Work work) throws SQLException {
        Statements on = current();
        on.run("SAVEPOINT work");
        try {
            work.write(on);
        } catch (SQLException | RuntimeException e) {
            if (e instanceof SQLException trouble && concernsAll(e)) {
                throw trouble;
            }
            on.forget();
            on.run("ROLLBACK TO work");
            on.run("RELEASE work");
            return e;
        }
        on.run("RELEASE work");
        return null;
    }

    /// Whether a failure is not the fault of what was to be written, so that the rest would fail as well.
    static boolean concernsAll(Exception failure) {
        return failure instanceof SQLiteException e && switch (primary(e)) {
            case SQLITE_FULL, SQLITE_READONLY, SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_NOMEM, SQLITE_BUSY,
                    SQLITE_LOCKED, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_INTERRUPT ->
                true;
            default -> false;
        };
    }

    @Override
    public void close() {
        Statements closing = open;
        open = null;
        try {
            if (closing != null) {
                closing.close();
            }
        } catch (SQLException e) {
            LOG.warn("{} was not closed in order: {}", place, e.getMessage());
        }
    }

    /// Nothing is written any more.
    void end() {
        if (checkpointer != null) {
            checkpointer.close();
        }
        close();
    }

    private Statements current() throws SQLException {
        if (open == null) {
            throw new SQLException("No connection is open");
        }
        return open;
    }

    /// Extended codes carry the code they belong to in their low byte.
    private static SQLiteErrorCode primary(SQLiteException e) {
        return SQLiteErrorCode.getErrorCode(e.getResultCode().code & 0xFF);
    }

    private static boolean isNoTransaction(SQLException e) {
        return e.getMessage() != null && e.getMessage().contains("no transaction is active");
    }
}
