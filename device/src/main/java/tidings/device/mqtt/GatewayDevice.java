package tidings.device.mqtt;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink.Receipt;
import tidings.device.core.Link;
import tidings.device.json.Json;
import tidings.device.store.Device;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The way to a device behind a gateway: it is told everything over the gateway's connection, without asking for it.
final class GatewayDevice implements Link {

    private static final String ATTRIBUTES = "v1/gateway/attributes";
    private static final String REQUESTS = "v1/gateway/rpc";
    private static final String DISCONNECT = "v1/gateway/disconnect";

    private final Connection gateway;
    private final Device device;
    private final Consumer<GatewayDevice> ended;

    /// @param ended is told when somebody ends it
    GatewayDevice(Connection gateway, Device device, Consumer<GatewayDevice> ended) {
        this.gateway = gateway;
        this.device = device;
        this.ended = ended;
    }

    Device device() {
        return device;
    }

    @Override
    public void end(ReasonCode reason) {
        ended.accept(this);
        gateway.send(DISCONNECT, DISCONNECT, Json.object().put("device", device.name()).put("reason", reason.code()));
    }

    @Override
    public void attributesWritten(ObjectNode values) {
        send(ATTRIBUTES, values, null);
    }

    @Override
    public void attributesDeleted(List<String> keys) {
        ObjectNode deleted = Json.object();
        keys.forEach(deleted.putArray("deleted")::add);
        send(ATTRIBUTES, deleted, null);
    }

    @Override
    public boolean request(int id, String method, String params, Receipt receipt) {
        ObjectNode request = Json.object().put("id", id).put("method", method);
        request.set("params", Json.MAPPER.readTree(params));
        send(REQUESTS, request, receipt);
        return true;
    }

    private void send(String topic, JsonNode data, @Nullable Receipt receipt) {
        Message message = gateway.message(topic, topic, Bytes.utf8(Json.text(inEnvelope(data))));
        gateway.send(message, Noting.went(gateway.services().messages(), device, message, receipt));
    }

    private ObjectNode inEnvelope(JsonNode data) {
        ObjectNode message = Json.object().put("device", device.name());
        message.set("data", data);
        return message;
    }
}
