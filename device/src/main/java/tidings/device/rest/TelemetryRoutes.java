package tidings.device.rest;

import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.rest.Api.Access;
import tidings.device.store.Aggregation;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Point;
import tidings.device.store.Telemetry;
import tidings.mqtt.Bytes;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What devices reported: the latest, history, writing and deleting (SERVER_API 5).
final class TelemetryRoutes {

    static final String PREFIX = "/api/plugins/telemetry";
    private static final String OF_DEVICE = PREFIX + "/{entityType}/{entityId}";
    private static final int USUAL_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 100_000;
    private static final int MOST_INTERVALS = 100_000;

    private final Services services;
    private final Telemetry telemetry;

    TelemetryRoutes(Services services) {
        this.services = services;
        this.telemetry = services.store().telemetry();
    }

    void addTo(Api api) {
        Api.Area area = api.area("Telemetry");
        area.get(OF_DEVICE + "/keys/timeseries", Access.USER, "The keys that a device has reported.", this::keys)
                .answersList("Key");
        question(area.get(OF_DEVICE + "/values/timeseries", Access.USER,
                "The latest values; with keys, startTs and endTs those of a range, as they are or one for each interval.",
                this::values));
        question(area.get(OF_DEVICE + "/values/timeseries/history", Access.USER,
                "The values of a range, at the newer place.", this::history));
        area.post(OF_DEVICE + "/timeseries/{scope}", Access.USER, "Stores values in the name of a device.", this::save)
                .takes("Telemetry");
        area.post(OF_DEVICE + "/timeseries/{scope}/{ttl}", Access.USER, "As above; the scope and ttl say nothing.",
                this::save)
                .takes("Telemetry");
        area.delete(OF_DEVICE + "/timeseries/delete", Access.USER, "Deletes values.", this::delete)
                .mustQuery("keys", "Which keys, between commas.")
                .query("deleteAllDataForKeys", "true for all of them.")
                .query("startTs", "The first time, included.")
                .query("endTs", "The last time, excluded.")
                .audited("DEVICE TIMESERIES_DELETED");
    }

    private static void question(Api.Call call) {
        call.query("keys", "Which keys, between commas; a key with a comma goes into the parameter key.")
                .query("startTs", "The first time, included, in milliseconds since 1970.")
                .query("endTs", "The last time, excluded.")
                .query("limit", "How many values of each key; 100 is usual.")
                .query("agg", "NONE, MIN, MAX, AVG, SUM or COUNT.")
                .query("interval", "Milliseconds of an interval, for agg.")
                .query("intervalType", "WEEK, WEEK_ISO, MONTH or QUARTER for intervals of the calendar, for agg.")
                .query("timeZone", "Whose calendar that is, such as Europe/Berlin; UTC is usual.")
                .query("orderBy", "DESC, which is usual, or ASC.")
                .query("useStrictDataTypes", "true for values with their types; else all are strings.")
                .answers("Telemetry");
    }

    private void keys(Context context) {
        ArrayNode keys = Answers.MAPPER.createArrayNode();
        telemetry.keys(device(context).no()).forEach(keys::add);
        Answers.json(context, keys);
    }

    /// The latest, unless all is said that history needs: as ThingsBoard has it, whose scripts rely on it.
    private void values(Context context) {
        boolean ofRange = context.queryParam("startTs") != null && context.queryParam("endTs") != null;
        if (ofRange && !keysOf(context).isEmpty()) {
            history(context);
        } else {
            latest(context);
        }
    }

    private void latest(Context context) {
        Device device = device(context);
        List<String> keys = keysOf(context);
        boolean strict = Answers.isSet(context, "useStrictDataTypes");
        Map<String, Point> latest = telemetry.latest(device.no(), keys.isEmpty() ? null : keys);
        ObjectNode body = Answers.MAPPER.createObjectNode();
        for (String key : keys.isEmpty() ? latest.keySet() : keys) {
            Point point = latest.get(key);
            ObjectNode one = body.putArray(key).addObject();
            if (point == null) {
                one.put("ts", services.clock().millis()).putNull("value");
            } else {
                put(one.put("ts", point.ts()), "value", point.value(), strict);
            }
        }
        Answers.json(context, body);
    }

    private void history(Context context) {
        Device device = device(context);
        List<String> keys = keysOf(context);
        if (keys.isEmpty()) {
            throw Refusal.badRequest("Required request parameter 'keys' is not present");
        }
        boolean strict = Answers.isSet(context, "useStrictDataTypes");
        ObjectNode body = Answers.MAPPER.createObjectNode();
        read(context, device, keys).forEach((key, points) -> {
            ArrayNode list = body.putArray(key);
            points.forEach(point -> put(list.addObject().put("ts", point.ts()), "value", point.value(), strict));
        });
        Answers.json(context, body);
    }

    private Map<String, List<Point>> read(Context context, Device device, List<String> keys) {
        Telemetry.Question question = question(context);
        CalendarInterval calendar = CalendarInterval.of(Answers.parameter(context, "intervalType"));
        if (question.to() <= question.from()) {
            return Map.of();
        }
        if (question.aggregation() == null) {
            return telemetry.read(device.no(), keys, question);
        }
        if (calendar == null) {
            return question.interval() <= 0 ? Map.of() : telemetry.read(device.no(), keys, question);
        }
        ZoneId zone = CalendarInterval.zone(Answers.parameter(context, "timeZone"));
        return calendar.read(telemetry, device.no(), keys, question, zone);
    }

    private static Telemetry.Question question(Context context) {
        long from = Answers.longNumber(context, "startTs");
        long to = Answers.longNumber(context, "endTs");
        Aggregation aggregation = aggregation(Answers.parameter(context, "agg"));
        int most = aggregation == null ? HIGHEST_LIMIT : MOST_INTERVALS;
        int usual = aggregation == null ? USUAL_LIMIT : MOST_INTERVALS;
        int limit = Math.clamp(Answers.longNumber(context, "limit", usual), 1, most);
        boolean newestFirst = !Answers.parameter(context, "orderBy").equalsIgnoreCase("ASC");
        return new Telemetry.Question(
                from, to, aggregation == null ? limit : MOST_INTERVALS, newestFirst && aggregation == null,
                Answers.longNumber(context, "interval", 0), aggregation);
    }

    static @Nullable Aggregation aggregation(String name) {
        if (name.isEmpty() || name.equals("NONE")) {
            return null;
        }
        try {
            return Aggregation.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("An aggregation is NONE, MIN, MAX, AVG, SUM or COUNT, not " + name);
        }
    }

    private void save(Context context) {
        Device device = device(context);
        Readings readings;
        try {
            readings = services.payloads()
                    .telemetry(Bytes.handOver(context.bodyAsBytes()), services.clock().millis());
        } catch (BadPayloadException e) {
            Answers.text(context, 400, "Unable to parse time series payload: Invalid JSON body! " + e.getMessage());
            return;
        }
        if (readings.isEmpty()) {
            Answers.text(context, 400, "No time series data found in request body!");
            return;
        }
        telemetry.store(device.no(), readings);
    }

    private void delete(Context context) {
        Device device = device(context);
        List<String> keys = keysOf(context);
        if (keys.isEmpty()) {
            Answers.text(context, 400, "Empty keys: []");
        } else if (Answers.isSet(context, "deleteAllDataForKeys")) {
            telemetry.delete(device.no(), keys);
        } else if (context.queryParam("startTs") == null || context.queryParam("endTs") == null) {
            Answers.text(context, 400,
                    "When deleteAllDataForKeys is false, start and end timestamp values shouldn't be empty");
        } else {
            telemetry.delete(
                    device.no(), keys, Answers.longNumber(context, "startTs"), Answers.longNumber(context, "endTs"));
        }
    }

    /// The keys that are asked for: `keys`, between commas, and each `key` as it is.
    static List<String> keysOf(Context context) {
        Set<String> keys = new LinkedHashSet<>(context.queryParams("key"));
        for (String list : context.queryParams("keys")) {
            for (String key : list.split(",", -1)) {
                if (!key.isEmpty()) {
                    keys.add(key);
                }
            }
        }
        return List.copyOf(keys);
    }

    static void put(ObjectNode node, String name, Value value, boolean strict) {
        if (!strict) {
            node.put(name, value.asText());
            return;
        }
        node.set(name, Json.of(value));
    }

    /// The device of a path, if the caller may see it.
    private Device device(Context context) {
        return device(services, context, context.pathParam("entityType"), context.pathParam("entityId"));
    }

    static Device device(Services services, Context context, String type, String id) {
        UUID uuid = Ids.parse(id);
        Device device = !type.equals("DEVICE")
                ? null
                : services.store()
                        .database()
                        .query(on -> Optional.ofNullable(DeviceTable.byId(on, uuid)))
                        .orElse(null);
        if (device == null) {
            throw new UnknownEntity();
        }
        Caller.of(context).mustSee(device);
        return device;
    }

    /// Is answered as plain text, and so has an exception of its own.
    static final class UnknownEntity extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownEntity() {
            super("Device with requested id wasn't found!", null, false, false);
        }
    }
}
