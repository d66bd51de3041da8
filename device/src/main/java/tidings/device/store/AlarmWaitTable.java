package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import tidings.device.json.Value;
import tidings.storage.Statements;

/// Rules that wait whether values stay beyond their threshold, so that a restart does not begin the wait anew.
public final class AlarmWaitTable {

    private AlarmWaitTable() {}

    /// A wait.
    ///
    /// @param device its number
    /// @param since the time of the first value beyond the threshold
    /// @param sinceHere when that came, by the server's time
    /// @param value that value
    public record Wait(UUID rule, long device, long since, long sinceHere, Value value) {}

    public static List<Wait> all(Statements on) throws SQLException {
        return on.list(AlarmWaitTable::wait, "SELECT rule, device, since, since_here, value FROM alarm_wait");
    }

    /// Keeps a wait, unless its rule or device are gone meanwhile.
    public static void put(Statements on, Wait wait) throws SQLException {
        on.run("""
                INSERT OR REPLACE INTO alarm_wait (rule, device, since, since_here, value)
                SELECT r.id, d.no, ?3, ?4, ?5 FROM alarm_rule r, device d WHERE r.id = ?1 AND d.no = ?2""",
                wait.rule().toString(), wait.device(), wait.since(), wait.sinceHere(), Columns.of(wait.value()));
    }

    public static void delete(Statements on, UUID rule, long device) throws SQLException {
        on.run("DELETE FROM alarm_wait WHERE rule = ? AND device = ?", rule.toString(), device);
    }

    /// Deletes all waits of a rule.
    public static void deleteAll(Statements on, UUID rule) throws SQLException {
        on.run("DELETE FROM alarm_wait WHERE rule = ?", rule.toString());
    }

    private static Wait wait(ResultSet row) throws SQLException {
        return new Wait(
                Columns.uuid(row, 1), row.getLong(2), row.getLong(3), row.getLong(4), Columns.value(row, 5));
    }
}
