package tidings.device.rest;

import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Rpcs;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.rest.Api.Access;
import tidings.device.store.Device;
import tidings.device.store.Page;
import tidings.device.store.Rpc;
import tidings.device.store.RpcTable;
import tidings.mqtt.Bytes;
import tidings.storage.Database;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Requests to devices (SERVER_API 6).
final class RpcRoutes {

    private static final long USUAL_TIMEOUT_MILLIS = 10_000;
    private static final long LEAST_TIMEOUT_MILLIS = 5_000;
    private static final long LONGEST_TIMEOUT_MILLIS = 3_600_000;

    private final Services services;
    private final Shapes shapes;

    RpcRoutes(Services services, Shapes shapes) {
        this.services = services;
        this.shapes = shapes;
    }

    /// The statuses that a path answers with.
    private record Statuses(int timedOut, int away) {
        static final Statuses NEW = new Statuses(504, 504);
        static final Statuses OLD = new Statuses(408, 409);
    }

    void addTo(Api api) {
        Api.Area area = api.area("RPC");
        for (String way : List.of("oneway", "twoway")) {
            boolean oneWay = way.equals("oneway");
            String summary = oneWay ? "Tells a device something." : "Asks a device, and answers what it answers.";
            area.post("/api/rpc/" + way + "/{id}", Access.USER, summary, context -> call(context, oneWay, Statuses.NEW))
                    .takes("RpcRequest")
                    .answers("RpcAnswer")
                    .audited("DEVICE RPC_CALL");
            area.post("/api/plugins/rpc/" + way + "/{id}", Access.USER, summary + " The older path.",
                    context -> call(context, oneWay, Statuses.OLD))
                    .takes("RpcRequest")
                    .answers("RpcAnswer")
                    .audited("DEVICE RPC_CALL");
        }
        area.get("/api/rpc/persistent/{id}", Access.USER, "A request that is kept until it is dealt with.",
                this::persistent)
                .answers("Rpc");
        area.get("/api/rpc/persistent/device/{id}", Access.USER, "Such requests to a device, the newest first.",
                this::page)
                .answersPage("Rpc")
                .query("rpcStatus", "QUEUED, SENT, DELIVERED, SUCCESSFUL, TIMEOUT, EXPIRED or FAILED.");
        area.delete("/api/rpc/persistent/{id}", Access.USER, "Deletes such a request.", this::delete)
                .audited("RPC DELETED");
    }

    private void call(Context context, boolean oneWay, Statuses statuses) {
        Device device = device(context);
        AuditRoutes.about(context, "DEVICE", device.id(), device.name());
        ObjectNode body = Answers.object(context);
        String method = Answers.text(body, "method");
        if (method == null || method.isEmpty()) {
            throw Refusal.badRequest("Request is missing 'method' field!");
        }
        JsonNode params = body.path("params");
        String paramsText = params.isMissingNode() ? "null" : Json.text(params);
        Rpcs.Request request = new Rpcs.Request(method, paramsText, oneWay, expires(body), retries(body));
        if (body.path("persistent").asBoolean(false)) {
            UUID id = services.rpcs()
                    .callPersistently(device.no(), request, additionalInfo(body));
            Answers.json(context, Json.object().put("rpcId", id.toString()));
            return;
        }
        switch (Database.await(services.rpcs().call(device.no(), request))) {
            case Rpcs.Result.Sent sent -> context.status(200);
            case Rpcs.Result.Answered(Bytes payload) -> answer(context, payload);
            case Rpcs.Result.TimedOut(boolean sent) -> context.status(sent ? statuses.timedOut() : statuses.away());
            case Rpcs.Result.TooMany tooMany -> Answers.error(context, 429, Answers.ErrorCode.TOO_MANY_REQUESTS,
                    "Too many requests wait for this device");
        }
    }

    private long expires(ObjectNode body) {
        JsonNode time = body.path("expirationTime");
        if (time.isIntegralNumber() && time.asLong() > 0) {
            return time.asLong();
        }
        long timeout = body.path("timeout").asLong(USUAL_TIMEOUT_MILLIS);
        return services.clock().millis() + Math.clamp(timeout, LEAST_TIMEOUT_MILLIS, LONGEST_TIMEOUT_MILLIS);
    }

    private static @Nullable Integer retries(ObjectNode body) {
        return body.path("retries").isInt() ? Math.max(0, body.path("retries").asInt()) : null;
    }

    private static @Nullable String additionalInfo(ObjectNode body) {
        JsonNode info = body.path("additionalInfo");
        return info.isMissingNode() || info.isNull() ? null : Json.text(info);
    }

    private void answer(Context context, Bytes payload) {
        if (payload.isEmpty()) {
            context.status(200);
            return;
        }
        try {
            Answers.json(context, services.payloads().tree(payload));
        } catch (BadPayloadException e) {
            context.status(406);
        }
    }

    private void persistent(Context context) {
        Rpc rpc = find(context);
        Device device = owner(rpc);
        Caller.of(context).mustSee(device);
        Answers.json(context, shapes.rpc(rpc, device.id()));
    }

    private void page(Context context) {
        Device device = device(context);
        Page.Query query = Answers.pageQuery(context);
        Rpc.Status status = status(Answers.parameter(context, "rpcStatus"));
        Page<Rpc> page = services.store()
                .database()
                .query(on -> RpcTable.page(on, device.no(), status, query));
        Answers.page(context, page, query.size(), rpc -> shapes.rpc(rpc, device.id()));
    }

    private void delete(Context context) {
        Rpc rpc = find(context);
        Caller.of(context).mustSee(owner(rpc));
        services.rpcs().delete(rpc);
    }

    private static Rpc.@Nullable Status status(String name) {
        try {
            return name.isEmpty() ? null : Rpc.Status.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("There is no status " + name);
        }
    }

    private Rpc find(Context context) {
        UUID id = Ids.parse(context.pathParam("id"));
        return services.store()
                .database()
                .query(on -> Optional.ofNullable(RpcTable.byId(on, id)))
                .orElseThrow(() -> Refusal.notFound("RPC with id [" + id + "] is not found"));
    }

    private Device owner(Rpc rpc) {
        return services.devices().byNo(rpc.device());
    }

    private Device device(Context context) {
        Device device = services.devices().byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(device);
        return device;
    }
}
