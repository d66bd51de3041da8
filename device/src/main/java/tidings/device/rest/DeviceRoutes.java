package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Devices;
import tidings.device.core.Proof;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.store.Credentials;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Page;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Devices and their credentials (SERVER_API 3).
final class DeviceRoutes {

    private final Services services;
    private final Devices devices;
    private final Shapes shapes;

    DeviceRoutes(Services services, Shapes shapes) {
        this.services = services;
        this.devices = services.devices();
        this.shapes = shapes;
    }

    void addTo(RoutesConfig routes) {
        routes.post("/api/device", this::save);
        routes.post("/api/device-with-credentials", this::saveWithCredentials);
        routes.get("/api/device/{id}", context -> Answers.json(context, shapes.device(visible(context))));
        routes.get("/api/device/info/{id}", context -> Answers.json(context, info(visible(context))));
        routes.delete("/api/device/{id}", this::delete);
        routes.get("/api/tenant/devices", this::list);
        routes.get("/api/tenant/device", this::byName);
        routes.get("/api/tenant/deviceInfos", context -> page(context, null, this::info));
        routes.get("/api/devices", this::byIds);
        routes.get("/api/customer/{customer}/devices", context -> page(context, customer(context), shapes::device));
        routes.get("/api/customer/{customer}/deviceInfos", context -> page(context, customer(context), this::info));
        routes.get("/api/device/{id}/credentials", this::credentials);
        routes.post("/api/device/credentials", this::saveCredentials);
        routes.get("/api/device/{id}/diagnostics", this::diagnostics);
    }

    private void save(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        Device device;
        if (id == null) {
            String token = Answers.parameter(context, "accessToken");
            device = devices.create(draft(body, null), token.isEmpty() ? null : Proof.token(token));
        } else {
            device = devices.update(id, draft(body, devices.byId(id)));
        }
        services.packages().announceTo(device);
        Answers.json(context, shapes.device(device));
    }

    private void saveWithCredentials(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        if (!(body.get("device") instanceof ObjectNode device)
                || !(body.get("credentials") instanceof ObjectNode proof)) {
            throw Refusal.badRequest("The body has the members 'device' and 'credentials'");
        }
        Answers.json(context, shapes.device(devices.create(draft(device, null), Proofs.of(proof))));
    }

    /// @param before the device as it is, which tells what is not said; or null for a new one
    private static Devices.Draft draft(ObjectNode body, @Nullable Device before) {
        String name = Answers.text(body, "name");
        JsonNode info = body.path("additionalInfo");
        JsonNode version = body.path("version");
        String type = Answers.text(body, "type");
        UUID profile = Ids.member(body, "deviceProfileId");
        boolean onlyTypeChanged = before != null && before.profile().equals(profile) && type != null
                && !before.type().equals(type);
        UUID chosen = onlyTypeChanged ? null : profile;
        return new Devices.Draft(
                name == null ? "" : name, type, chosen, Answers.text(body, "label"), Ids.member(body, "customerId"),
                Ids.member(body, "firmwareId"), Ids.member(body, "softwareId"), info.path("gateway").asBoolean(false),
                info.isObject() ? Answers.MAPPER.writeValueAsString(info) : null,
                version.isIntegralNumber() ? version.asLong() : null);
    }

    private void delete(Context context) {
        Caller.of(context).mustBeAdministrator();
        devices.delete(Ids.parse(context.pathParam("id")));
    }

    private void list(Context context) {
        if (context.queryParam("deviceName") != null) {
            byName(context);
        } else {
            page(context, null, shapes::device);
        }
    }

    private void byName(Context context) {
        Device device = devices.byName(Answers.parameter(context, "deviceName"));
        Caller.of(context).mustSee(device);
        Answers.json(context, shapes.device(device));
    }

    private void byIds(Context context) {
        Caller caller = Caller.of(context);
        List<UUID> ids = Arrays.stream(Answers.parameter(context, "deviceIds").split(","))
                .filter(id -> !id.isBlank())
                .map(Ids::parse)
                .toList();
        ArrayNode all = Answers.MAPPER.createArrayNode();
        for (Device device : devices.byIds(ids)) {
            caller.mustSee(device);
            all.add(shapes.device(device));
        }
        Answers.json(context, all);
    }

    private void page(Context context, @Nullable UUID customer, Function<Device, ObjectNode> shape) {
        Caller caller = Caller.of(context);
        UUID whose = caller.isAdministrator() ? customer : caller.customer();
        Page.Query query = Answers.pageQuery(context);
        DeviceTable.Filter filter = new DeviceTable.Filter(Answers.parameter(context, "type"), whose);
        Answers.page(context, devices.page(filter, query), query.size(), shape);
    }

    private static UUID customer(Context context) {
        return Ids.parse(context.pathParam("customer"));
    }

    private void credentials(Context context) {
        Device device = visible(context);
        Answers.json(context, shapes.credentials(devices.credentials(device.no()), device.id()));
    }

    private void saveCredentials(Context context) {
        Caller.of(context).mustBeAdministrator();
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "deviceId");
        if (id == null) {
            throw Refusal.badRequest("Device id should be specified!");
        }
        Credentials changed = devices.changeCredentials(id, Proofs.of(body));
        Answers.json(context, shapes.credentials(changed, id));
    }

    private void diagnostics(Context context) {
        Device device = visible(context);
        var summary = services.rejections().of(device.no());
        ObjectNode body = Answers.MAPPER.createObjectNode();
        body.put("connections", services.links().of(device.no()).size());
        body.put("rejected", summary.count());
        ArrayNode last = body.putArray("lastRejections");
        summary.last()
                .forEach(rejection -> last.addObject()
                        .put("ts", rejection.ts())
                        .put("topic", rejection.topic())
                        .put("reason", rejection.reason())
                        .put("payload", rejection.excerpt()));
        Answers.json(context, body);
    }

    private Device visible(Context context) {
        Device device = devices.byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(device);
        return device;
    }

    private ObjectNode info(Device device) {
        String owner = device.customer() == null ? null : services.customers().title(device.customer());
        return shapes.deviceInfo(device, services.activity().isActive(device.no()), owner);
    }
}
