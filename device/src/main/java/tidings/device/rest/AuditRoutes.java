package tidings.device.rest;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.AuditLog;
import tidings.device.core.AuditLog.Subject;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.AuditTable.Entry;
import tidings.device.store.AuditTable.Filter;
import tidings.device.store.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The audit log, and what is written to it.
final class AuditRoutes {

    private static final String SUBJECT = "audit-subject";
    private static final Set<HandlerType> READING = Set.of(HandlerType.GET, HandlerType.HEAD, HandlerType.OPTIONS);

    private final AuditLog log;
    private final Shapes shapes;

    AuditRoutes(AuditLog log, Shapes shapes) {
        this.log = log;
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Audit log");
        list(area.get("/api/audit/logs", Access.ADMINISTRATOR, "Who did what, the newest first.",
                context -> page(context, null, null)));
        list(area.get("/api/audit/logs/user/{userId}", Access.ADMINISTRATOR, "What a user did.",
                context -> page(context, Ids.parse(context.pathParam("userId")), null)));
        list(area.get("/api/audit/logs/entity/{entityType}/{entityId}", Access.ADMINISTRATOR,
                "What was done to a thing.",
                context -> page(context, null, Ids.parse(context.pathParam("entityId")))));
    }

    private static void list(Api.Call call) {
        call.answersPage("AuditLog")
                .query("startTime", "The first time, in milliseconds since 1970.")
                .query("endTime", "The last time, excluded.")
                .query("actionTypes", "Which actions, between commas, such as ADDED,DELETED.");
    }

    private void page(Context context, @Nullable UUID user, @Nullable UUID entity) {
        Page.Query query = Answers.pageQuery(context);
        List<String> actions = Arrays.stream(Answers.parameter(context, "actionTypes").split(","))
                .filter(action -> !action.isBlank())
                .toList();
        Filter filter = new Filter(
                Answers.longNumber(context, "startTime", 0), Answers.longNumber(context, "endTime", Long.MAX_VALUE),
                user, entity, actions);
        Answers.page(context, log.page(filter, query), query.size(), this::shape);
    }

    private ObjectNode shape(Entry entry) {
        ObjectNode node = Json.object();
        node.putObject("id").put("id", entry.id().toString());
        node.put("createdTime", entry.created());
        node.set("tenantId", Ids.of("TENANT", shapes.tenant()));
        node.set("entityId", entry.entity() == null || entry.entityType() == null
                ? null
                : Ids.of(entry.entityType(), entry.entity()));
        node.put("entityName", entry.entityName());
        node.set("userId", Ids.of("USER", entry.user()));
        node.put("userName", entry.userName()).put("actionType", entry.action());
        node.set("actionData", Shapes.json(entry.data()));
        return node.put("actionStatus", entry.failure() == null ? "SUCCESS" : "FAILURE")
                .put("actionFailureDetails", entry.failure() == null ? "" : entry.failure());
    }

    /// Says what a request is about, where its path and answer do not.
    static void about(Context context, String type, UUID id, String name) {
        context.attribute(SUBJECT, new Subject(type, id, name));
    }

    /// Notes a request that changes something.
    void note(Api.Call call, Context context, @Nullable String failure) {
        Caller caller = Caller.ofOrNull(context);
        String action = call.action();
        if (caller == null || action == null) {
            return;
        }
        int space = action.indexOf(' ');
        Subject known = context.attribute(SUBJECT);
        Subject subject = known == null ? guess(action.substring(0, space), context) : known;
        ObjectNode data = Json.object().put("method", call.method()).put("path", context.path());
        data.put("ip", context.ip());
        log.add(caller.user(), action.substring(space + 1), subject, Json.text(data), failure);
    }

    /// Notes what the routes of others changed, of which no more is known than the request: such as `DELETE` of
    /// `broker/client?id=gate7`.
    void noteOthers(Context context) {
        Caller caller = Caller.ofOrNull(context);
        int status = context.statusCode();
        if (caller == null || Api.served(context) || READING.contains(context.method()) || status == 404) {
            return;
        }
        String query = context.queryString();
        String what = context.path().substring("/api/".length()) + (query == null ? "" : "?" + query);
        String type = what.substring(0, what.indexOf('/') < 0 ? what.length() : what.indexOf('/'));
        ObjectNode data = Json.object().put("method", context.method().name()).put("path", context.path());
        data.put("ip", context.ip());
        log.add(caller.user(), context.method().equals(HandlerType.DELETE) ? "DELETED" : "UPDATED",
                new Subject(type.toUpperCase(Locale.ROOT), null, what), Json.text(data),
                status < 400 ? null : "answered with status " + status);
    }

    /// By the answer, or else by the path.
    private static Subject guess(String type, Context context) {
        JsonNode answer = Answers.given(context);
        UUID answered = Ids.memberOrNull(answer, "id");
        if (answered != null) {
            String name = Answers.text(answer, "name");
            return new Subject(type, answered, name == null ? Answers.text(answer, "title") : name);
        }
        UUID inPath = context.pathParamMap()
                .values()
                .stream()
                .map(Ids::parseOrNull)
                .filter(id -> id != null)
                .findFirst()
                .orElse(null);
        return new Subject(type, inPath, null);
    }
}
