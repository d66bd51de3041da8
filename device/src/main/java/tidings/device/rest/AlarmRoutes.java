package tidings.device.rest;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.alarm.Alarms;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Alarm;
import tidings.device.store.AlarmTable.Filter;
import tidings.device.store.Device;
import tidings.device.store.Page;
import tidings.device.store.Severity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Alarms, in the shapes of ThingsBoard.
final class AlarmRoutes {

    private final Services services;
    private final Alarms alarms;
    private final Shapes shapes;

    AlarmRoutes(Services services, Alarms alarms, Shapes shapes) {
        this.services = services;
        this.alarms = alarms;
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Alarms");
        area.post("/api/alarm", Access.OPERATOR, "Raises an alarm, or changes the open one of its type.", this::raise)
                .takes("Alarm")
                .answers("Alarm")
                .audited("ALARM ADDED");
        for (String path : List.of("/api/alarm/{id}", "/api/alarm/info/{id}")) {
            area.get(path, Access.USER, "An alarm.", context -> Answers.json(context, shape(visible(context))))
                    .answers("Alarm");
        }
        area.delete("/api/alarm/{id}", Access.OPERATOR, "Deletes an alarm.", context -> {
            Alarm alarm = visible(context);
            AuditRoutes.about(context, "ALARM", alarm.id(), alarm.type());
            alarms.delete(alarm.id());
        }).audited("ALARM DELETED");
        area.post("/api/alarm/{id}/ack", Access.USER, "Says that somebody knows of it.",
                context -> Answers.json(context, shape(alarms.acknowledge(visible(context).id()))))
                .answers("Alarm")
                .audited("ALARM ALARM_ACK");
        area.post("/api/alarm/{id}/clear", Access.USER, "Says that it is over.",
                context -> Answers.json(context, shape(alarms.clear(visible(context).id()))))
                .answers("Alarm")
                .audited("ALARM ALARM_CLEAR");
        for (String path : List.of("/api/alarms", "/api/v2/alarms")) {
            list(area.get(path, Access.USER, "Alarms, the newest first; customers get theirs.",
                    context -> page(context, null)));
        }
        for (String path : List.of("/api/alarm/{entityType}/{entityId}", "/api/v2/alarm/{entityType}/{entityId}")) {
            list(area.get(path, Access.USER, "The alarms of a device, the newest first.",
                    context -> page(context, device(context).no())));
        }
        area.get("/api/alarm/highestSeverity/{entityType}/{entityId}", Access.USER,
                "How bad the worst open alarm of a device is.", this::worst)
                .answers("Text");
        area.get("/api/alarm/types", Access.USER, "The types of alarms there are.", this::types)
                .answersPage("EntitySubtype");
    }

    private static void list(Api.Call call) {
        call.answersPage("Alarm")
                .query("searchStatus", "ANY, ACTIVE, CLEARED, ACK or UNACK.")
                .query("status", "ACTIVE_UNACK, ACTIVE_ACK, CLEARED_UNACK or CLEARED_ACK.")
                .query("statusList", "Some of ANY, ACTIVE, CLEARED, ACK, UNACK, between commas; all of them must hold.")
                .query("severityList", "Which severities, between commas.")
                .query("typeList", "Which types, between commas.")
                .query("startTime", "The first time of creation, in milliseconds since 1970.")
                .query("endTime", "The last time of creation.");
    }

    private void raise(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "originator");
        if (id == null) {
            throw Refusal.badRequest("Alarm originator should be specified!");
        }
        String type = Answers.text(body, "type");
        if (type == null || type.isBlank() || type.length() > 255) {
            throw Refusal.badRequest("Alarm type should be specified, with at most 255 characters!");
        }
        Device device = services.devices().byId(id);
        JsonNode details = body.path("details");
        Alarm raised = alarms.raise(device, new Alarms.Draft(
                type, severity(Answers.text(body, "severity")),
                body.path("startTs").asLong(services.clock().millis()),
                details.isObject() ? Json.text(details) : "{}"));
        Answers.json(context, shape(raised));
    }

    static Severity severity(@Nullable String name) {
        try {
            return Severity.valueOf(name == null ? "" : name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("A severity is CRITICAL, MAJOR, MINOR, WARNING or INDETERMINATE");
        }
    }

    private void page(Context context, @Nullable Long device) {
        Page.Query query = Answers.pageQuery(context);
        List<String> statuses = new ArrayList<>(names(context, "statusList"));
        statuses.add(Answers.parameter(context, "searchStatus"));
        statuses.addAll(Arrays.asList(Answers.parameter(context, "status").split("_", -1)));
        List<String> severities = names(context, "severityList");
        severities.forEach(AlarmRoutes::severity);
        Filter filter = new Filter(
                Caller.of(context).customer(), device, either(statuses, "CLEARED", "ACTIVE"),
                either(statuses, "ACK", "UNACK"), Answers.longNumber(context, "startTime", 0),
                Answers.longNumber(context, "endTime", Long.MAX_VALUE), severities, names(context, "typeList"));
        Answers.page(context, alarms.page(filter, query), query.size(), this::shape);
    }

    /// True where the one is asked for, false for the other, null for neither.
    private static @Nullable Boolean either(List<String> statuses, String one, String other) {
        for (String status : statuses) {
            if (!List.of("", "ANY", "ACTIVE", "CLEARED", "ACK", "UNACK").contains(status)) {
                throw Refusal.badRequest("There is no alarm status " + status);
            }
        }
        return statuses.contains(one) ? Boolean.TRUE : statuses.contains(other) ? Boolean.FALSE : null;
    }

    private static List<String> names(Context context, String parameter) {
        return context.queryParams(parameter)
                .stream()
                .flatMap(list -> Arrays.stream(list.split(",")))
                .filter(name -> !name.isBlank())
                .toList();
    }

    private void worst(Context context) {
        Filter open = new Filter(
                null, device(context).no(), false, null, 0, Long.MAX_VALUE, List.of(), List.of());
        Page<Alarm> worst = alarms.page(open, new Page.Query(1, 0, "", "severity", false));
        Answers.json(context, worst.elements().isEmpty()
                ? Json.MAPPER.getNodeFactory().nullNode()
                : Json.MAPPER.getNodeFactory().stringNode(worst.elements().getFirst().severity().name()));
    }

    private void types(Context context) {
        Page.Query query = Answers.pageQuery(context);
        List<String> all = alarms.types(Caller.of(context).customer());
        int from = (int) Math.min(all.size(), (long) query.size() * query.number());
        List<String> part = all.subList(from, Math.min(all.size(), from + query.size()));
        Answers.page(context, new Page<>(part, all.size()), query.size(), type -> {
            ObjectNode node = Json.object();
            node.set("tenantId", Ids.of("TENANT", shapes.tenant()));
            return node.put("entityType", "ALARM").put("type", type);
        });
    }

    private Device device(Context context) {
        return TelemetryRoutes.device(
                services, context, context.pathParam("entityType"), context.pathParam("entityId"));
    }

    private Alarm visible(Context context) {
        Alarm alarm = alarms.byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(Ids.orNone(alarm.customer()));
        return alarm;
    }

    private ObjectNode shape(Alarm alarm) {
        ObjectNode node = shapes.entity("ALARM", alarm.id(), alarm.created());
        node.set("customerId", Ids.of("CUSTOMER", Ids.orNone(alarm.customer())));
        node.put("type", alarm.type()).put("name", alarm.type());
        node.set("originator", Ids.of("DEVICE", alarm.deviceId()));
        node.put("severity", alarm.severity().name())
                .put("acknowledged", alarm.acknowledged() > 0)
                .put("cleared", alarm.cleared() > 0)
                .putNull("assigneeId");
        node.put("startTs", alarm.started()).put("endTs", alarm.ended());
        node.put("ackTs", alarm.acknowledged()).put("clearTs", alarm.cleared()).put("assignTs", 0);
        node.set("details", Shapes.json(alarm.details()));
        node.put("propagate", false).put("propagateToOwner", false).put("propagateToTenant", false);
        node.putArray("propagateRelationTypes");
        node.put("originatorName", alarm.deviceName()).put("originatorLabel", alarm.deviceLabel());
        node.putNull("assignee");
        return node.put("status", alarm.status());
    }
}
