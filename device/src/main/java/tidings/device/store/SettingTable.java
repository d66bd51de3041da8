package tidings.device.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// What the server must remember of itself.
public final class SettingTable {

    private SettingTable() {}

    public static @Nullable String get(Statements on, String name) throws SQLException {
        return on.first(row -> row.getString(1), "SELECT value FROM setting WHERE name = ?", name);
    }

    /// Sets what was not set yet.
    ///
    /// @return what is set now
    public static String getOrPut(Statements on, String name, String value) throws SQLException {
        String known = get(on, name);
        if (known != null) {
            return known;
        }
        on.run("INSERT INTO setting (name, value) VALUES (?, ?)", name, value);
        return value;
    }
}
