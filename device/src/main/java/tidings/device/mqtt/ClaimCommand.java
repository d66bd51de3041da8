package tidings.device.mqtt;

import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.store.Saving;
import tidings.mqtt.Message;
import tools.jackson.databind.JsonNode;

/// A device offers itself to be claimed (DEVICE_API 8).
final class ClaimCommand {

    private final Services services;

    ClaimCommand(Services services) {
        this.services = services;
    }

    void offer(Connection connection, Message message, Answer answer) {
        JsonNode body = message.payload().isEmpty() ? Json.object() : services.payloads().tree(message.payload());
        if (!body.isObject()) {
            throw new BadPayloadException("A claim is an object: {\"secretKey\":\"...\",\"durationMs\":60000}");
        }
        String secret = body.path("secretKey").asString("");
        long duration = body.path("durationMs").asLong(0);
        connection.backlog()
                .add(new Saving(on -> services.claims().offer(on, connection.device().no(), secret, duration),
                        connection.acknowledging(message, answer), 256));
    }
}
