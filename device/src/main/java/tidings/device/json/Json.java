package tidings.device.json;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// JSON as trees, for where there is little of it. Numbers keep all their digits.
public final class Json {

    public static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A value with its type.
    public static JsonNode of(Value value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case Value.Bool(boolean bool) -> nodes.booleanNode(bool);
            case Value.Whole(long whole) -> nodes.numberNode(whole);
            case Value.Real(double real) -> nodes.numberNode(real);
            case Value.Text(String text) -> nodes.stringNode(text);
            case Value.Json(String text) -> MAPPER.readTree(text);
        };
    }

    /// The values of some readings by their keys; of a key that is there twice, the last.
    public static ObjectNode of(Readings readings) {
        ObjectNode object = object();
        for (int i = 0; i < readings.size(); i++) {
            object.set(readings.key(i), of(readings.value(i)));
        }
        return object;
    }

    /// The text of a tree.
    public static String text(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }
}
