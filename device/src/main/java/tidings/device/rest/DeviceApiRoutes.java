package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink.Receipt;
import tidings.device.core.Devices;
import tidings.device.core.Link;
import tidings.device.core.MessageLog;
import tidings.device.core.ProvisionRequests;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.rest.Api.Access;
import tidings.device.spi.RpcHandler;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.OtaPackage;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;
import tidings.storage.Database;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What devices do that speak HTTP and no MQTT: the token is in the path (SERVER_API 9).
final class DeviceApiRoutes {

    private static final String PREFIX = "/api/v1/{token}";
    private static final String NOTE = "note";
    private static final String WAIT = "For how many milliseconds; 60000 is usual.";
    private static final long USUAL_WAIT_MILLIS = 60_000;
    private static final long LONGEST_WAIT_MILLIS = 600_000;

    private final Services services;

    DeviceApiRoutes(Services services) {
        this.services = services;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Device API");
        area.post("/api/v1/provision", Access.OPEN, "Makes a device known, with the key and secret of its profile.",
                this::provision)
                .takes("Provision")
                .answers("Provisioned");
        area.post(PREFIX + "/telemetry", Access.DEVICE, "Reports values.", this::telemetry).takes("Telemetry");
        area.post(PREFIX + "/attributes", Access.DEVICE, "Says something of itself.", this::publishAttributes)
                .takes("Attributes");
        area.get(PREFIX + "/attributes", Access.DEVICE, "Asks for attributes.", this::attributes)
                .query("clientKeys", "Which of its own, between commas.")
                .query("sharedKeys", "Which of the server's, between commas.")
                .answers("DeviceAttributes");
        area.get(PREFIX + "/attributes/updates", Access.DEVICE, "Waits for the next change of a shared attribute.",
                context -> wait(context, new Waiting(true, false)))
                .query("timeout", WAIT)
                .answers("Attributes");
        area.get(PREFIX + "/rpc", Access.DEVICE, "Waits for the next request.",
                context -> wait(context, new Waiting(false, true)))
                .query("timeout", WAIT)
                .answers("DeviceRequest");
        area.post(PREFIX + "/rpc", Access.DEVICE, "Asks the server.", this::call)
                .takes("RpcRequest")
                .answers("RpcAnswer");
        area.post(PREFIX + "/rpc/{id}", Access.DEVICE, "Answers a request.", this::answer).takes("RpcAnswer");
        area.post(PREFIX + "/claim", Access.DEVICE, "Offers itself to be claimed.", this::claim).takes("Offer");
        for (OtaPackage.Type type : OtaPackage.Type.values()) {
            String name = type.name().toLowerCase(Locale.ROOT);
            area.get(PREFIX + "/" + name, Access.DEVICE, "Downloads the " + name + " that is assigned to it.",
                    context -> download(context, type))
                    .mustQuery("title", "As it was told.")
                    .mustQuery("version", "As it was told.")
                    .query("size", "Bytes of a part; all of it without.")
                    .query("chunk", "Which part, from 0 on.")
                    .answers("Bytes", "application/octet-stream");
        }
    }

    static void answerErrors(RoutesConfig routes) {
        routes.exception(BadPayloadException.class, (bad, context) -> Answers.error(
                context, 400, Answers.ErrorCode.BAD_REQUEST, bad.getMessage()));
        routes.exception(UnknownToken.class, (unknown, context) -> context.status(401));
        routes.after("/api/v1/*", DeviceApiRoutes::noteResult);
    }

    private void provision(Context context) {
        ObjectNode answer = Database.await(services.provisioning()
                .provision(ProvisionRequests.of(services.payloads().tree(body(context)))));
        Answers.json(context, answer);
    }

    private void telemetry(Context context) {
        Device device = device(context);
        Readings readings = services.payloads().telemetry(body(context), services.clock().millis());
        if (!services.rates().allowsTelemetry(device.no(), readings.size())) {
            Answers.error(context, 429, Answers.ErrorCode.TOO_MANY_REQUESTS, "Too much telemetry");
            return;
        }
        if (!readings.isEmpty()) {
            services.store().telemetry().store(device.no(), readings);
        }
    }

    private void publishAttributes(Context context) {
        Device device = device(context);
        Readings readings = services.payloads().attributes(body(context), services.clock().millis());
        if (!readings.isEmpty()) {
            services.attributes().publishAndWait(device.no(), readings);
        }
    }

    private void attributes(Context context) {
        Device device = device(context);
        Answers.json(context, Database.await(services.attributes()
                .request(device.no(), keys(context, "clientKeys"), keys(context, "sharedKeys"))));
    }

    private static @Nullable List<String> keys(Context context, String name) {
        String keys = context.queryParam(name);
        return keys == null ? null : Arrays.stream(keys.split(",", -1)).filter(key -> !key.isEmpty()).toList();
    }

    /// Waits for the next thing that the device would be told.
    private void wait(Context context, Waiting waiting) {
        Device device = device(context);
        long millis = Math.clamp(Answers.longNumber(context, "timeout", USUAL_WAIT_MILLIS), 1, LONGEST_WAIT_MILLIS);
        services.links().addGuest(device.no(), waiting);
        try {
            if (waiting.requests) {
                services.rpcs().wanted(device.no());
            }
            JsonNode heard = waiting.heard
                    .completeOnTimeout(Json.MAPPER.nullNode(), millis, TimeUnit.MILLISECONDS)
                    .join();
            if (heard.isNull()) {
                context.status(408);
            } else {
                Answers.json(context, heard);
            }
        } finally {
            services.links().removeGuest(device.no(), waiting);
        }
    }

    private void call(Context context) {
        Device device = device(context);
        JsonNode asked = services.payloads().tree(body(context));
        if (!asked.path("method").isString()) {
            throw new BadPayloadException("A request is an object: {\"method\":\"getTime\",\"params\":{}}");
        }
        String params = asked.has("params") ? Json.text(asked.path("params")) : "null";
        String answer = Database.await(services.clientRpcs()
                .answer(new RpcHandler.Call(
                        device.id(), device.name(), device.type(), device.gateway(), 0, asked.path("method").asString(),
                        params)));
        context.contentType("application/json").result(answer);
    }

    private void answer(Context context) {
        Device device = device(context);
        try {
            services.rpcs().answered(device.no(), Integer.parseInt(context.pathParam("id")), body(context));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("A request id is a number");
        }
    }

    private void claim(Context context) {
        Device device = device(context);
        Bytes payload = body(context);
        JsonNode body = payload.isEmpty() ? Json.object() : services.payloads().tree(payload);
        services.store().database().write(on -> {
            services.claims()
                    .offer(on, device.no(), body.path("secretKey").asString(""), body.path("durationMs").asLong(0));
            return 0;
        });
    }

    private void download(Context context, OtaPackage.Type type) {
        Device device = device(context);
        Optional<OtaPackage> assigned = services.packages().assigned(device, type).filter(OtaPackage::hasData);
        if (assigned.isEmpty()) {
            context.status(404);
            return;
        }
        OtaPackage ota = assigned.get();
        if (!ota.title().equals(context.queryParam("title")) || !ota.version().equals(context.queryParam("version"))) {
            context.status(400);
            return;
        }
        long whole = ota.size() == null ? 0 : ota.size();
        long asked = Answers.longNumber(context, "size", 0);
        long size = asked > 0 ? Math.min(asked, services.packages().largestChunk()) : whole;
        long offset = Answers.longNumber(context, "chunk", 0) * size;
        byte[] bytes = services.packages().read(ota.id(), offset, Math.toIntExact(size));
        services.updates().fetched(device.no(), ota, offset + bytes.length);
        context.contentType("application/octet-stream").result(bytes);
    }

    private Device device(Context context) {
        InetAddress address = address(context);
        Duration block = services.guard().blockOf(address);
        if (!block.isZero()) {
            context.header("Retry-After", Long.toString(block.toSeconds() + 1));
            throw Refusal.tooMany("Too many wrong tokens came from your address; wait for a while");
        }
        Optional<Devices.Known> known = Database.await(
                services.devices().whoHas(List.of(context.pathParam("token"))))
                .filter(one -> one.credentials().type() == Credentials.Type.ACCESS_TOKEN);
        if (known.isEmpty()) {
            services.guard().wrong(address);
            throw new UnknownToken();
        }
        services.guard().right(address);
        Device device = known.get().device();
        services.activity().seen(device.no());
        note(context, device);
        if (context.method().equals(HandlerType.POST) && !services.rates().allowsMessage(device.no())) {
            throw Refusal.tooMany("Too many messages");
        }
        return device;
    }

    private static InetAddress address(Context context) {
        try {
            return InetAddress.getByName(context.req().getRemoteAddr()); // in figures, so nobody is asked
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Notes what it asks for where somebody looks; the token, which the path carries, is none of his business.
    private void note(Context context, Device device) {
        MessageLog.Notes notes = services.messages().of(device.no());
        if (notes != null) {
            String path = context.path().substring(context.path().indexOf('/', "/api/v1/".length()));
            context.attribute(NOTE, notes.add(
                    MessageLog.Way.FROM_DEVICE, "HTTP " + context.method().name(), path, body(context)));
        }
    }

    private static void noteResult(Context context) {
        MessageLog.Note note = context.attribute(NOTE);
        if (note != null && context.statusCode() < 400) {
            note.result("status " + context.statusCode());
        } else if (note != null) {
            note.refused("status " + context.statusCode());
        }
    }

    private static Bytes body(Context context) {
        return Bytes.handOver(context.bodyAsBytes());
    }

    /// Is answered with a status and nothing else.
    private static final class UnknownToken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnknownToken() {
            super("unknown token", null, false, false);
        }
    }

    /// A request that waits for one thing to be told.
    private static final class Waiting implements Link {
        private final boolean attributes;
        private final boolean requests;
        private final CompletableFuture<JsonNode> heard = new CompletableFuture<>();

        Waiting(boolean attributes, boolean requests) {
            this.attributes = attributes;
            this.requests = requests;
        }

        @Override
        public void end(ReasonCode reason) {
            heard.complete(Json.MAPPER.nullNode());
        }

        @Override
        public void attributesWritten(ObjectNode values) {
            if (attributes) {
                heard.complete(values);
            }
        }

        @Override
        public void attributesDeleted(List<String> keys) {
            ObjectNode deleted = Json.object();
            keys.forEach(deleted.putArray("deleted")::add);
            attributesWritten(deleted);
        }

        @Override
        public boolean request(int id, String method, String params, Receipt receipt) {
            if (!requests) {
                return false;
            }
            ObjectNode request = Json.object().put("id", id).put("method", method);
            request.set("params", Json.MAPPER.readTree(params));
            if (!heard.complete(request)) {
                return false;
            }
            receipt.sent();
            receipt.delivered();
            return true;
        }
    }
}
