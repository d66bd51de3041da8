package tidings.driver;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttClient;
import tidings.client.Received;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Qos;

/// Messages that came, counted, and what the driver does about them. Any thread may call.
final class Messages {

    private static final int SHOWN = 256;

    private final MqttClient client;
    private final Output output;
    private final @Nullable String throwOn;
    private final @Nullable String echoTo;
    private final Map<Received, Integer> numbers = new HashMap<>();
    private final Map<Integer, Received> unacknowledged = new HashMap<>();
    private int count;

    Messages(MqttClient client, Command settings, Output output) {
        this.client = client;
        this.output = output;
        this.throwOn = settings.textOrNull("throw-on");
        this.echoTo = settings.textOrNull("echo-to");
    }

    /// A handler was given a message.
    void received(Received received, String handler) {
        output.print(event(received, number(received), handler));
        if (received.topic().equals(throwOn)) {
            throw new IllegalStateException("as " + throwOn + " was to do");
        }
        if (echoTo != null && !received.topic().equals(echoTo)) {
            client.publish(Message.of(echoTo, received.payload()).withQos(Qos.AT_LEAST_ONCE));
        }
    }

    /// @throws IllegalArgumentException if there is no such message
    synchronized void acknowledge(int number) {
        Received received = unacknowledged.get(number);
        if (received == null) {
            throw new IllegalArgumentException("There is no message " + number);
        }
        received.ack();
    }

    private synchronized int number(Received received) {
        return numbers.computeIfAbsent(received, first -> {
            count++;
            unacknowledged.put(count, first);
            return count;
        });
    }

    private static Event event(Received received, int number, String handler) {
        Event event = new Event("message")
                .with("n", number)
                .with("topic", received.topic())
                .with("qos", received.qos().level())
                .with("retain", received.isRetained())
                .with("dup", received.isDuplicate())
                .with("len", received.payload().size());
        if (received.payload().size() > SHOWN) {
            event.with("sha256", sha256(received.payload()));
        } else {
            event.with("payload", received.payload());
        }
        event.with("handler", handler);
        if (received.packetId() != Packet.NO_ID) {
            event.with("mid", received.packetId());
        }
        return event.with(received.properties());
    }

    private static String sha256(Bytes bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toArray()));
        } catch (NoSuchAlgorithmException none) {
            throw new IllegalStateException("Every Java has SHA-256", none);
        }
    }
}
