package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Packages on their way to the devices of a profile; one of each type at a time.
public final class RolloutTable {

    private static final String SELECT =
            "SELECT profile, type, package, percentage, share, most_failures, state, since FROM rollout ";

    private RolloutTable() {}

    public static @Nullable Rollout of(Statements on, UUID profile, OtaPackage.Type type) throws SQLException {
        return on.first(RolloutTable::rollout, SELECT + "WHERE profile = ? AND type = ?", profile.toString(),
                type.name());
    }

    public static List<Rollout> ofProfile(Statements on, UUID profile) throws SQLException {
        return on.list(RolloutTable::rollout, SELECT + "WHERE profile = ? ORDER BY type", profile.toString());
    }

    /// Inserts a rollout, or replaces it.
    public static void put(Statements on, Rollout rollout) throws SQLException {
        on.run("""
                INSERT OR REPLACE INTO rollout (profile, type, package, percentage, share, most_failures, state, since)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)""", rollout.profile().toString(), rollout.type().name(),
                rollout.ota().toString(), rollout.percentage(), rollout.share(), rollout.mostFailures(),
                rollout.state().name(), rollout.since());
    }

    public static void delete(Statements on, UUID profile, OtaPackage.Type type) throws SQLException {
        on.run("DELETE FROM rollout WHERE profile = ? AND type = ?", profile.toString(), type.name());
    }

    /// The smallest share that holds so much of a profile's devices.
    public static long share(Statements on, UUID profile, UUID ota, int percentage) throws SQLException {
        if (percentage >= 100) {
            return Rollout.ALL;
        }
        List<Long> places = on.list(row -> Rollout.place(row.getLong(1), ota),
                "SELECT no FROM device WHERE profile = ?", profile.toString()).stream().sorted().toList();
        long wanted = (places.size() * (long) percentage + 99) / 100;
        return wanted == 0 ? Rollout.ALL * percentage / 100 : places.get(Math.toIntExact(wanted - 1)) + 1;
    }

    /// Pauses the rollout of a package where too many devices of the profile have failed.
    ///
    /// @return whether it does so now
    public static boolean pauseIfFailing(Statements on, UUID profile, OtaPackage.Type type, UUID ota, long now)
            throws SQLException {
        Rollout rollout = of(on, profile, type);
        if (rollout == null || rollout.state() == Rollout.State.PAUSED || !rollout.ota().equals(ota)
                || OtaUpdateTable.countFailures(on, profile, ota, rollout.since()) < rollout.mostFailures()) {
            return false;
        }
        put(on, rollout.with(Rollout.State.PAUSED, now));
        return true;
    }

    /// How many rollouts there are, and how many of their devices are how far.
    public record Counts(long running, long paused, long devices, long updated, long failed) {}

    public static Counts count(Statements on) throws SQLException {
        Counts counts = on.first(row -> new Counts(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)), """
                        SELECT (SELECT count(*) FROM rollout WHERE state = 'RUNNING'),
                            (SELECT count(*) FROM rollout WHERE state = 'PAUSED'),
                            count(*), coalesce(sum(u.state = 'UPDATED'), 0), coalesce(sum(u.state = 'FAILED'), 0)
                        FROM rollout r JOIN ota_update u ON u.package = r.package
                            JOIN device d ON d.no = u.device AND d.profile = r.profile""");
        return counts == null ? new Counts(0, 0, 0, 0, 0) : counts;
    }

    private static Rollout rollout(ResultSet row) throws SQLException {
        return new Rollout(
                Columns.uuid(row, 1), OtaPackage.Type.valueOf(row.getString(2)), Columns.uuid(row, 3), row.getInt(4),
                row.getLong(5), row.getInt(6), Rollout.State.valueOf(row.getString(7)), row.getLong(8));
    }
}
