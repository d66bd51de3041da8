package tidings.device.rest;

import io.javalin.http.Context;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.alarm.Alarms;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Json;
import tidings.device.json.Value;
import tidings.device.rest.Api.Access;
import tidings.device.store.AlarmRule;
import tidings.device.store.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Thresholds: when values of a key raise an alarm, and end it.
final class AlarmRuleRoutes {

    private static final UUID NEW = new UUID(0, 0);
    private static final long LONGEST_MILLIS = 366L * 24 * 3_600_000;

    private final Services services;
    private final Alarms alarms;

    AlarmRuleRoutes(Services services, Alarms alarms) {
        this.services = services;
        this.alarms = alarms;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Alarm rules");
        area.post("/api/alarmRule", Access.OPERATOR,
                "Makes a rule, or changes the one of an id. It is for one device, for those of a profile, or for all.",
                this::save)
                .takes("AlarmRule")
                .answers("AlarmRule")
                .audited("ALARM_RULE ADDED");
        area.get("/api/alarmRule/{id}", Access.OPERATOR, "A rule.",
                context -> Answers.json(context, shape(find(context)))).answers("AlarmRule");
        area.get("/api/alarmRules", Access.OPERATOR, "Rules.", context -> {
            Page.Query query = Answers.pageQuery(context);
            Answers.page(context, alarms.rules(query), query.size(), this::shape);
        }).answersPage("AlarmRule");
        area.delete("/api/alarmRule/{id}", Access.OPERATOR,
                "Deletes a rule. Its open alarms stay until somebody clears them.", context -> {
                    AlarmRule rule = find(context);
                    AuditRoutes.about(context, "ALARM_RULE", rule.id(), rule.name());
                    alarms.deleteRule(rule.id());
                }).audited("ALARM_RULE DELETED");
    }

    private AlarmRule find(Context context) {
        return alarms.rule(Ids.parse(context.pathParam("id")));
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        UUID device = Ids.member(body, "deviceId");
        AlarmRule draft = new AlarmRule(
                id == null ? NEW : id, 0, name(body, "name"), name(body, "key"), operation(body), value(body),
                hysteresis(body), duration(body), AlarmRoutes.severity(Answers.text(body, "severity")),
                Ids.member(body, "deviceProfileId"), device == null ? null : services.devices().byId(device).no(),
                body.path("enabled").asBoolean(true), 1);
        Answers.json(context, shape(alarms.save(draft, id == null, Answers.version(body))));
    }

    private static String name(ObjectNode body, String member) {
        String name = Answers.text(body, member);
        if (name == null || name.isBlank() || name.length() > 255) {
            throw Refusal.badRequest("A rule has a '" + member + "' of up to 255 characters");
        }
        return name;
    }

    private static AlarmRule.Operation operation(ObjectNode body) {
        String name = Answers.text(body, "operation");
        try {
            return AlarmRule.Operation.valueOf(name == null ? "" : name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(
                    "An operation is GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL, EQUAL or NOT_EQUAL");
        }
    }

    private static Value value(ObjectNode body) {
        JsonNode value = body.path("value");
        boolean equality = operation(body) == AlarmRule.Operation.EQUAL
                || operation(body) == AlarmRule.Operation.NOT_EQUAL;
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return new Value.Whole(value.asLong());
        }
        if (value.isNumber()) {
            return new Value.Real(value.asDouble());
        }
        if (equality && value.isString()) {
            return new Value.Text(value.asString());
        }
        if (equality && value.isBoolean()) {
            return new Value.Bool(value.asBoolean());
        }
        throw Refusal.badRequest("'value' is a number; with EQUAL and NOT_EQUAL it may be a text or a boolean");
    }

    private static double hysteresis(ObjectNode body) {
        double hysteresis = body.path("hysteresis").asDouble(0);
        if (!(hysteresis >= 0) || Double.isInfinite(hysteresis)) {
            throw Refusal.badRequest("'hysteresis' is a number from 0 on");
        }
        return hysteresis;
    }

    private static long duration(ObjectNode body) {
        long duration = body.path("durationMs").asLong(0);
        if (duration < 0 || duration > LONGEST_MILLIS) {
            throw Refusal.badRequest("'durationMs' is 0 to " + LONGEST_MILLIS + " milliseconds");
        }
        return duration;
    }

    private ObjectNode shape(AlarmRule rule) {
        ObjectNode node = Json.object();
        node.set("id", Ids.of("ALARM_RULE", rule.id()));
        node.put("createdTime", rule.created()).put("name", rule.name()).put("key", rule.key());
        node.put("operation", rule.operation().name());
        node.set("value", Json.of(rule.value()));
        node.put("hysteresis", rule.hysteresis()).put("durationMs", rule.durationMillis());
        node.put("severity", rule.severity().name()).put("enabled", rule.enabled());
        node.set("deviceProfileId", Ids.ofOrNull("DEVICE_PROFILE", rule.profile()));
        node.set("deviceId", Ids.ofOrNull("DEVICE", deviceId(rule.device())));
        return node.put("version", rule.version());
    }

    private @Nullable UUID deviceId(@Nullable Long no) {
        return no == null ? null : services.devices().byNo(no).id();
    }
}
