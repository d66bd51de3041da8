package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// When devices were there.
public final class ActivityTable {

    private static final String SELECT = "SELECT device, active, last_connect, last_disconnect, last_activity, "
            + "inactivity_alarm FROM activity ";

    private ActivityTable() {}

    /// When a device was there, in milliseconds since 1970; null for never.
    public record Seen(
            long device,
            boolean active,
            @Nullable Long lastConnect,
            @Nullable Long lastDisconnect,
            @Nullable Long lastActivity,
            @Nullable Long inactivityAlarm) {

        public static Seen never(long device) {
            return new Seen(device, false, null, null, null, null);
        }

        /// This, with what only an older note knows.
        public Seen or(Seen older) {
            return new Seen(
                    device, active, lastConnect != null ? lastConnect : older.lastConnect,
                    lastDisconnect != null ? lastDisconnect : older.lastDisconnect,
                    lastActivity != null ? lastActivity : older.lastActivity,
                    inactivityAlarm != null ? inactivityAlarm : older.inactivityAlarm);
        }
    }

    public static @Nullable Seen of(Statements on, long device) throws SQLException {
        return on.first(ActivityTable::seen, SELECT + "WHERE device = ?", device);
    }

    /// All devices that are active.
    public static List<Seen> active(Statements on) throws SQLException {
        return on.list(ActivityTable::seen, SELECT + "WHERE active = 1");
    }

    /// After how many milliseconds of silence devices are inactive, of those that have a number of their own.
    public static Map<Long, Long> timeouts(Statements on) throws SQLException {
        Map<Long, Long> timeouts = new HashMap<>();
        on.list(row -> timeouts.put(row.getLong(1), row.getLong(2)), "SELECT device, value FROM attribute "
                + "WHERE key = 'inactivityTimeout' AND scope = 2 AND typeof(value) = 'integer'");
        return timeouts;
    }

    /// Keeps what is known of a device that still exists; what is not known now stays as it was.
    public static void put(Statements on, Seen seen) throws SQLException {
        on.run("""
                INSERT INTO activity (device, active, last_connect, last_disconnect, last_activity, inactivity_alarm)
                SELECT no, ?2, ?3, ?4, ?5, ?6 FROM device WHERE no = ?1
                ON CONFLICT (device) DO UPDATE SET active = excluded.active,
                    last_connect = coalesce(excluded.last_connect, last_connect),
                    last_disconnect = coalesce(excluded.last_disconnect, last_disconnect),
                    last_activity = coalesce(excluded.last_activity, last_activity),
                    inactivity_alarm = coalesce(excluded.inactivity_alarm, inactivity_alarm)""", seen.device(),
                seen.active() ? 1 : 0,
                seen.lastConnect(), seen.lastDisconnect(), seen.lastActivity(), seen.inactivityAlarm());
    }

    private static Seen seen(ResultSet row) throws SQLException {
        return new Seen(row.getLong(1), row.getBoolean(2), Columns.longOrNull(row, 3), Columns.longOrNull(row, 4),
                Columns.longOrNull(row, 5), Columns.longOrNull(row, 6));
    }
}
