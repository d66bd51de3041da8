package tidings.device.rest;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.store.Attribute;
import tidings.device.store.Device;
import tidings.device.store.Scope;
import tidings.mqtt.Bytes;
import tools.jackson.databind.node.ArrayNode;

/// Attributes (SERVER_API 5).
final class AttributeRoutes {

    private static final String OF_DEVICE = TelemetryRoutes.PREFIX + "/{entityType}/{entityId}";
    private static final String OF_ID = TelemetryRoutes.PREFIX + "/{deviceId}/{scope}";

    private final Services services;

    AttributeRoutes(Services services) {
        this.services = services;
    }

    void addTo(RoutesConfig routes) {
        routes.get(OF_DEVICE + "/keys/attributes", context -> keys(context, null));
        routes.get(OF_DEVICE + "/keys/attributes/{scope}", context -> keys(context, scope(context)));
        routes.get(OF_DEVICE + "/values/attributes", context -> values(context, null));
        routes.get(OF_DEVICE + "/values/attributes/{scope}", context -> values(context, scope(context)));
        routes.post(OF_DEVICE + "/attributes/{scope}", this::save);
        routes.post(OF_DEVICE + "/{scope}", this::save);
        routes.post(OF_ID, this::save);
        routes.delete(OF_DEVICE + "/{scope}", this::delete);
        routes.delete(OF_ID, this::delete);
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
