package tidings.device.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.storage.Statements;

/// Attributes of devices.
public final class AttributeTable {

    private static final String PUT = """
            INSERT INTO attribute (device, scope, key, ts, value) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (device, scope, key) DO UPDATE SET ts = excluded.ts, value = excluded.value""";
    private static final String SELECT = "SELECT scope, key, ts, value FROM attribute WHERE device = ?1 ";
    private static final String BY_KEYS = "AND key IN (SELECT value FROM json_each(?2)) ";

    private AttributeTable() {}

    public static void put(Statements on, long device, Scope scope, Readings readings) throws SQLException {
        PreparedStatement put = on.prepared(PUT);
        for (int i = 0; i < readings.size(); i++) {
            put.setLong(1, device);
            put.setInt(2, scope.code());
            put.setString(3, readings.key(i));
            put.setLong(4, readings.time(i));
            Columns.bind(put, 5, readings, i);
            put.executeUpdate();
        }
    }

    public static void put(Statements on, long device, Scope scope, String key, long ts, Value value)
            throws SQLException {
        on.run(PUT, device, scope.code(), key, ts, Columns.of(value));
    }

    /// How many attributes of a scope a device has.
    public static long count(Statements on, long device, Scope scope) throws SQLException {
        return on.number("SELECT count(*) FROM attribute WHERE device = ? AND scope = ?", device, scope.code());
    }

    /// The attributes of a device, by scope and key.
    ///
    /// @param scope which, or null for all
    /// @param keys which, or null for all
    public static List<Attribute> list(
            Statements on, long device, @Nullable Scope scope, @Nullable Collection<String> keys) throws SQLException {
        String keyList = keys == null ? "" : JsonLists.array(keys);
        String sql =
                SELECT + (keys == null ? "AND ?2 = '' " : BY_KEYS) + "AND scope BETWEEN ?3 AND ?4 ORDER BY scope, key";
        int first = scope == null ? Scope.CLIENT.code() : scope.code();
        int last = scope == null ? Scope.SERVER.code() : scope.code();
        return on.list(AttributeTable::attribute, sql, device, keyList, first, last);
    }

    public static @Nullable Value value(Statements on, long device, Scope scope, String key) throws SQLException {
        return on.first(row -> Columns.value(row, 1),
                "SELECT value FROM attribute WHERE device = ? AND scope = ? AND key = ?", device, scope.code(), key);
    }

    public static void delete(Statements on, long device, Scope scope, Collection<String> keys) throws SQLException {
        on.run("DELETE FROM attribute WHERE device = ?1 AND scope = ?3 " + BY_KEYS, device, JsonLists.array(keys),
                scope.code());
    }

    private static Attribute attribute(ResultSet row) throws SQLException {
        return new Attribute(Scope.ofCode(row.getInt(1)), row.getString(2), row.getLong(3), Columns.value(row, 4));
    }
}
