package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import tidings.device.core.Services;
import tidings.device.core.Traffic;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.sink.Sinks;
import tidings.device.store.DeviceTable;
import tidings.device.store.RolloutTable;
import tidings.device.store.Severity;
import tools.jackson.databind.node.ObjectNode;

/// The numbers on top of it all.
final class OverviewRoutes {

    private final Services services;
    private final Desk desk;

    OverviewRoutes(Services services, Desk desk) {
        this.services = services;
        this.desk = desk;
    }

    void addTo(Api api) {
        api.area("Overview")
                .get("/api/overview", Access.USER,
                        "How many devices there are and are active, open alarms, and, for operators, rollouts, what "
                                + "is reported and where it goes.",
                        this::overview)
                .answers("Overview");
    }

    private void overview(Context context) {
        UUID customer = Caller.of(context).customer();
        services.activity().tick(); // what is counted is in the database
        DeviceTable.Counts counts = services.store().database().query(on -> DeviceTable.count(on, customer));
        ObjectNode body = Json.object();
        ObjectNode devices = body.putObject("devices")
                .put("total", counts.total())
                .put("active", counts.active())
                .put("inactive", counts.total() - counts.active() - counts.silent())
                .put("neverSeen", counts.silent());
        ObjectNode alarms = body.putObject("alarms");
        var open = desk.alarms().countOpen(customer);
        alarms.put("open", open.values().stream().mapToLong(Long::longValue).sum());
        for (Severity severity : Severity.values()) {
            alarms.put(severity.name(), open.getOrDefault(severity, 0L));
        }
        if (customer == null) {
            devices.put("connected", services.links().size());
            RolloutTable.Counts rollouts = services.rollouts().count();
            body.putObject("rollouts")
                    .put("running", rollouts.running())
                    .put("paused", rollouts.paused())
                    .put("devices", rollouts.devices())
                    .put("updated", rollouts.updated())
                    .put("failed", rollouts.failed());
            Traffic.Rates rates = desk.traffic().rates();
            body.putObject("telemetry")
                    .put("messages", rates.messages())
                    .put("points", rates.points())
                    .put("messagesPerSecond", rates.messagesPerSecond())
                    .put("pointsPerSecond", rates.pointsPerSecond())
                    .put("overlookedByAlarms", desk.alarms().overlooked());
            ObjectNode sinks = body.putObject("sinks").put("waiting", 0).put("failing", 0).put("deadLetters", 0);
            for (Sinks.State state : desk.sinks().all()) {
                sinks.put("waiting", sinks.path("waiting").asLong() + state.waiting());
                sinks.put("failing", sinks.path("failing").asLong() + (state.lastError() == null ? 0 : 1));
                sinks.put("deadLetters", sinks.path("deadLetters").asLong() + state.dead());
            }
        }
        Answers.json(context, body);
    }
}
