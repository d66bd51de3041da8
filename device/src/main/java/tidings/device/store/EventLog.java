package tidings.device.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.storage.Statements;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What happened, in order, for those who are to be told: written in the transaction of what happened, kept until all of
/// them were told. Nothing is written that nobody wants.
public final class EventLog {

    private volatile Set<String> wanted = Set.of();

    EventLog() {}

    /// Something that happened to a device.
    ///
    /// @param no grows with each event
    /// @param ts when, in milliseconds since 1970
    /// @param kind such as TELEMETRY
    /// @param body what, as JSON
    /// @param gone who the device was, as JSON, if it was deleted since
    public record Event(long no, long ts, long device, String kind, String body, @Nullable String gone) {}

    /// Which kinds are written from now on.
    public void want(Set<String> kinds) {
        wanted = Set.copyOf(kinds);
    }

    /// Whether to write events of a kind.
    public boolean wants(String kind) {
        return wanted.contains(kind);
    }

    public void add(Statements on, long device, long ts, String kind, String body) throws SQLException {
        on.run("INSERT INTO event (ts, device, kind, body) VALUES (?, ?, ?, ?)", ts, device, kind, body);
    }

    /// The number of the last event that ever was.
    public static long last(Statements on) throws SQLException {
        return on.number("SELECT seq FROM sqlite_sequence WHERE name = 'event'");
    }

    /// The next events behind a number.
    public static List<Event> behind(Statements on, long no, int most) throws SQLException {
        return on.list(row -> new Event(
                row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4), row.getString(5), row.getString(6)),
                "SELECT no, ts, device, kind, body, source FROM event WHERE no > ? ORDER BY no LIMIT ?", no, most);
    }

    /// Forgets what all enabled sinks were told, a part of it at a time.
    public static int deleteDelivered(Statements on, int most) throws SQLException {
        return on.run("""
                DELETE FROM event WHERE no IN (SELECT no FROM event
                    WHERE no <= coalesce((SELECT min(delivered) FROM sink WHERE enabled = 1), 9223372036854775807)
                    ORDER BY no LIMIT ?)""", most);
    }

    /// Notes in what is still to be told who a device was that is about to be deleted.
    static void leave(Statements on, Device device) throws SQLException {
        on.run("UPDATE event SET source = ? WHERE device = ?", source(device.id(), device.name(), device.type()),
                device.no());
    }

    /// Who a device is, as events tell it.
    public static String source(UUID id, String name, String type) {
        return Json.text(Json.object().put("deviceId", id.toString()).put("deviceName", name).put("deviceType", type));
    }

    /// Values of telemetry as a body: `[{"ts":1,"values":{"a":1}}]`.
    static String body(Readings readings) {
        ArrayNode all = Json.MAPPER.createArrayNode();
        ObjectNode values = Json.object();
        for (int i = 0; i < readings.size(); i++) {
            if (i == 0 || readings.time(i) != readings.time(i - 1)) {
                values = all.addObject().put("ts", readings.time(i)).putObject("values");
            }
            values.set(readings.key(i), Json.of(readings.value(i)));
        }
        return Json.text(all);
    }
}
