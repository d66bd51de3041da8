package tidings.device.rest;

import io.javalin.http.Context;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tidings.device.Csv;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Device;
import tidings.device.store.Point;
import tidings.device.store.Telemetry;
import tools.jackson.databind.node.ObjectNode;

/// History as a stream: however long it is, a part of it at a time is in memory, and nobody waits for it.
final class ExportRoutes {

    private static final int AT_ONCE = 5_000;

    private final Services services;
    private final Telemetry telemetry;

    ExportRoutes(Services services) {
        this.services = services;
        this.telemetry = services.store().telemetry();
    }

    void addTo(Api api) {
        api.area("Telemetry")
                .get(TelemetryRoutes.PREFIX + "/{entityType}/{entityId}/values/timeseries/export", Access.USER,
                        "History as lines, key by key and the oldest first, as long as it is.", this::export)
                .query("keys", "Which keys, between commas; all without.")
                .query("startTs", "The first time, included, in milliseconds since 1970.")
                .query("endTs", "The last time, excluded.")
                .query("format", "csv, which is usual, or jsonl.")
                .answers("Text", "text/csv");
    }

    /// How a point becomes a line.
    private interface Form {
        void write(Writer out, String key, Point point) throws IOException;
    }

    private void export(Context context) throws IOException {
        Device device = TelemetryRoutes.device(
                services, context, context.pathParam("entityType"), context.pathParam("entityId"));
        List<String> asked = TelemetryRoutes.keysOf(context);
        long from = Answers.longNumber(context, "startTs", Long.MIN_VALUE);
        long to = Answers.longNumber(context, "endTs", Long.MAX_VALUE);
        String format = Answers.parameter(context, "format");
        boolean lines = format.equals("jsonl");
        if (!lines && !format.isEmpty() && !format.equals("csv")) {
            throw Refusal.badRequest("A format is csv or jsonl, not " + format);
        }
        context.contentType(lines ? "application/jsonl" : "text/csv;charset=UTF-8")
                .header("Content-Disposition", "attachment; filename=\"telemetry." + (lines ? "jsonl" : "csv") + "\"");
        Writer out = new BufferedWriter(
                new OutputStreamWriter(context.outputStream(), StandardCharsets.UTF_8), 1 << 16);
        Form form = lines ? ExportRoutes::json : ExportRoutes::csv;
        if (!lines) {
            out.write("key,ts,time,value\n");
        }
        for (String key : asked.isEmpty() ? telemetry.keys(device.no()) : asked) {
            export(device.no(), key, from, to, point -> form.write(out, key, point));
        }
        out.flush();
    }

    private interface Taker {
        void take(Point point) throws IOException;
    }

    private void export(long device, String key, long from, long to, Taker taker) throws IOException {
        long next = from;
        while (next < to) {
            Telemetry.Question question = new Telemetry.Question(next, to, AT_ONCE, false, 0, null);
            Map<String, List<Point>> some = telemetry.read(device, List.of(key), question);
            List<Point> points = some.getOrDefault(key, List.of());
            for (Point point : points) {
                taker.take(point);
            }
            if (points.size() < AT_ONCE) {
                return;
            }
            next = points.getLast().ts() + 1;
        }
    }

    private static void csv(Writer out, String key, Point point) throws IOException {
        out.write(Csv.line(List.of(
                key, Long.toString(point.ts()), Instant.ofEpochMilli(point.ts()).toString(), point.value().asText())));
    }

    private static void json(Writer out, String key, Point point) throws IOException {
        ObjectNode line = Json.object().put("key", key).put("ts", point.ts());
        line.set("value", Json.of(point.value()));
        out.write(Json.text(line));
        out.write('\n');
    }
}
