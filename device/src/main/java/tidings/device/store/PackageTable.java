package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Firmware and software.
public final class PackageTable {

    private static final String SELECT = """
            SELECT id, created, profile, type, title, version, tag, url, file_name, content_type, checksum_algorithm,
                   checksum, size, additional_info
            FROM ota_package
            """;

    private PackageTable() {}

    public static @Nullable OtaPackage byId(Statements on, UUID id) throws SQLException {
        return on.first(PackageTable::ota, SELECT + "WHERE id = ?", id.toString());
    }

    public static @Nullable OtaPackage byTitle(Statements on, String title, String version) throws SQLException {
        return on.first(PackageTable::ota, SELECT + "WHERE title = ? AND version = ?", title, version);
    }

    /// Packages with data, of a profile and type, or all with null.
    public static Page<OtaPackage> page(
            Statements on, @Nullable UUID profile, OtaPackage.@Nullable Type type, Page.Query query)
            throws SQLException {
        String whose = profile == null ? "" : profile.toString();
        String which = type == null ? "" : type.name();
        String where = "WHERE (?1 = '' OR profile = ?1 OR profile IS NULL) AND (?2 = '' OR type = ?2) "
                + "AND title LIKE ?3 ESCAPE '\\'";
        String order = query.order("created", Map.of(
                "title", "title COLLATE NOCASE", "name", "title COLLATE NOCASE", "version", "version", "type", "type",
                "tag", "tag", "dataSize", "size"));
        List<OtaPackage> packages = on.list(PackageTable::ota, SELECT + where + order + " LIMIT ?4 OFFSET ?5", whose,
                which, query.pattern(), query.size(), query.offset());
        return new Page<>(packages,
                on.number("SELECT count(*) FROM ota_package " + where, whose, which, query.pattern()));
    }

    /// Inserts a package, or replaces it.
    public static void put(Statements on, OtaPackage ota) throws SQLException {
        on.run("""
                INSERT INTO ota_package (id, created, profile, type, title, version, tag, url, file_name, content_type,
                    checksum_algorithm, checksum, size, additional_info)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET tag = excluded.tag, url = excluded.url, file_name = excluded.file_name,
                    content_type = excluded.content_type, checksum_algorithm = excluded.checksum_algorithm,
                    checksum = excluded.checksum, size = excluded.size, additional_info = excluded.additional_info""",
                ota.id().toString(), ota.created(), Columns.text(ota.profile()), ota.type().name(), ota.title(),
                ota.version(), ota.tag(), ota.url(), ota.fileName(), ota.contentType(), ota.checksumAlgorithm(),
                ota.checksum(), ota.size(), ota.additionalInfo());
    }

    public static boolean isAssigned(Statements on, UUID id) throws SQLException {
        return on.first(row -> true, """
                SELECT 1 FROM device WHERE firmware = ?1 UNION ALL SELECT 1 FROM device WHERE software = ?1
                UNION ALL SELECT 1 FROM profile WHERE firmware = ?1 OR software = ?1
                UNION ALL SELECT 1 FROM rollout WHERE package = ?1 LIMIT 1""", id.toString()) != null;
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM ota_package WHERE id = ?", id.toString());
    }

    /// The package that a device is to have: its own, else the one on its way to it, else its profile's; or null.
    public static @Nullable OtaPackage assigned(Statements on, Device device, OtaPackage.Type type)
            throws SQLException {
        UUID own = type == OtaPackage.Type.FIRMWARE ? device.firmware() : device.software();
        if (own != null) {
            return byId(on, own);
        }
        Rollout rollout = RolloutTable.of(on, device.profile(), type);
        if (rollout != null && rollout.includes(device.no()) && mayBegin(on, device, rollout)) {
            return byId(on, rollout.ota());
        }
        Profile profile = ProfileTable.byId(on, device.profile());
        UUID inherited = profile == null
                ? null
                : type == OtaPackage.Type.FIRMWARE ? profile.firmware() : profile.software();
        return inherited == null ? null : byId(on, inherited);
    }

    /// While a rollout pauses, only who has begun goes on.
    private static boolean mayBegin(Statements on, Device device, Rollout rollout) throws SQLException {
        if (rollout.state() == Rollout.State.RUNNING) {
            return true;
        }
        OtaUpdate update = OtaUpdateTable.of(on, device.no(), rollout.type());
        return update != null && update.ota().equals(rollout.ota()) && switch (update.state()) {
            case QUEUED, INITIATED -> false;
            case DOWNLOADING, DOWNLOADED, VERIFIED, UPDATING, UPDATED, FAILED -> true;
        };
    }

    private static OtaPackage ota(ResultSet row) throws SQLException {
        return new OtaPackage(
                Columns.uuid(row, 1), row.getLong(2), Columns.uuidOrNull(row, 3),
                OtaPackage.Type.valueOf(row.getString(4)), row.getString(5), row.getString(6), row.getString(7),
                row.getString(8), row.getString(9), row.getString(10), row.getString(11), row.getString(12),
                Columns.longOrNull(row, 13), row.getString(14));
    }
}
