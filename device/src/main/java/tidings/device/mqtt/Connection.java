package tidings.device.mqtt;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink;
import tidings.broker.spi.Downlink.Receipt;
import tidings.broker.spi.Mount.Answer;
import tidings.device.core.Devices.Known;
import tidings.device.core.Link;
import tidings.device.core.Services;
import tidings.device.core.Transport;
import tidings.device.json.Json;
import tidings.device.store.Device;
import tidings.device.store.Outcome;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The way to a device over one connection of its own: what it wished to be told, and how it is told. Any thread may call.
final class Connection implements Link {

    private final Services services;
    private final Device device;
    private final Transport transport;
    private final Backlog backlog;
    private final Downlink downlink;
    /// The filters that were subscribed to, and with which quality.
    private final Map<String, Qos> filters = new ConcurrentHashMap<>();
    /// Of several wishes of one kind the last counts.
    private final Map<Wish.Kind, Wish> wishes = new ConcurrentHashMap<>();
    private volatile long lastHeard;

    Connection(Services services, Known known, Downlink downlink) {
        this.services = services;
        this.device = known.device();
        this.transport = known.transport();
        this.downlink = downlink;
        this.lastHeard = services.clock().millis();
        this.backlog = new Backlog(services.store().database().writer());
    }

    Services services() {
        return services;
    }

    Device device() {
        return device;
    }

    Transport transport() {
        return transport;
    }

    /// Something came.
    void heard() {
        lastHeard = services.clock().millis();
        services.activity().seen(device.no());
    }

    @Override
    public long lastHeard() {
        return lastHeard;
    }

    Backlog backlog() {
        return backlog;
    }

    /// Notes a wish.
    ///
    /// @return whether it is one
    boolean subscribe(String filter, Qos qos) {
        Wish wish = wish(filter);
        if (wish == null) {
            return false;
        }
        filters.put(filter, qos);
        wishes.put(wish.kind(), wish);
        if (wish.kind() == Wish.Kind.REQUESTS) {
            services.rpcs().wanted(device.no());
        }
        return true;
    }

    /// Forgets a wish.
    ///
    /// @return whether there was one
    boolean unsubscribe(String filter) {
        Wish wish = wish(filter);
        if (wish != null) {
            wishes.remove(wish.kind(), wish);
        }
        return filters.remove(filter) != null;
    }

    private @Nullable Wish wish(String filter) {
        return filter.equals(transport.updates()) ? new Wish(Wish.Kind.ATTRIBUTES, filter) : Wish.of(filter);
    }

    @Override
    public void end(ReasonCode reason) {
        downlink.disconnect(reason);
    }

    @Override
    public void attributesWritten(ObjectNode values) {
        tellOfAttributes(values);
    }

    @Override
    public void attributesDeleted(List<String> keys) {
        ObjectNode deleted = Json.object();
        keys.forEach(deleted.putArray("deleted")::add);
        tellOfAttributes(deleted);
    }

    @Override
    public boolean request(int id, String method, String params, Receipt receipt) {
        Wish wish = wishes.get(Wish.Kind.REQUESTS);
        if (wish == null) {
            return false;
        }
        ObjectNode request = Json.object().put("method", method);
        request.set("params", Json.MAPPER.readTree(params));
        send(wish.topics() + id, wish.topics() + "+", request, receipt);
        return true;
    }

    /// Sends an answer, whether or not the device subscribed to answers.
    ///
    /// @param filter whose quality it gets
    void send(String topic, String filter, Bytes payload) {
        send(message(topic, filter, payload), null);
    }

    /// As [#send(String, String, Bytes)], and tells how far it comes.
    void send(String topic, String filter, JsonNode payload, Receipt receipt) {
        send(message(topic, filter, Bytes.utf8(Json.text(payload))), receipt);
    }

    void send(String topic, String filter, JsonNode payload) {
        send(topic, filter, Bytes.utf8(Json.text(payload)));
    }

    /// @param receipt is told how far it comes, or null
    void send(Message message, @Nullable Receipt receipt) {
        Receipt noted = Noting.went(services.messages(), device, message, receipt);
        if (noted == null) {
            downlink.publish(message);
        } else {
            downlink.publish(message, noted);
        }
    }

    /// @param filter whose quality it gets
    Message message(String topic, String filter, Bytes payload) {
        return Message.of(topic, payload)
                .withQos(filters.getOrDefault(filter, filters.getOrDefault(topic, Qos.AT_LEAST_ONCE)));
    }

    /// Refuses a message, for the device and for the operator.
    void reject(Message message, String why, ReasonCode reason, Answer answer) {
        services.rejections().add(device.no(), device.name(), message.topic().text(), why, message.payload().asUtf8());
        if (answer instanceof Noting.NotedAnswer noted) {
            noted.because(why);
        }
        if (reason == ReasonCode.PAYLOAD_FORMAT_INVALID && transport.acknowledgesBadPayloads()) {
            answer.accept(reason);
        } else {
            answer.refuse(reason);
        }
    }

    /// Acknowledges a message when what it says is stored.
    Outcome acknowledging(Message message, Answer answer) {
        return new Reply(this, message, answer);
    }

    private void tellOfAttributes(ObjectNode values) {
        Wish wish = wishes.get(Wish.Kind.ATTRIBUTES);
        if (wish != null) {
            send(wish.topics(), wish.topics(), values);
        }
    }
}
