package tidings.device.rest;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.device.alarm.Alarms;
import tidings.device.core.ConnectionLog;
import tidings.device.core.Devices;
import tidings.device.core.MessageLog;
import tidings.device.core.Proof;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.rest.Api.Access;
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
    private final Alarms alarms;
    private final Shapes shapes;

    DeviceRoutes(Services services, Alarms alarms, Shapes shapes) {
        this.services = services;
        this.alarms = alarms;
        this.devices = services.devices();
        this.shapes = shapes;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Devices");
        area.post("/api/device", Access.OPERATOR, "Makes a device, or changes the one of an id.", this::save)
                .query("accessToken", "Its token; one is made up where there is none.")
                .takes("Device")
                .answers("Device")
                .audited("DEVICE ADDED");
        area.post("/api/device-with-credentials", Access.OPERATOR, "Makes a device with credentials of any kind.",
                this::saveWithCredentials)
                .takes("DeviceWithCredentials")
                .answers("Device")
                .audited("DEVICE ADDED");
        area.get("/api/device/{id}", Access.USER, "A device.",
                context -> Answers.json(context, shapes.device(visible(context)))).answers("Device");
        area.get("/api/device/info/{id}", Access.USER, "A device, with its customer, profile and activity.",
                context -> Answers.json(context, info(visible(context)))).answers("DeviceInfo");
        area.delete("/api/device/{id}", Access.OPERATOR, "Deletes a device and all that belongs to it.", this::delete)
                .audited("DEVICE DELETED");
        list(area.get("/api/tenant/devices", Access.USER, "Devices; customers get theirs.", this::list), "Device")
                .query("deviceName", "The one of this name, which is then answered alone.");
        area.get("/api/tenant/device", Access.USER, "The device of a name.", this::byName)
                .mustQuery("deviceName", "Its name.")
                .answers("Device");
        list(area.get("/api/tenant/deviceInfos", Access.USER, "Devices with more of them; customers get theirs.",
                context -> page(context, null, this::info)), "DeviceInfo");
        area.get("/api/devices", Access.USER, "The devices of some ids.", this::byIds)
                .mustQuery("deviceIds", "Ids between commas.")
                .answersList("Device");
        list(area.get("/api/customer/{customer}/devices", Access.USER, "The devices of a customer.",
                context -> page(context, customer(context), shapes::device)), "Device");
        list(area.get("/api/customer/{customer}/deviceInfos", Access.USER,
                "The devices of a customer, with more of them.",
                context -> page(context, customer(context), this::info)), "DeviceInfo");
        area.get("/api/device/types", Access.USER, "The types of devices, which are the names of their profiles.",
                this::types)
                .answersList("EntitySubtype");
        area.get("/api/device/{id}/credentials", Access.USER, "How a device proves who it is.", this::credentials)
                .answers("DeviceCredentials");
        area.post("/api/device/credentials", Access.OPERATOR,
                "Gives a device another way to prove who it is; its connections end.", this::saveCredentials)
                .takes("DeviceCredentials")
                .answers("DeviceCredentials")
                .audited("DEVICE CREDENTIALS_UPDATED");
        area.get("/api/device/{id}/claim", Access.USER, "Whether a device is claimed, or offers itself and until when.",
                this::claimState)
                .answers("ClaimState");
        area.get("/api/refusedLogins", Access.OPERATOR,
                "Who was not let in lately and is no device of ours, and why, the newest last.", this::refused)
                .answersList("ConnectionLogEntry");
        area.get("/api/device/{id}/diagnostics", Access.USER, "Connections of a device, and what it sent in vain.",
                this::diagnostics)
                .answers("Diagnostics");
        area.get("/api/device/{id}/messages", Access.USER,
                "The last messages of a device, the newest last: noted from the first time on that somebody asks.",
                this::messages)
                .answers("DeviceMessages");
    }

    private static Api.Call list(Api.Call call, String shape) {
        return call.answersPage(shape)
                .query("type", "The name of their profile.")
                .query("deviceProfileId", "The id of their profile.")
                .query("active", "true or false: whether they are active.")
                .query("neverSeen", "true or false: whether they have never been heard of.");
    }

    private void save(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "id");
        Device device;
        if (id == null) {
            String token = Answers.parameter(context, "accessToken");
            device = devices.create(draft(body, null), token.isEmpty() ? null : Proof.token(token));
        } else {
            device = devices.update(id, draft(body, devices.byId(id)));
            alarms.forget(device.no());
        }
        services.packages().announceTo(device);
        Answers.json(context, shapes.device(device));
    }

    private void saveWithCredentials(Context context) {
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
        String type = Answers.text(body, "type");
        UUID profile = Ids.member(body, "deviceProfileId");
        boolean onlyTypeChanged = before != null && before.profile().equals(profile) && type != null
                && !before.type().equals(type);
        UUID chosen = onlyTypeChanged ? null : profile;
        return new Devices.Draft(
                name == null ? "" : name, type, chosen, Answers.text(body, "label"), Ids.member(body, "customerId"),
                Ids.member(body, "firmwareId"), Ids.member(body, "softwareId"), info.path("gateway").asBoolean(false),
                info.isObject() ? Answers.MAPPER.writeValueAsString(info) : null,
                Answers.version(body));
    }

    private void delete(Context context) {
        Device device = visible(context);
        AuditRoutes.about(context, "DEVICE", device.id(), device.name());
        devices.delete(device.id());
        alarms.forget(device.no());
    }

    private void list(Context context) {
        if (context.queryParam("deviceName") != null) {
            byName(context);
        } else {
            page(context, null, shapes::device);
        }
    }

    private void byName(Context context) {
        String name = Answers.parameter(context, "deviceName");
        if (name.isEmpty()) {
            throw Refusal.badRequest("Required request parameter 'deviceName' is not present");
        }
        Device device = devices.byName(name);
        Caller.of(context).mustSee(device);
        Answers.json(context, shapes.device(device));
    }

    private void byIds(Context context) {
        Caller caller = Caller.of(context);
        if (Answers.parameter(context, "deviceIds").isBlank()) {
            throw Refusal.badRequest("Required request parameter 'deviceIds' is not present");
        }
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
        UUID whose = caller.isCustomer() ? caller.customer() : customer;
        Page.Query query = Answers.pageQuery(context);
        String profile = Answers.parameter(context, "deviceProfileId");
        Boolean active = Answers.flag(context, "active");
        Boolean silent = Answers.flag(context, "neverSeen");
        DeviceTable.Filter filter = new DeviceTable.Filter(
                Answers.parameter(context, "type"), whose, profile.isEmpty() ? null : Ids.parse(profile), active,
                silent);
        if (active != null || silent != null) {
            services.activity().tick(); // what is looked for is in the database
        }
        Answers.page(context, devices.page(filter, query), query.size(), shape);
    }

    private UUID customer(Context context) {
        UUID customer = Ids.parse(context.pathParam("customer"));
        Caller.of(context).mustSee(customer);
        return services.customers().byId(customer).id();
    }

    private void types(Context context) {
        ArrayNode types = Answers.MAPPER.createArrayNode();
        devices.types(Caller.of(context).customer())
                .forEach(type -> types.addObject()
                        .put("entityType", "DEVICE")
                        .put("type", type)
                        .set("tenantId", Ids.of("TENANT", shapes.tenant())));
        Answers.json(context, types);
    }

    private void credentials(Context context) {
        Device device = visible(context);
        Answers.json(context, shapes.credentials(devices.credentials(device.no()), device.id()));
    }

    private void saveCredentials(Context context) {
        ObjectNode body = Answers.object(context);
        UUID id = Ids.member(body, "deviceId");
        if (id == null) {
            throw Refusal.badRequest("Device id should be specified!");
        }
        Credentials changed = devices.changeCredentials(id, Proofs.of(body), Answers.version(body));
        AuditRoutes.about(context, "DEVICE", id, devices.byId(id).name());
        Answers.json(context, shapes.credentials(changed, id));
    }

    private void claimState(Context context) {
        Device device = visible(context);
        Answers.json(context, shapes.claimState(services.claims().state(device), owner(device)));
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
        entries(body.putArray("connectionLog"), services.connections().of(device.no()));
        Answers.json(context, body);
    }

    private void messages(Context context) {
        MessageLog.Summary summary = services.messages().look(visible(context).no());
        ObjectNode body = Answers.MAPPER.createObjectNode().put("since", summary.since());
        ArrayNode last = body.putArray("messages");
        summary.last()
                .forEach(entry -> last.addObject()
                        .put("ts", entry.ts())
                        .put("way", entry.way().name())
                        .put("kind", entry.kind())
                        .put("topic", entry.topic())
                        .put("size", entry.size())
                        .put("payload", entry.payload())
                        .put("result", entry.result())
                        .put("refused", entry.refused()));
        Answers.json(context, body);
    }

    private void refused(Context context) {
        ArrayNode body = Answers.MAPPER.createArrayNode();
        entries(body, services.connections().strangers());
        Answers.json(context, body);
    }

    private static void entries(ArrayNode to, List<ConnectionLog.Happening> entries) {
        entries.forEach(entry -> to.addObject()
                .put("ts", entry.ts())
                .put("event", entry.event().name())
                .put("clientId", entry.clientId())
                .put("address", entry.address())
                .put("reason", entry.reason()));
    }

    private Device visible(Context context) {
        Device device = devices.byId(Ids.parse(context.pathParam("id")));
        Caller.of(context).mustSee(device);
        return device;
    }

    private ObjectNode info(Device device) {
        return shapes.deviceInfo(device, services.activity().isActive(device.no()), owner(device));
    }

    private @Nullable String owner(Device device) {
        return device.customer() == null ? null : services.customers().title(device.customer());
    }
}
