package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Where events go.
public final class SinkTable {

    private static final String SELECT =
            "SELECT id, created, name, type, enabled, kinds, configuration, delivered, version FROM sink ";

    private SinkTable() {}

    /// A place where events go.
    ///
    /// @param kinds of events, as a JSON array
    /// @param configuration as a JSON object of texts; may hold secrets
    /// @param delivered the number of the last event that was dealt with
    public record SinkRow(
            UUID id,
            long created,
            String name,
            String type,
            boolean enabled,
            String kinds,
            String configuration,
            long delivered,
            long version) {

        /// Without the configuration, which may be secret.
        @Override
        public String toString() {
            return "Sink[" + name + ", " + type + "]";
        }
    }

    public static List<SinkRow> all(Statements on) throws SQLException {
        return on.list(SinkTable::sink, SELECT + "ORDER BY created");
    }

    public static @Nullable SinkRow byId(Statements on, UUID id) throws SQLException {
        return on.first(SinkTable::sink, SELECT + "WHERE id = ?", id.toString());
    }

    public static @Nullable SinkRow byName(Statements on, String name) throws SQLException {
        return on.first(SinkTable::sink, SELECT + "WHERE name = ?", name);
    }

    /// Inserts a sink, or replaces all of it but how far it is.
    public static void put(Statements on, SinkRow sink) throws SQLException {
        on.run("""
                INSERT INTO sink (id, created, name, type, enabled, kinds, configuration, delivered, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, type = excluded.type, enabled = excluded.enabled,
                    kinds = excluded.kinds, configuration = excluded.configuration, version = excluded.version""",
                sink.id().toString(), sink.created(), sink.name(), sink.type(), sink.enabled() ? 1 : 0, sink.kinds(),
                sink.configuration(), sink.delivered(), sink.version());
    }

    public static void advance(Statements on, UUID id, long delivered) throws SQLException {
        on.run("UPDATE sink SET delivered = ? WHERE id = ?", delivered, id.toString());
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM sink WHERE id = ?", id.toString());
    }

    private static SinkRow sink(ResultSet row) throws SQLException {
        return new SinkRow(
                Columns.uuid(row, 1), row.getLong(2), row.getString(3), row.getString(4), row.getBoolean(5),
                row.getString(6), row.getString(7), row.getLong(8), row.getLong(9));
    }
}
