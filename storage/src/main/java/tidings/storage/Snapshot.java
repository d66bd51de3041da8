package tidings.storage;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// A copy of a database as it was at one moment, taken while others write to it, in this process or another. Nobody waits
/// for it: SQLite lets a reader see what was there when it began.
public final class Snapshot {

    private static final int BUSY_MILLIS = 10_000;

    private Snapshot() {}

    /// Copies a database, without what deleted rows have left.
    ///
    /// @param target a file that is not there yet, or is empty
    /// @throws StorageException if it cannot be read or written
    public static void copy(Path database, Path target) {
        try (Connection connection = open(database);
                PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
            copy.setString(1, target.toString());
            copy.execute();
        } catch (SQLException e) {
            throw new StorageException("Cannot copy " + database + ": " + e.getMessage(), e);
        }
    }

    /// What is wrong with the file of a database, or null.
    public static @Nullable String fault(Path database) {
        try (Connection connection = open(database);
                Statement check = connection.createStatement();
                ResultSet found = check.executeQuery("PRAGMA quick_check(1)")) {
            String text = found.next() ? found.getString(1) : "it cannot be checked";
            return "ok".equals(text) ? null : text;
        } catch (SQLException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Connection open(Path database) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        return config.createConnection("jdbc:sqlite:" + database);
    }
}
