package tidings.device.mqtt;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.device.store.Attribute;
import tidings.device.store.Device;
import tidings.device.store.Outcome;
import tidings.device.store.Saving;
import tidings.device.store.Scope;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.storage.Work;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a gateway does in the name of the devices behind it (DEVICE_API 12). Belongs to one connection.
///
/// A message about several devices is acknowledged once, when all of it is stored.
final class GatewayCommands {

    private static final String RESPONSE = "v1/gateway/attributes/response";

    private final Services services;
    private final Connection connection;
    private final GatewayDevices devices;

    GatewayCommands(Services services, Connection connection) {
        this.services = services;
        this.connection = connection;
        this.devices = new GatewayDevices(services, connection);
    }

    void handle(Command.Gateway command, Message message, Answer answer) {
        switch (command.kind()) {
            case CONNECT -> connect(message, answer);
            case DISCONNECT -> {
                devices.remove(name(object(message)));
                answer.accept(ReasonCode.SUCCESS);
            }
            case TELEMETRY -> telemetry(message, answer);
            case ATTRIBUTES -> attributes(message, answer);
            case ATTRIBUTES_REQUEST -> request(message, answer);
            case RPC -> answered(message, answer);
            case CLAIM -> claim(message, answer);
        }
    }

    void close() {
        devices.close();
    }

    private void connect(Message message, Answer answer) {
        JsonNode body = object(message);
        String name = name(body);
        Map<String, String> types = Map.of(name, body.path("type").asString("default"));
        devices.with(List.of(name), types, found -> answer.accept(ReasonCode.SUCCESS),
                refusal -> refuse(message, refusal, answer));
    }

    private void telemetry(Message message, Answer answer) {
        Map<String, Readings> all = services.payloads()
                .gatewayTelemetry(message.payload(), services.clock().millis());
        store(all, message, answer,
                (device, readings) -> services.rates().allowsTelemetry(device.no(), readings.size()),
                (device, readings, outcome) -> services.store().telemetry().write(device.no(), readings, outcome));
    }

    private void attributes(Message message, Answer answer) {
        Map<String, Readings> all = services.payloads()
                .gatewayAttributes(message.payload(), services.clock().millis());
        store(all, message, answer, (device, readings) -> true, (device, readings, outcome) -> services.attributes()
                .publish(device.no(), readings, outcome));
    }

    /// Makes the work that stores what is said of one device.
    private interface Storing {
        Work work(Device device, Readings readings, Outcome outcome);
    }

    /// @param allowed whether a device may say that now
    private void store(
            Map<String, Readings> all, Message message, Answer answer, BiPredicate<Device, Readings> allowed,
            Storing storing) {
        devices.with(all.keySet(), Map.of(), found -> {
            if (!found.entrySet()
                    .stream()
                    .allMatch(one -> allowed.test(one.getValue(), readings(all, one.getKey())))) {
                connection.reject(message, "too much telemetry", ReasonCode.QUOTA_EXCEEDED, answer);
                return;
            }
            List<Work> works = new ArrayList<>();
            Together together = new Together(found.size(), connection.acknowledging(message, answer));
            found.forEach((name, device) -> {
                services.activity().seen(device.no());
                Readings readings = readings(all, name);
                if (readings.isEmpty()) {
                    together.stored();
                } else {
                    works.add(storing.work(
                            device, readings, Noting.came(services.messages(), device, message, together)));
                }
            });
            works.forEach(connection.backlog()::add);
        }, refusal -> refuse(message, refusal, answer));
    }

    private static Readings readings(Map<String, Readings> all, String name) {
        return all.getOrDefault(name, new Readings());
    }

    private void request(Message message, Answer answer) {
        JsonNode body = object(message);
        JsonNode id = body.path("id");
        if (!id.isIntegralNumber()) {
            throw new BadPayloadException("'id' is a number");
        }
        List<String> keys = keys(body);
        Scope scope = body.path("client").asBoolean(false) ? Scope.CLIENT : Scope.SHARED;
        devices.with(List.of(name(body)), Map.of(), found -> {
            answer.accept(ReasonCode.SUCCESS);
            found.values()
                    .forEach(device -> connection.backlog()
                            .after(() -> services.attributes()
                                    .values(device.no(), scope, keys)
                                    .thenAccept(values -> respond(device, id.asInt(), body.has("key"), values))));
        }, refusal -> refuse(message, refusal, answer));
    }

    private static List<String> keys(JsonNode body) {
        if (body.path("key").isString()) {
            return List.of(body.path("key").asString());
        }
        List<String> keys = new ArrayList<>();
        body.path("keys").forEach(key -> keys.add(key.asString()));
        if (keys.isEmpty()) {
            throw new BadPayloadException("'key' or 'keys' say what is asked for");
        }
        return keys;
    }

    private void respond(Device device, int id, boolean one, List<Attribute> attributes) {
        ObjectNode response = Json.object().put("id", id).put("device", device.name());
        if (one) {
            attributes.forEach(attribute -> response.set("value", Json.of(attribute.value())));
        } else {
            ObjectNode values = response.putObject("values");
            attributes.forEach(attribute -> values.set(attribute.key(), Json.of(attribute.value())));
        }
        connection.send(RESPONSE, RESPONSE, response);
    }

    private void answered(Message message, Answer answer) {
        JsonNode body = object(message);
        int id = body.path("id").asInt(-1);
        Bytes data = Bytes.utf8(Json.text(body.path("data").isMissingNode() ? Json.object() : body.path("data")));
        devices.with(List.of(name(body)), Map.of(), found -> {
            found.values().forEach(device -> services.rpcs().answered(device.no(), id, data));
            answer.accept(ReasonCode.SUCCESS);
        }, refusal -> refuse(message, refusal, answer));
    }

    private void claim(Message message, Answer answer) {
        Map<String, JsonNode> offers = new LinkedHashMap<>();
        object(message).properties().forEach(entry -> {
            if (entry.getValue().isObject()) {
                offers.put(entry.getKey(), entry.getValue());
            }
        });
        if (offers.isEmpty()) {
            throw new BadPayloadException("No device has an entry that can be used");
        }
        devices.with(offers.keySet(), Map.of(), found -> connection.backlog().add(new Saving(on -> {
            for (Map.Entry<String, JsonNode> offer : offers.entrySet()) {
                Device device = found.get(offer.getKey());
                if (device != null) {
                    services.claims()
                            .offer(on, device.no(), offer.getValue().path("secretKey").asString(""),
                                    offer.getValue().path("durationMs").asLong(0));
                }
            }
        }, connection.acknowledging(message, answer), 1_024)), refusal -> refuse(message, refusal, answer));
    }

    private void refuse(Message message, Refusal refusal, Answer answer) {
        connection.reject(message, refusal.getMessage(), ReasonCode.QUOTA_EXCEEDED, answer);
    }

    private JsonNode object(Message message) {
        JsonNode body = services.payloads().tree(message.payload());
        if (!body.isObject()) {
            throw new BadPayloadException("It is an object");
        }
        return body;
    }

    private static String name(JsonNode body) {
        JsonNode name = body.path("device");
        if (!name.isString() || name.asString().isBlank()) {
            throw new BadPayloadException("'device' is the name of a device");
        }
        return name.asString();
    }
}
