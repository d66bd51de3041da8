package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Alarms: those that are, and those that were.
public final class AlarmTable {

    private static final String SELECT = """
            SELECT a.id, a.device, d.id, d.name, d.label, d.customer, a.rule, a.type, a.severity, a.created, a.started,
                   a.ended, a.acknowledged, a.cleared, a.details
            """;
    private static final String FROM = "FROM alarm a JOIN device d ON d.no = a.device ";
    private static final String FILTERED = FROM + """
            WHERE (?1 = '' OR d.customer = ?1) AND (?2 < 0 OR a.device = ?2)
                AND (?3 = '' OR (a.cleared > 0) = (?3 = 'true')) AND (?4 = '' OR (a.acknowledged > 0) = (?4 = 'true'))
                AND a.created >= ?5 AND a.created < ?6
                AND (?7 = '[]' OR a.severity IN (SELECT value FROM json_each(?7)))
                AND (?8 = '[]' OR a.type IN (SELECT value FROM json_each(?8)))
                AND (?9 = '%%' OR a.type LIKE ?9 ESCAPE '\\' OR d.name LIKE ?9 ESCAPE '\\')
            """;
    private static final String WORST_FIRST = "CASE a.severity WHEN 'CRITICAL' THEN 0 WHEN 'MAJOR' THEN 1 "
            + "WHEN 'MINOR' THEN 2 WHEN 'WARNING' THEN 3 ELSE 4 END";
    private static final Map<String, String> SORTS = Map.of(
            "type", "a.type COLLATE NOCASE", "severity", WORST_FIRST, "originatorName", "d.name COLLATE NOCASE",
            "startTs", "a.started", "endTs", "a.ended", "status", "a.cleared > 0, a.acknowledged > 0");

    private AlarmTable() {}

    /// Which alarms are listed.
    ///
    /// @param customer whose devices', or null for all
    /// @param device of which device, or null for all
    /// @param cleared whether they are over; null for both
    /// @param acknowledged whether somebody knows; null for both
    /// @param from the first time of creation, included
    /// @param to the last, excluded
    /// @param severities which; empty for all
    /// @param types which; empty for all
    public record Filter(
            @Nullable UUID customer,
            @Nullable Long device,
            @Nullable Boolean cleared,
            @Nullable Boolean acknowledged,
            long from,
            long to,
            List<String> severities,
            List<String> types) {

        private @Nullable Object[] values(Page.Query query) {
            return new Object[]{customer == null ? "" : customer.toString(), device == null ? -1L : device,
                cleared == null ? "" : cleared.toString(), acknowledged == null ? "" : acknowledged.toString(), from,
                to, JsonLists.array(severities), JsonLists.array(types), query.pattern(), query.size(),
                query.offset()};
        }
    }

    public static @Nullable Alarm byId(Statements on, UUID id) throws SQLException {
        return on.first(AlarmTable::alarm, SELECT + FROM + "WHERE a.id = ?", id.toString());
    }

    /// The alarm of a type that is not over.
    public static @Nullable Alarm open(Statements on, long device, String type) throws SQLException {
        return on.first(AlarmTable::alarm, SELECT + FROM + "WHERE a.device = ? AND a.type = ? AND a.cleared = 0",
                device,
                type);
    }

    /// The rules whose alarms of a device are not over.
    public static List<UUID> openRules(Statements on, long device) throws SQLException {
        return on.list(row -> Columns.uuid(row, 1),
                "SELECT rule FROM alarm WHERE device = ? AND cleared = 0 AND rule IS NOT NULL", device);
    }

    public static Page<Alarm> page(Statements on, Filter filter, Page.Query query) throws SQLException {
        @Nullable
        Object[] values = filter.values(query);
        Page.Query sorted = query.sort().isEmpty()
                ? new Page.Query(query.size(), query.number(), query.search(), "", true)
                : query;
        List<Alarm> alarms = on.list(AlarmTable::alarm,
                SELECT + FILTERED + sorted.order("a.no", SORTS) + " LIMIT ?10 OFFSET ?11", values);
        return new Page<>(alarms, on.number("SELECT count(*) " + FILTERED, Arrays.copyOf(values, 9)));
    }

    /// How many are not over, by severity.
    public static Map<Severity, Long> countOpen(Statements on, @Nullable UUID customer) throws SQLException {
        Map<Severity, Long> counts = new EnumMap<>(Severity.class);
        on.list(row -> counts.put(Severity.valueOf(row.getString(1)), row.getLong(2)), "SELECT a.severity, count(*) "
                + FROM + "WHERE a.cleared = 0 AND (?1 = '' OR d.customer = ?1) GROUP BY a.severity",
                customer == null ? "" : customer.toString());
        return counts;
    }

    public static List<String> types(Statements on, @Nullable UUID customer) throws SQLException {
        return on.list(row -> row.getString(1), "SELECT DISTINCT a.type " + FROM
                + "WHERE (?1 = '' OR d.customer = ?1) ORDER BY a.type", customer == null ? "" : customer.toString());
    }

    /// Inserts an alarm, or replaces what may change of it.
    public static void put(Statements on, Alarm alarm) throws SQLException {
        on.run("""
                INSERT INTO alarm (id, device, rule, type, severity, created, started, ended, acknowledged, cleared,
                    details)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, ended = excluded.ended,
                    acknowledged = excluded.acknowledged, cleared = excluded.cleared, details = excluded.details""",
                alarm.id().toString(), alarm.device(), Columns.text(alarm.rule()), alarm.type(),
                alarm.severity().name(), alarm.created(), alarm.started(), alarm.ended(), alarm.acknowledged(),
                alarm.cleared(), alarm.details());
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM alarm WHERE id = ?", id.toString());
    }

    private static Alarm alarm(ResultSet row) throws SQLException {
        return new Alarm(
                Columns.uuid(row, 1), row.getLong(2), Columns.uuid(row, 3), row.getString(4), row.getString(5),
                Columns.uuidOrNull(row, 6), Columns.uuidOrNull(row, 7), row.getString(8),
                Severity.valueOf(row.getString(9)), row.getLong(10), row.getLong(11), row.getLong(12), row.getLong(13),
                row.getLong(14), row.getString(15));
    }
}
