package tidings.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tidings.client.MqttClient;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;

/// A line for each packet, in the words of mosquitto's `-d`: people search for them.
final class DebugLog {

    private final PrintStream out;
    private String clientId;

    private DebugLog(PrintStream out, String clientId) {
        this.out = out;
        this.clientId = clientId.isEmpty() ? "(null)" : clientId;
    }

    /// Prints the packets of a client from now on.
    static void attach(MqttClient client, PrintStream out) {
        DebugLog log = new DebugLog(out, client.config().clientId());
        client.onSent(Packet.class).call(event -> log.sent(event.packet()));
        client.on(Packet.class).call(event -> log.received(event.packet()));
    }

    private void sent(Packet packet) {
        print("sending", packet);
    }

    private void received(Packet packet) {
        if (packet instanceof ConnAck ack) {
            clientId = ack.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER, clientId);
        }
        print("received", packet);
        if (packet instanceof SubAck ack) {
            out.println("Subscribed (mid: " + ack.packetId() + "): " + codes(ack.reasons()));
        }
    }

    private void print(String direction, Packet packet) {
        out.println("Client " + clientId + " " + direction + " " + words(packet));
    }

    private static String words(Packet packet) {
        return switch (packet) {
            case Connect connect -> "CONNECT";
            case ConnAck ack -> "CONNACK (" + ack.reason().code() + ")";
            case Publish publish -> publish(publish);
            case PubAck ack -> "PUBACK " + acknowledged(ack.packetId(), ack.reason());
            case PubRec ack -> "PUBREC " + acknowledged(ack.packetId(), ack.reason());
            case PubRel release -> "PUBREL (Mid: " + release.packetId() + ")";
            case PubComp ack -> "PUBCOMP " + acknowledged(ack.packetId(), ack.reason());
            case Subscribe subscribe -> subscribe.subscriptions()
                    .stream()
                    .map(subscription -> subscription(subscribe.packetId(), subscription))
                    .collect(Collectors.joining(", "));
            case Unsubscribe unsubscribe -> unsubscribe.filters()
                    .stream()
                    .map(filter -> "UNSUBSCRIBE (Mid: " + unsubscribe.packetId() + ", Topic: " + filter.text() + ")")
                    .collect(Collectors.joining(", "));
            case SubAck ack -> "SUBACK";
            case UnsubAck ack -> "UNSUBACK";
            default -> packet.getClass().getSimpleName().toUpperCase(Locale.ROOT);
        };
    }

    private static String publish(Publish publish) {
        Message message = publish.message();
        return "PUBLISH (d%d, q%d, r%d, m%d, '%s', ... (%d bytes))".formatted(
                publish.dup() ? 1 : 0, message.qos().level(), message.retain() ? 1 : 0, publish.packetId(),
                message.topic().text(), message.payload().size());
    }

    private static String acknowledged(int packetId, ReasonCode reason) {
        return "(Mid: " + packetId + ", RC:" + reason.code() + ")";
    }

    private static String subscription(int packetId, Subscription subscription) {
        int options = (subscription.noLocal() ? 4 : 0) | (subscription.retainAsPublished() ? 8 : 0)
                | switch (subscription.retainHandling()) {
                    case SEND -> 0;
                    case SEND_IF_NEW -> 0x10;
                    case DO_NOT_SEND -> 0x20;
                };
        return "SUBSCRIBE (Mid: %d, Topic: %s, QoS: %d, Options: 0x%02x)".formatted(
                packetId, subscription.filter().text(), subscription.qos().level(), options);
    }

    private static String codes(List<ReasonCode> reasons) {
        return reasons.stream().map(reason -> Integer.toString(reason.code())).collect(Collectors.joining(", "));
    }
}
