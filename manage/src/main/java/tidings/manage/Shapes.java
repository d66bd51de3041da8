package tidings.manage;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.broker.ClientDetails;
import tidings.broker.ClientDetails.Connected;
import tidings.broker.Figures;
import tidings.broker.Figures.Traffic;
import tidings.broker.ListenerDetails;
import tidings.broker.Listing;
import tidings.broker.RetainedDetails;
import tidings.broker.SubscriptionDetails;
import tidings.manage.Rates.Sample;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// How things look in JSON; docs/reference/management.md has them as well.
final class Shapes {

    /// Of a payload in a list; one alone comes whole.
    static final int PREVIEW = 256;

    /// In UTF-8.
    private static final int LONGEST_CHARACTER = 4;

    private Shapes() {}

    static <T> ObjectNode listing(Listing<T> listing, Function<T, ObjectNode> shape) {
        ObjectNode node = object();
        ArrayNode data = node.putArray("data");
        listing.elements().forEach(one -> data.add(shape.apply(one)));
        return node.put("total", listing.total()).put("next", listing.next());
    }

    static ObjectNode figures(Figures figures) {
        ObjectNode node = object()
                .put("uptimeSeconds", figures.uptime().toSeconds())
                .put("connections", figures.connected())
                .put("sessions", figures.sessions())
                .put("subscriptions", figures.subscriptions())
                .put("sharedSubscriptions", figures.sharedSubscriptions())
                .put("retainedMessages", figures.retainedMessages())
                .put("retainedBytes", figures.retainedBytes())
                .put("queuedMessages", figures.queuedMessages())
                .put("queuedBytes", figures.queuedBytes())
                .put("inFlightMessages", figures.inFlight())
                .put("sessionsExpired", figures.sessionsExpired())
                .put("storageBytes", figures.storageBytes());
        node.set("received", traffic(figures.received()));
        node.set("sent", traffic(figures.sent()));
        ObjectNode dropped = node.putObject("dropped");
        figures.dropped().forEach(dropped::put);
        ObjectNode connects = node.putObject("connects").put("accepted", figures.accepted());
        connects.set("refused", reasons(figures.refused()));
        ObjectNode disconnects = reasons(figures.disconnected());
        node.set("disconnects", disconnects.put("lost", figures.lost()));
        return node;
    }

    static ObjectNode listener(ListenerDetails listener) {
        return object()
                .put("address", listener.address().toString())
                .put("connections", listener.connections());
    }

    static ObjectNode sample(Sample sample) {
        return object()
                .put("ts", sample.ts())
                .put("connections", sample.connections())
                .put("queuedMessages", sample.queuedMessages())
                .put("messagesReceived", rounded(sample.messagesReceived()))
                .put("messagesSent", rounded(sample.messagesSent()))
                .put("bytesReceived", rounded(sample.bytesReceived()))
                .put("bytesSent", rounded(sample.bytesSent()))
                .put("connects", rounded(sample.connects()))
                .put("dropped", rounded(sample.dropped()));
    }

    static ObjectNode client(ClientDetails client) {
        ObjectNode node = object()
                .put("clientId", client.clientId())
                .put("userName", client.userName())
                .put("connected", client.connection() != null)
                .put("mounted", client.mounted())
                .put("sessionExpirySeconds", client.sessionExpiry().toSeconds())
                .put("subscriptions", client.subscriptions())
                .put("queuedMessages", client.queuedMessages())
                .put("queuedBytes", client.queuedBytes())
                .put("inFlightMessages", client.inFlight())
                .put("droppedMessages", client.dropped());
        node.set("connection", connection(client.connection()));
        return node;
    }

    static ObjectNode subscription(SubscriptionDetails details) {
        return object()
                .put("clientId", details.clientId())
                .put("filter", details.subscription().filter().text())
                .put("qos", details.subscription().qos().level())
                .put("noLocal", details.subscription().noLocal())
                .put("retainAsPublished", details.subscription().retainAsPublished())
                .put("retainHandling", retainHandling(details.subscription()));
    }

    /// As the specification numbers it (MQTT 5.0, 3.8.3.1).
    private static int retainHandling(Subscription subscription) {
        return switch (subscription.retainHandling()) {
            case SEND -> 0;
            case SEND_IF_NEW -> 1;
            case DO_NOT_SEND -> 2;
        };
    }

    /// @param payloadBytes of the payload at most
    static ObjectNode retained(RetainedDetails details, int payloadBytes) {
        Message message = details.message();
        ObjectNode node = object()
                .put("topic", message.topic().text())
                .put("qos", message.qos().level())
                .put("ts", details.since().toEpochMilli())
                .put("size", message.payload().size())
                .put("contentType", message.properties().get(Property.CONTENT_TYPE))
                .put("expirySeconds", message.properties().get(Property.MESSAGE_EXPIRY_INTERVAL));
        putPayload(node, message.payload().toArray(), payloadBytes);
        return node;
    }

    /// As text where it is one, else in base64.
    private static void putPayload(ObjectNode node, byte[] payload, int most) {
        byte[] shown = payload.length <= most ? payload : Arrays.copyOf(payload, most);
        String text = text(shown, payload.length > most);
        if (text != null) {
            node.put("payload", text);
        } else {
            node.put("payloadBase64", Base64.getEncoder().encodeToString(shown));
        }
        node.put("truncated", payload.length > most);
    }

    /// @param cut whether the last character may be half a one
    private static @Nullable String text(byte[] bytes, boolean cut) {
        String text = text(bytes, bytes.length);
        for (int lost = 1; text == null && cut && lost < LONGEST_CHARACTER; lost++) {
            text = text(bytes, bytes.length - lost);
        }
        return text;
    }

    private static @Nullable String text(byte[] bytes, int length) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length)).toString();
        } catch (CharacterCodingException noText) {
            return null;
        }
    }

    private static @Nullable ObjectNode connection(@Nullable Connected connection) {
        return connection == null
                ? null
                : object()
                        .put("number", connection.number())
                        .put("address", connection.address())
                        .put("listener", connection.listener().toString())
                        .put("protocol", BrokerMeasures.protocol(connection.version()))
                        .put("since", connection.since().toEpochMilli())
                        .put("keepAliveSeconds", connection.keepAlive().toSeconds())
                        .put("cleanStart", connection.cleanStart())
                        .put("messagesReceived", connection.messagesReceived())
                        .put("messagesSent", connection.messagesSent())
                        .put("bytesReceived", connection.bytesReceived())
                        .put("bytesSent", connection.bytesSent());
    }

    private static ObjectNode traffic(Traffic traffic) {
        ObjectNode node = object()
                .put("packets", traffic.packets())
                .put("bytes", traffic.bytes())
                .put("messages", traffic.messagesInAll())
                .put("payloadBytes", traffic.payloadBytes());
        ArrayNode byQos = node.putArray("messagesByQos");
        traffic.messages().forEach(byQos::add);
        return node;
    }

    private static ObjectNode reasons(Map<ReasonCode, Long> counts) {
        ObjectNode node = object();
        counts.forEach((reason, count) -> node.put(BrokerMeasures.word(reason), count));
        return node;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static ObjectNode object() {
        return Json.MAPPER.createObjectNode();
    }
}
