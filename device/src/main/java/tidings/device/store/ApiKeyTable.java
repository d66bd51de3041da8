package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Keys that scripts have in place of a login.
public final class ApiKeyTable {

    private static final String SELECT = "SELECT id, created, user, hash, description, enabled, expires FROM api_key ";

    private ApiKeyTable() {}

    /// A key, without the key itself: that is shown once, and not kept.
    ///
    /// @param hash of the key
    /// @param expires in milliseconds since 1970; 0 for never
    public record ApiKey(
            UUID id,
            long created,
            UUID user,
            String hash,
            @Nullable String description,
            boolean enabled,
            long expires) {

        /// Without the hash.
        @Override
        public String toString() {
            return "ApiKey[" + id + " of " + user + "]";
        }
    }

    public static @Nullable ApiKey byHash(Statements on, String hash) throws SQLException {
        return on.first(ApiKeyTable::key, SELECT + "WHERE hash = ?", hash);
    }

    public static @Nullable ApiKey byId(Statements on, UUID id) throws SQLException {
        return on.first(ApiKeyTable::key, SELECT + "WHERE id = ?", id.toString());
    }

    public static Page<ApiKey> page(Statements on, UUID user, Page.Query query) throws SQLException {
        String where = "WHERE user = ?1 AND (?2 = '%%' OR description LIKE ?2 ESCAPE '\\')";
        String order = query.order("created", Map.of("description", "description COLLATE NOCASE"));
        List<ApiKey> keys = on.list(ApiKeyTable::key, SELECT + where + order + " LIMIT ?3 OFFSET ?4", user.toString(),
                query.pattern(), query.size(), query.offset());
        return new Page<>(keys,
                on.number("SELECT count(*) FROM api_key " + where, user.toString(), query.pattern()));
    }

    public static long count(Statements on, UUID user) throws SQLException {
        return on.number("SELECT count(*) FROM api_key WHERE user = ?", user.toString());
    }

    /// Inserts a key, or replaces what may change of it.
    public static void put(Statements on, ApiKey key) throws SQLException {
        on.run("""
                INSERT INTO api_key (id, created, user, hash, description, enabled, expires) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET description = excluded.description, enabled = excluded.enabled""",
                key.id().toString(), key.created(), key.user().toString(), key.hash(), key.description(),
                key.enabled() ? 1 : 0, key.expires());
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM api_key WHERE id = ?", id.toString());
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                Columns.uuid(row, 1), row.getLong(2), Columns.uuid(row, 3), row.getString(4), row.getString(5),
                row.getBoolean(6), row.getLong(7));
    }
}
