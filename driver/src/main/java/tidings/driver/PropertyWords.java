package tidings.driver;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import tidings.mqtt.Bytes;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;

/// Properties of MQTT 5.0 by their names in the driver's language.
final class PropertyWords {

    private static final Map<String, Property<?>> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("payload-format", Property.PAYLOAD_FORMAT_INDICATOR);
        BY_NAME.put("message-expiry", Property.MESSAGE_EXPIRY_INTERVAL);
        BY_NAME.put("content-type", Property.CONTENT_TYPE);
        BY_NAME.put("response-topic", Property.RESPONSE_TOPIC);
        BY_NAME.put("correlation-data", Property.CORRELATION_DATA);
        BY_NAME.put("subscription-id", Property.SUBSCRIPTION_IDENTIFIER);
        BY_NAME.put("session-expiry", Property.SESSION_EXPIRY_INTERVAL);
        BY_NAME.put("assigned-clientid", Property.ASSIGNED_CLIENT_IDENTIFIER);
        BY_NAME.put("server-keepalive", Property.SERVER_KEEP_ALIVE);
        BY_NAME.put("auth-method", Property.AUTHENTICATION_METHOD);
        BY_NAME.put("auth-data", Property.AUTHENTICATION_DATA);
        BY_NAME.put("request-problem-info", Property.REQUEST_PROBLEM_INFORMATION);
        BY_NAME.put("will-delay", Property.WILL_DELAY_INTERVAL);
        BY_NAME.put("request-response-info", Property.REQUEST_RESPONSE_INFORMATION);
        BY_NAME.put("response-info", Property.RESPONSE_INFORMATION);
        BY_NAME.put("server-reference", Property.SERVER_REFERENCE);
        BY_NAME.put("reason-string", Property.REASON_STRING);
        BY_NAME.put("receive-max", Property.RECEIVE_MAXIMUM);
        BY_NAME.put("topic-alias-max", Property.TOPIC_ALIAS_MAXIMUM);
        BY_NAME.put("topic-alias", Property.TOPIC_ALIAS);
        BY_NAME.put("max-qos", Property.MAXIMUM_QOS);
        BY_NAME.put("retain-available", Property.RETAIN_AVAILABLE);
        BY_NAME.put("user-property", Property.USER_PROPERTY);
        BY_NAME.put("max-packet", Property.MAXIMUM_PACKET_SIZE);
        BY_NAME.put("wildcard-available", Property.WILDCARD_SUBSCRIPTION_AVAILABLE);
        BY_NAME.put("subid-available", Property.SUBSCRIPTION_IDENTIFIERS_AVAILABLE);
        BY_NAME.put("shared-available", Property.SHARED_SUBSCRIPTION_AVAILABLE);
    }

    private PropertyWords() {}

    /// The properties that a command names.
    static Properties of(Command command) {
        Properties properties = Properties.NONE;
        for (Command.Word word : command.words()) {
            Property<?> property = BY_NAME.get(word.key());
            if (property != null) {
                properties = with(properties, property, word.raw());
            }
        }
        return properties;
    }

    /// Properties and one more.
    static Properties with(Properties properties, String name, String raw) {
        Property<?> property = BY_NAME.get(name);
        if (property == null) {
            throw new IllegalArgumentException("There is no property " + name);
        }
        return with(properties, property, raw);
    }

    static void write(Properties properties, BiConsumer<String, String> sink) {
        properties.forEach((property, value) -> sink.accept(name(property), word(value)));
    }

    private static <T> Properties with(Properties properties, Property<T> property, String raw) {
        return properties.with(property, property.cast(value(property, raw)));
    }

    private static Object value(Property<?> property, String raw) {
        return switch (property.wire()) {
            case FLAG -> Words.flag(text(raw));
            case BYTE, TWO_BYTES, VAR_INT -> Integer.parseInt(text(raw));
            case FOUR_BYTES -> Long.parseLong(text(raw));
            case TEXT -> text(raw);
            case BINARY -> Words.decode(raw);
            case PAIR -> {
                String[] halves = raw.split(":", 2);
                yield new Pair(text(halves[0]), halves.length < 2 ? "" : text(halves[1]));
            }
        };
    }

    private static String text(String raw) {
        return Words.text(Words.decode(raw));
    }

    private static String word(Object value) {
        return switch (value) {
            case Bytes bytes -> Words.encode(bytes);
            case Pair pair -> Words.encodeHalf(pair.name()) + ":" + Words.encodeHalf(pair.value());
            default -> Words.encode(value.toString());
        };
    }

    private static String name(Property<?> property) {
        return BY_NAME.entrySet()
                .stream()
                .filter(entry -> entry.getValue().equals(property))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("unknown");
    }
}
