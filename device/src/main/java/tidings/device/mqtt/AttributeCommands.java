package tidings.device.mqtt;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.json.Readings;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tools.jackson.databind.JsonNode;

/// What a device does with attributes (DEVICE_API 4).
final class AttributeCommands {

    private final Services services;

    AttributeCommands(Services services) {
        this.services = services;
    }

    void publish(Connection connection, Message message, Answer answer) {
        Readings readings = services.payloads().attributes(message.payload(), services.clock().millis());
        if (readings.isEmpty()) {
            answer.accept(ReasonCode.SUCCESS);
            return;
        }
        connection.backlog()
                .add(services.attributes()
                        .publish(connection.device().no(), readings, connection.acknowledging(message, answer)));
    }

    /// Is answered after what the device has written before.
    void request(Connection connection, Command.RequestAttributes request, Message message, Answer answer) {
        JsonNode asked = message.payload().isEmpty()
                ? Json.object()
                : services.payloads().tree(message.payload());
        if (!asked.isObject()) {
            throw new BadPayloadException("A request for attributes is an object: {\"clientKeys\":\"a,b\"}");
        }
        List<String> client = keys(asked, "clientKeys");
        List<String> shared = keys(asked, "sharedKeys");
        answer.accept(ReasonCode.SUCCESS);
        connection.backlog()
                .after(() -> services.attributes()
                        .request(connection.device().no(), client, shared)
                        .thenAccept(found -> connection.send(
                                request.answers() + request.id(), request.answers() + "+", found)));
    }

    private static @Nullable List<String> keys(JsonNode asked, String name) {
        JsonNode list = asked.path(name);
        if (list.isMissingNode() || list.isNull()) {
            return null;
        }
        if (!list.isString()) {
            throw new BadPayloadException("'" + name + "' is a text, with commas between the keys");
        }
        return Arrays.stream(list.asString().split(",", -1)).filter(key -> !key.isEmpty()).toList();
    }
}
