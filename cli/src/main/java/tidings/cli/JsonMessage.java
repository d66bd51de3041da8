package tidings.cli;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import tidings.client.Received;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property.Pair;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A message as one line of JSON: mosquitto_sub's members, in its order.
final class JsonMessage {

    private static final JsonMapper JSON = JsonMapper.shared();
    /// With its `Z` as well as the offset, as mosquitto writes it.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'xx", Locale.ROOT);

    private JsonMessage() {}

    /// @param parsed whether the payload is JSON itself, not a text
    /// @throws CommandException if it is not, though it should
    static String text(Received received, ZonedDateTime time, boolean parsed) {
        ObjectNode json = JSON.createObjectNode()
                .put("tst", TIME.format(time))
                .put("topic", received.topic())
                .put("qos", received.message().qos().level())
                .put("retain", received.message().retain() ? 1 : 0)
                .put("payloadlen", received.payload().size());
        if (received.packetId() > 0) {
            json.put("mid", received.packetId());
        }
        Properties properties = received.message().properties();
        if (!properties.isEmpty()) {
            json.set("properties", properties(properties));
        }
        if (received.payload().isEmpty()) {
            json.putNull("payload");
        } else if (parsed) {
            json.set("payload", tree(received));
        } else {
            json.put("payload", received.text());
        }
        return JSON.writeValueAsString(json);
    }

    /// Bytes as two digits each.
    static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }

    private static JsonNode tree(Received received) {
        try {
            return JSON.readTree(received.payload().toArray());
        } catch (JacksonException wrong) {
            throw new CommandException(
                    ExitStatus.FAILED, "Message payload is not valid JSON on topic " + received.topic() + ".");
        }
    }

    private static ObjectNode properties(Properties properties) {
        ObjectNode json = JSON.createObjectNode();
        properties.forEach((property, value) -> {
            String name = property.toString().toLowerCase(Locale.ROOT).replace(' ', '-');
            switch (value) {
                case Pair pair -> json.withObject("user-properties").put(pair.name(), pair.value());
                case Bytes bytes -> json.put(name, hex(bytes));
                case Integer number -> json.put(name, number);
                case Long number -> json.put(name, number);
                case Boolean flag -> json.put(name, flag);
                default -> json.put(name, value.toString());
            }
        });
        return json;
    }
}
