package tidings.device.rest;

import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.rest.Api.Access;
import tidings.device.store.Attribute;
import tidings.device.store.Device;
import tidings.device.store.Scope;
import tidings.mqtt.Bytes;
import tools.jackson.databind.node.ArrayNode;

/// Attributes (SERVER_API 5).
final class AttributeRoutes {

    private static final String OF_DEVICE = TelemetryRoutes.PREFIX + "/{entityType}/{entityId}";
    private static final String KEYS = "Which keys, between commas.";
    private static final String OF_ID = TelemetryRoutes.PREFIX + "/{deviceId}/{scope}";

    private final Services services;

    AttributeRoutes(Services services) {
        this.services = services;
    }

    void addTo(Api api) {
        Api.Area area = api.area("Attributes");
        area.get(OF_DEVICE + "/keys/attributes", Access.USER, "The keys of all scopes.", context -> keys(context, null))
                .answersList("Key");
        area.get(OF_DEVICE + "/keys/attributes/{scope}", Access.USER, "The keys of a scope.",
                context -> keys(context, scope(context)))
                .answersList("Key");
        area.get(OF_DEVICE + "/values/attributes", Access.USER, "Attributes of all scopes.",
                context -> values(context, null))
                .query("keys", KEYS)
                .answersList("Attribute");
        area.get(OF_DEVICE + "/values/attributes/{scope}", Access.USER, "Attributes of a scope.",
                context -> values(context, scope(context)))
                .query("keys", KEYS)
                .answersList("Attribute");
        for (String path : List.of(OF_DEVICE + "/attributes/{scope}", OF_DEVICE + "/{scope}", OF_ID)) {
            area.post(path, Access.USER, "Writes attributes; the device is told of shared ones.", this::save)
                    .takes("Attributes")
                    .audited("DEVICE ATTRIBUTES_UPDATED");
        }
        for (String path : List.of(OF_DEVICE + "/{scope}", OF_ID)) {
            area.delete(path, Access.USER, "Deletes attributes; the device is told of shared ones.", this::delete)
                    .mustQuery("keys", KEYS)
                    .audited("DEVICE ATTRIBUTES_DELETED");
        }
    }

    private void keys(Context context, @Nullable Scope scope) {
        ArrayNode keys = Json.MAPPER.createArrayNode();
        services.attributes()
                .list(device(context).no(), scope, null)
                .forEach(attribute -> keys.add(attribute.key()));
        Answers.json(context, keys);
    }

    private void values(Context context, @Nullable Scope scope) {
        List<String> keys = TelemetryRoutes.keysOf(context);
        ArrayNode values = Json.MAPPER.createArrayNode();
        for (Attribute attribute : services.attributes()
                .list(device(context).no(), scope, keys.isEmpty() ? null : keys)) {
            values.addObject()
                    .put("lastUpdateTs", attribute.ts())
                    .put("key", attribute.key())
                    .set("value", Json.of(attribute.value()));
        }
        Answers.json(context, values);
    }

    private void save(Context context) {
        Device device = device(context);
        String name = context.pathParam("scope");
        if (!name.equals("SHARED_SCOPE") && !name.equals("SERVER_SCOPE")) {
            Answers.text(context, 400, "Invalid scope: " + name);
            return;
        }
        Readings readings;
        try {
            readings = services.payloads()
                    .attributes(Bytes.handOver(context.bodyAsBytes()), services.clock().millis());
        } catch (BadPayloadException e) {
            Answers.text(context, 400, "Request is not a JSON object");
            return;
        }
        if (readings.isEmpty()) {
            Answers.text(context, 400, "No attributes data found in request body!");
            return;
        }
        services.attributes().write(device.no(), scope(context), readings);
    }

    private void delete(Context context) {
        Device device = device(context);
        List<String> keys = TelemetryRoutes.keysOf(context);
        if (keys.isEmpty()) {
            Answers.text(context, 400, "Empty keys: []");
            return;
        }
        services.attributes().delete(device.no(), scope(context), keys);
    }

    private static Scope scope(Context context) {
        return switch (context.pathParam("scope")) {
            case "CLIENT_SCOPE" -> Scope.CLIENT;
            case "SHARED_SCOPE" -> Scope.SHARED;
            case "SERVER_SCOPE" -> Scope.SERVER;
            case String other -> throw Refusal.badRequest("Invalid scope: " + other);
        };
    }

    private Device device(Context context) {
        boolean byId = context.pathParamMap().containsKey("deviceId");
        String type = byId ? "DEVICE" : context.pathParam("entityType");
        String id = context.pathParam(byId ? "deviceId" : "entityId");
        return TelemetryRoutes.device(services, context, type, id);
    }
}
