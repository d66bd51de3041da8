package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Devices and their credentials.
public final class DeviceTable {

    private static final String COLUMNS = """
            SELECT d.no, d.id, d.created, d.name, d.label, d.profile, p.name, d.customer, d.firmware, d.software,
                   d.gateway, d.additional_info, d.version
            """;
    private static final String SELECT = COLUMNS + "FROM device d JOIN profile p ON p.id = d.profile ";
    private static final String FILTERED = """
            FROM device d JOIN profile p ON p.id = d.profile LEFT JOIN activity a ON a.device = d.no
            WHERE (?1 = '' OR p.name = ?1) AND (?2 = '' OR d.customer = ?2)
                AND (?3 = '%%' OR d.name LIKE ?3 ESCAPE '\\' OR d.label LIKE ?3 ESCAPE '\\')
                AND (?4 = '' OR d.profile = ?4) AND (?5 = '' OR coalesce(a.active, 0) = (?5 = 'true'))
                AND (?6 = '' OR (a.last_connect IS NULL AND a.last_activity IS NULL) = (?6 = 'true'))
            """;
    private static final Map<String, String> SORTS = Map.of(
            "name", "d.name COLLATE NOCASE", "label", "d.label COLLATE NOCASE", "type", "p.name COLLATE NOCASE",
            "deviceProfileName", "p.name COLLATE NOCASE", "active", "coalesce(a.active, 0)", "lastActivityTime",
            "a.last_activity", "customerTitle", "(SELECT title FROM customer c WHERE c.id = d.customer)");

    private DeviceTable() {}

    /// Which devices are listed.
    ///
    /// @param type the name of a profile; empty for all
    /// @param customer whose; null for all
    /// @param profile the id of a profile; null for all
    /// @param active whether they are active; null for both
    /// @param silent whether they have never been heard of; null for both
    public record Filter(
            String type,
            @Nullable UUID customer,
            @Nullable UUID profile,
            @Nullable Boolean active,
            @Nullable Boolean silent) {

        public static final Filter ALL = new Filter("", null, null, null, null);

        private @Nullable Object[] values(Page.Query query) {
            return new Object[]{type, customer == null ? "" : customer.toString(), query.pattern(),
                profile == null ? "" : profile.toString(), active == null ? "" : active.toString(),
                silent == null ? "" : silent.toString(), query.size(), query.offset()};
        }
    }

    public static @Nullable Device byId(Statements on, UUID id) throws SQLException {
        return on.first(DeviceTable::device, SELECT + "WHERE d.id = ?", id.toString());
    }

    public static @Nullable Device byNo(Statements on, long no) throws SQLException {
        return on.first(DeviceTable::device, SELECT + "WHERE d.no = ?", no);
    }

    public static @Nullable Device byName(Statements on, String name) throws SQLException {
        return on.first(DeviceTable::device, SELECT + "WHERE d.name = ?", name);
    }

    public static List<Device> byIds(Statements on, List<UUID> ids) throws SQLException {
        String json = JsonLists.array(ids);
        return on.list(DeviceTable::device, SELECT + "WHERE d.id IN (SELECT value FROM json_each(?)) ORDER BY d.no",
                json);
    }

    /// Devices of a profile, in the order of their numbers, from behind one number on.
    public static List<Device> ofProfile(Statements on, UUID profile, long behind, int most) throws SQLException {
        return on.list(DeviceTable::device, SELECT + "WHERE d.profile = ? AND d.no > ? ORDER BY d.no LIMIT ?",
                profile.toString(), behind, most);
    }

    public static Page<Device> page(Statements on, Filter filter, Page.Query query) throws SQLException {
        @Nullable
        Object[] values = filter.values(query);
        List<Device> devices = on.list(DeviceTable::device,
                COLUMNS + FILTERED + query.order("d.no", SORTS) + " LIMIT ?7 OFFSET ?8", values);
        return new Page<>(devices, on.number("SELECT count(*) " + FILTERED, Arrays.copyOf(values, 6)));
    }

    /// How many devices there are, of a customer or of all with null.
    ///
    /// @param active of which are active
    /// @param silent of which have never been heard of
    public record Counts(long total, long active, long silent) {}

    public static Counts count(Statements on, @Nullable UUID customer) throws SQLException {
        String whose = customer == null ? "" : customer.toString();
        Counts counts = on.first(row -> new Counts(row.getLong(1), row.getLong(2), row.getLong(3)), """
                SELECT count(*), coalesce(sum(a.active), 0),
                    coalesce(sum(a.last_connect IS NULL AND a.last_activity IS NULL), 0)
                FROM device d LEFT JOIN activity a ON a.device = d.no WHERE (?1 = '' OR d.customer = ?1)""", whose);
        return counts == null ? new Counts(0, 0, 0) : counts;
    }

    /// The names of the profiles that devices have, of a customer or of all with null.
    public static List<String> types(Statements on, @Nullable UUID customer) throws SQLException {
        return on.list(row -> row.getString(1), """
                SELECT p.name FROM profile p
                WHERE EXISTS (SELECT 1 FROM device d WHERE d.profile = p.id AND (?1 = '' OR d.customer = ?1))
                ORDER BY p.name COLLATE NOCASE""", customer == null ? "" : customer.toString());
    }

    /// Inserts a device.
    ///
    /// @return its number
    public static long insert(Statements on, Device device) throws SQLException {
        return on.number("""
                INSERT INTO device (id, created, name, label, profile, customer, firmware, software, gateway,
                    additional_info, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING no""", device.id().toString(), device.created(),
                device.name(), device.label(), device.profile().toString(), Columns.text(device.customer()),
                Columns.text(device.firmware()), Columns.text(device.software()), device.gateway() ? 1 : 0,
                device.additionalInfo(), device.version());
    }

    /// Replaces all of a device but its number, id, type and time of creation.
    public static void update(Statements on, Device device) throws SQLException {
        on.run("""
                UPDATE device SET name = ?, label = ?, profile = ?, customer = ?, firmware = ?, software = ?, gateway = ?,
                    additional_info = ?, version = ? WHERE no = ?""",
                device.name(), device.label(),
                device.profile().toString(), Columns.text(device.customer()), Columns.text(device.firmware()),
                Columns.text(device.software()), device.gateway() ? 1 : 0, device.additionalInfo(), device.version(),
                device.no());
    }

    /// Deletes a device and all that belongs to it; its points go later, see [SeriesTable#dropAll].
    public static void delete(Statements on, long no) throws SQLException {
        Device device = byNo(on, no);
        if (device != null) {
            EventLog.leave(on, device);
        }
        SeriesTable.dropAll(on, no);
        on.run("DELETE FROM device WHERE no = ?", no);
    }

    public static @Nullable Credentials credentials(Statements on, long device) throws SQLException {
        return on.first(DeviceTable::credentials, SELECT_CREDENTIALS + "WHERE device = ?", device);
    }

    public static @Nullable Credentials credentials(Statements on, String credentialsId) throws SQLException {
        return on.first(DeviceTable::credentials, SELECT_CREDENTIALS + "WHERE credentials_id = ?", credentialsId);
    }

    /// Inserts the credentials of a device, or replaces them.
    public static void put(Statements on, Credentials credentials) throws SQLException {
        on.run("""
                INSERT INTO credentials (device, id, created, type, credentials_id, value, version)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (device) DO UPDATE SET type = excluded.type, credentials_id = excluded.credentials_id,
                    value = excluded.value, version = excluded.version""", credentials.device(),
                credentials.id().toString(), credentials.created(), credentials.type().name(),
                credentials.credentialsId(), credentials.value(), credentials.version());
    }

    private static final String SELECT_CREDENTIALS =
            "SELECT device, id, created, type, credentials_id, value, version FROM credentials ";

    private static Device device(ResultSet row) throws SQLException {
        return new Device(
                row.getLong(1), Columns.uuid(row, 2), row.getLong(3), row.getString(4), row.getString(5),
                Columns.uuid(row, 6), row.getString(7), Columns.uuidOrNull(row, 8), Columns.uuidOrNull(row, 9),
                Columns.uuidOrNull(row, 10), row.getBoolean(11), row.getString(12), row.getLong(13));
    }

    private static Credentials credentials(ResultSet row) throws SQLException {
        return new Credentials(
                row.getLong(1), Columns.uuid(row, 2), row.getLong(3), Credentials.Type.valueOf(row.getString(4)),
                row.getString(5), row.getString(6), row.getLong(7));
    }
}
