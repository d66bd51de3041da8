package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Who did what.
public final class AuditTable {

    private static final String FILTERED = """
            FROM audit_log WHERE created >= ?1 AND created < ?2 AND (?3 = '' OR user = ?3) AND (?4 = '' OR entity = ?4)
                AND (?5 = '[]' OR action IN (SELECT value FROM json_each(?5)))
                AND (?6 = '%%' OR user_name LIKE ?6 ESCAPE '\\' OR entity_name LIKE ?6 ESCAPE '\\'
                    OR action LIKE ?6 ESCAPE '\\')
            """;

    private AuditTable() {}

    /// Something that somebody did, or was not allowed to.
    ///
    /// @param entityType what it was done to, or null
    /// @param data what is known of it, as a JSON object
    /// @param failure why nothing came of it, or null
    public record Entry(
            UUID id,
            long created,
            UUID user,
            String userName,
            @Nullable String entityType,
            @Nullable UUID entity,
            @Nullable String entityName,
            String action,
            String data,
            @Nullable String failure) {}

    /// Which entries are listed.
    ///
    /// @param from the first time, included
    /// @param to the last time, excluded
    /// @param user whose; null for all
    /// @param entity done to what; null for all
    /// @param actions which; empty for all
    public record Filter(long from, long to, @Nullable UUID user, @Nullable UUID entity, List<String> actions) {}

    public static void insert(Statements on, Entry entry) throws SQLException {
        on.run("""
                INSERT INTO audit_log (id, created, user, user_name, entity_type, entity, entity_name, action, data,
                    failure)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""", entry.id().toString(), entry.created(),
                entry.user().toString(), entry.userName(), entry.entityType(), Columns.text(entry.entity()),
                entry.entityName(), entry.action(), entry.data(), entry.failure());
    }

    /// The newest first, unless it is asked for otherwise.
    public static Page<Entry> page(Statements on, Filter filter, Page.Query query) throws SQLException {
        @Nullable
        Object[] values = {filter.from(), filter.to(), text(filter.user()), text(filter.entity()),
            JsonLists.array(filter.actions()), query.pattern()};
        boolean oldestFirst = !query.sort().isEmpty() && !query.descending();
        List<Entry> entries = on.list(AuditTable::entry,
                "SELECT id, created, user, user_name, entity_type, entity, entity_name, action, data, failure "
                        + FILTERED + "ORDER BY no " + (oldestFirst ? "" : "DESC ") + "LIMIT ?7 OFFSET ?8",
                values[0], values[1], values[2], values[3], values[4], values[5], query.size(), query.offset());
        return new Page<>(entries, on.number("SELECT count(*) " + FILTERED, values));
    }

    /// Forgets some of what is older than a time.
    ///
    /// @return how many were forgotten
    public static int deleteSome(Statements on, long before, int most) throws SQLException {
        return on.run("DELETE FROM audit_log WHERE no IN "
                + "(SELECT no FROM audit_log WHERE created < ? ORDER BY created LIMIT ?)", before, most);
    }

    private static String text(@Nullable UUID id) {
        return id == null ? "" : id.toString();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                Columns.uuid(row, 1), row.getLong(2), Columns.uuid(row, 3), row.getString(4), row.getString(5),
                Columns.uuidOrNull(row, 6), row.getString(7), row.getString(8), row.getString(9), row.getString(10));
    }
}
