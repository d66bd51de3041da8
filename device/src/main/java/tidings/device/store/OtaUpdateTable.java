package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.store.OtaUpdate.State;
import tidings.storage.Statements;

/// How far devices are with the packages that they are to have.
public final class OtaUpdateTable {

    private static final String SELECT = "SELECT device, type, package, state, served, error, changed FROM ota_update ";

    private OtaUpdateTable() {}

    public static @Nullable OtaUpdate of(Statements on, long device, OtaPackage.Type type) throws SQLException {
        return on.first(OtaUpdateTable::update, SELECT + "WHERE device = ? AND type = ?", device, type.name());
    }

    /// Notes how far a device is that still exists, with a package that does.
    public static void put(Statements on, OtaUpdate update) throws SQLException {
        on.run("""
                INSERT INTO ota_update (device, type, package, state, served, error, changed)
                SELECT d.no, ?2, p.id, ?4, ?5, ?6, ?7 FROM device d, ota_package p WHERE d.no = ?1 AND p.id = ?3
                ON CONFLICT (device, type) DO UPDATE SET package = excluded.package, state = excluded.state,
                    served = excluded.served, error = excluded.error, changed = excluded.changed""",
                update.device(), update.type().name(), update.ota().toString(), update.state().name(), update.served(),
                update.error(), update.changed());
    }

    public static void delete(Statements on, long device, OtaPackage.Type type) throws SQLException {
        on.run("DELETE FROM ota_update WHERE device = ? AND type = ?", device, type.name());
    }

    /// The devices of a profile by how far they are with a package.
    public static Map<State, Long> count(Statements on, UUID profile, UUID ota) throws SQLException {
        Map<State, Long> counts = new EnumMap<>(State.class);
        on.list(row -> counts.put(State.valueOf(row.getString(1)), row.getLong(2)), """
                SELECT u.state, count(*) FROM ota_update u JOIN device d ON d.no = u.device
                WHERE u.package = ? AND d.profile = ? GROUP BY u.state""", ota.toString(), profile.toString());
        return counts;
    }

    /// How many devices of a profile have failed with a package since a time.
    static long countFailures(Statements on, UUID profile, UUID ota, long since) throws SQLException {
        return on.number("""
                SELECT count(*) FROM ota_update u JOIN device d ON d.no = u.device
                WHERE u.package = ? AND u.state = 'FAILED' AND u.changed >= ? AND d.profile = ?""", ota.toString(),
                since, profile.toString());
    }

    /// Something that a device has failed with.
    ///
    /// @param error what the device says of it, or null
    /// @param changed when it said so, in milliseconds since 1970
    public record Failure(
            UUID device,
            String name,
            OtaPackage.Type type,
            String title,
            String version,
            @Nullable String error,
            long changed) {}

    /// Devices that have failed with what they are to have, the latest first; of a customer, or of all with null.
    public static List<Failure> failures(Statements on, @Nullable UUID customer, int most) throws SQLException {
        return on.list(row -> new Failure(
                Columns.uuid(row, 1), row.getString(2), OtaPackage.Type.valueOf(row.getString(3)), row.getString(4),
                row.getString(5), row.getString(6), row.getLong(7)), """
                        SELECT d.id, d.name, u.type, p.title, p.version, u.error, u.changed
                        FROM ota_update u JOIN device d ON d.no = u.device JOIN ota_package p ON p.id = u.package
                        WHERE u.state = 'FAILED' AND (?1 = '' OR d.customer = ?1) ORDER BY u.changed DESC LIMIT ?2""",
                customer == null ? "" : customer.toString(), most);
    }

    private static OtaUpdate update(ResultSet row) throws SQLException {
        return new OtaUpdate(
                row.getLong(1), OtaPackage.Type.valueOf(row.getString(2)), Columns.uuid(row, 3),
                State.valueOf(row.getString(4)), row.getLong(5), row.getString(6), row.getLong(7));
    }
}
