package tidings.storage;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/// Where a database is, and how connections to it are set up.
///
/// @param url for JDBC
/// @param place for people
record SqliteFile(String url, String place, Durability durability) {

    private static final AtomicLong MEMORIES = new AtomicLong();
    private static final int BUSY_MILLIS = 10_000; // for a tool that somebody opened the file with
    private static final int CACHE_KIB = 32 << 10;
    private static final int CHECKPOINT_PAGES = 32_000; // 128 MB, if nobody else copied any of it before
    private static final int JOURNAL_BYTES = 64 << 20; // a journal that has grown is cut back to this

    static SqliteFile at(Path file, Durability durability) {
        return new SqliteFile("jdbc:sqlite:" + file, file.toString(), durability);
    }

    /// Seen by all connections of this process, gone with the last.
    static SqliteFile inMemory() {
        return new SqliteFile(
                "jdbc:sqlite:file:/tidings-" + MEMORIES.incrementAndGet() + "?vfs=memdb", "memory", Durability.MEMORY);
    }

    Statements openToWrite() throws SQLException {
        SQLiteConfig config = common();
        config.setSynchronous(switch (durability) {
            case FSYNC -> SynchronousMode.FULL;
            case FLUSH -> SynchronousMode.NORMAL;
            case MEMORY -> SynchronousMode.OFF;
        });
        config.enforceForeignKeys(true);
        config.setCacheSize(-CACHE_KIB);
        Statements on = new Statements(config.createConnection(url));
        on.script("PRAGMA wal_autocheckpoint = " + CHECKPOINT_PAGES);
        on.script("PRAGMA journal_size_limit = " + JOURNAL_BYTES);
        return on;
    }

    /// Beside the writer, for the journal.
    Statements openToCheckpoint() throws SQLException {
        return new Statements(common().createConnection(url));
    }

    Statements openToRead() throws SQLException {
        SQLiteConfig config = common();
        Statements on = new Statements(config.createConnection(url));
        on.script("PRAGMA query_only = true");
        return on;
    }

    private SQLiteConfig common() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(durability == Durability.MEMORY ? JournalMode.MEMORY : JournalMode.WAL);
        config.setBusyTimeout(BUSY_MILLIS);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setGetGeneratedKeys(false); // else the driver asks for them after each INSERT, and prepares that query anew
        return config;
    }
}
