package tidings.bench.devices;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/// What SQLite itself does with the same points on the same disk: one thread, prepared inserts, large transactions, a sync for
/// each of them, nobody who waits. No server that keeps rows in SQLite can be faster.
final class RawSqlite {

    private static final int ROWS_A_TRANSACTION = 20_000;
    private static final int SERIES = 4_000;

    private RawSqlite() {}

    /// Writes points one by one into a table, as fast as it goes.
    ///
    /// @return points a second
    static double pointsPerSecond(Path folder, long nanos) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("raw.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = FULL");
            statement.execute("CREATE TABLE point (series INTEGER NOT NULL, ts INTEGER NOT NULL, value ANY NOT NULL, "
                    + "PRIMARY KEY (series, ts)) STRICT, WITHOUT ROWID");
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            long rows = 0;
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO point VALUES (?, ?, ?)")) {
                while (System.nanoTime() - start < nanos) {
                    for (int i = 0; i < ROWS_A_TRANSACTION; i++, rows++) {
                        insert.setLong(1, rows % SERIES);
                        insert.setLong(2, 1_700_000_000_000L + rows / SERIES);
                        insert.setDouble(3, rows % 100 + 0.25);
                        insert.executeUpdate();
                    }
                    connection.commit();
                }
            }
            return rows * 1e9 / (System.nanoTime() - start);
        }
    }
}
