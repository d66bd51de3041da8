package tidings.device.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// When there are alarms.
public final class AlarmRuleTable {

    private static final String SELECT = """
            SELECT id, created, name, key, operation, value, hysteresis, duration, severity, profile, device, enabled,
                   version
            FROM alarm_rule
            """;
    private static final String NAMED = "WHERE (name LIKE ?1 ESCAPE '\\' OR key LIKE ?1 ESCAPE '\\')";

    private AlarmRuleTable() {}

    public static @Nullable AlarmRule byId(Statements on, UUID id) throws SQLException {
        return on.first(AlarmRuleTable::rule, SELECT + "WHERE id = ?", id.toString());
    }

    public static List<AlarmRule> enabled(Statements on) throws SQLException {
        return on.list(AlarmRuleTable::rule, SELECT + "WHERE enabled = 1 ORDER BY created");
    }

    public static long count(Statements on) throws SQLException {
        return on.number("SELECT count(*) FROM alarm_rule");
    }

    public static Page<AlarmRule> page(Statements on, Page.Query query) throws SQLException {
        String order =
                query.order("created", Map.of("name", "name COLLATE NOCASE", "key", "key", "severity", "severity"));
        List<AlarmRule> rules = on.list(AlarmRuleTable::rule, SELECT + NAMED + order + " LIMIT ?2 OFFSET ?3",
                query.pattern(), query.size(), query.offset());
        return new Page<>(rules, on.number("SELECT count(*) FROM alarm_rule " + NAMED, query.pattern()));
    }

    /// Inserts a rule, or replaces it.
    public static void put(Statements on, AlarmRule rule) throws SQLException {
        on.run("""
                INSERT INTO alarm_rule (id, created, name, key, operation, value, hysteresis, duration, severity, profile,
                    device, enabled, version)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET name = excluded.name, key = excluded.key, operation = excluded.operation,
                    value = excluded.value, hysteresis = excluded.hysteresis, duration = excluded.duration,
                    severity = excluded.severity, profile = excluded.profile, device = excluded.device,
                    enabled = excluded.enabled, version = excluded.version""",
                rule.id().toString(), rule.created(),
                rule.name(), rule.key(), rule.operation().name(), Columns.of(rule.value()), rule.hysteresis(),
                rule.durationMillis(), rule.severity().name(), Columns.text(rule.profile()), rule.device(),
                rule.enabled() ? 1 : 0, rule.version());
    }

    public static void delete(Statements on, UUID id) throws SQLException {
        on.run("DELETE FROM alarm_rule WHERE id = ?", id.toString());
    }

    private static AlarmRule rule(ResultSet row) throws SQLException {
        return new AlarmRule(
                Columns.uuid(row, 1), row.getLong(2), row.getString(3), row.getString(4),
                AlarmRule.Operation.valueOf(row.getString(5)), Columns.value(row, 6), row.getDouble(7), row.getLong(8),
                Severity.valueOf(row.getString(9)), Columns.uuidOrNull(row, 10), Columns.longOrNull(row, 11),
                row.getBoolean(12), row.getLong(13));
    }
}
