package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Users, and the logins that were ended.
public final class UserTable {

    private static final String SELECT = """
            SELECT id, created, email, authority, customer, password, activation, first_name, last_name, phone,
                   additional_info, enabled, logins, version
            FROM user
            """;

    private UserTable() {}

    public static @Nullable User byId(Statements on, UUID id) throws SQLException {
        return on.first(UserTable::user, SELECT + "WHERE id = ?", id.toString());
    }

    public static @Nullable User byEmail(Statements on, String email) throws SQLException {
        return on.first(UserTable::user, SELECT + "WHERE email = ?", email);
    }

    public static @Nullable User byActivation(Statements on, String activation) throws SQLException {
        return on.first(UserTable::user, SELECT + "WHERE activation = ?", activation);
    }

    public static boolean isEmpty(Statements on) throws SQLException {
        return on.first(row -> true, "SELECT 1 FROM user LIMIT 1") == null;
    }

    /// The users of a customer, or of all with null.
    public static Page<User> page(Statements on, @Nullable UUID customer, Page.Query query) throws SQLException {
        String whose = customer == null ? "" : customer.toString();
        String where = "WHERE (?1 = '' OR customer = ?1) AND email LIKE ?2 ESCAPE '\\'";
        String order = query.order("created", Map.of(
                "email", "email", "name", "email", "firstName", "first_name COLLATE NOCASE", "lastName",
                "last_name COLLATE NOCASE"));
        List<User> users = on.list(UserTable::user, SELECT + where + order + " LIMIT ?3 OFFSET ?4", whose,
                query.pattern(), query.size(), query.offset());
        return new Page<>(users, on.number("SELECT count(*) FROM user " + where, whose, query.pattern()));
    }

    /// Inserts a user, or replaces it.
    public static void put(Statements on, User user) throws SQLException {
        on.run("""
                INSERT INTO user (id, created, email, authority, customer, password, activation, first_name, last_name, phone,
                    additional_info, enabled, logins, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET email = excluded.email, password = excluded.password,
                    activation = excluded.activation, first_name = excluded.first_name, last_name = excluded.last_name,
                    phone = excluded.phone, additional_info = excluded.additional_info, enabled = excluded.enabled,
                    logins = excluded.logins, version = excluded.version""",
                user.id().toString(), user.created(), user.email(), user.authority().name(),
                Columns.text(user.customer()), user.password(), user.activation(), user.firstName(), user.lastName(),
                user.phone(), user.additionalInfo(), user.enabled() ? 1 : 0, user.logins(), user.version());
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM user WHERE id = ?", id.toString());
    }

    /// Ends a login: its tokens are worth nothing any more.
    ///
    /// @param until when they would expire by themselves
    public static void endLogin(Statements on, String session, long until, long now) throws SQLException {
        on.run("DELETE FROM ended_login WHERE until < ?", now);
        on.run("INSERT OR IGNORE INTO ended_login (session, until) VALUES (?, ?)", session, until);
    }

    public static boolean hasEnded(Statements on, String session) throws SQLException {
        return on.first(row -> true, "SELECT 1 FROM ended_login WHERE session = ?", session) != null;
    }

    private static User user(ResultSet row) throws SQLException {
        return new User(
                Columns.uuid(row, 1), row.getLong(2), row.getString(3), User.Authority.valueOf(row.getString(4)),
                Columns.uuidOrNull(row, 5), row.getString(6), row.getString(7), row.getString(8), row.getString(9),
                row.getString(10), row.getString(11), row.getBoolean(12), row.getLong(13), row.getLong(14));
    }
}
