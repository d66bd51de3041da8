package tidings.device.mqtt;

import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Services;
import tidings.device.json.BadPayloadException;
import tidings.device.json.Json;
import tidings.device.spi.RpcHandler;
import tidings.device.store.Device;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tools.jackson.databind.JsonNode;

/// Requests, both ways (DEVICE_API 6 and 7).
final class RpcCommands {

    private final Services services;

    RpcCommands(Services services) {
        this.services = services;
    }

    /// The device answers what it was asked.
    void answered(Connection connection, Command.AnswerRpc command, Message message, Answer answer) {
        answer.accept(ReasonCode.SUCCESS);
        services.rpcs().answered(connection.device().no(), command.id(), message.payload());
    }

    /// The device asks. It is acknowledged that it has, not that there is an answer.
    void call(Connection connection, Command.CallServer command, Message message, Answer answer) {
        JsonNode asked = services.payloads().tree(message.payload());
        JsonNode method = asked.path("method");
        if (!method.isString()) {
            throw new BadPayloadException("A request is an object: {\"method\":\"getTime\",\"params\":{}}");
        }
        answer.accept(ReasonCode.SUCCESS);
        Device device = connection.device();
        JsonNode params = asked.path("params");
        String text = params.isMissingNode() ? "null" : Json.text(params);
        services.clientRpcs()
                .answer(new RpcHandler.Call(
                        device.id(), device.name(), device.type(), device.gateway(), command.id(), method.asString(),
                        text))
                .thenAccept(result -> connection.send(
                        command.answers() + command.id(), command.answers() + "+", Bytes.utf8(result)));
    }
}
