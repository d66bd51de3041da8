package tidings.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Meaning;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The catalog of bricks as JSON: what the page makes its forms of.
final class BrickCatalog {

    private static final JsonMapper JSON = JsonMapper.shared();

    private BrickCatalog() {}

    /// What a type of device can be asked, and what it says by itself; null if there is no such type.
    ///
    /// Elements have `name`, `type`, and, where they are more than that, `length` (of arrays, negative for up to so many),
    /// `chars` (of texts), `symbols`, `ranges`, `initial`, `unit`, and the `factor` that brings a number to that unit.
    static @Nullable String json(String type) {
        Device device = Catalog.get().device(type);
        if (device == null) {
            return null;
        }
        ObjectNode node = JSON.createObjectNode()
                .put("name", device.name().text())
                .put("displayName", device.name().displayName());
        ArrayNode functions = node.putArray("functions");
        device.functions().forEach(function -> functions.add(function(function)));
        ArrayNode callbacks = node.putArray("callbacks");
        device.callbacks().forEach(callback -> callbacks.add(callback(callback)));
        return JSON.writeValueAsString(node);
    }

    private static ObjectNode function(Function function) {
        Device.Callable whole = new Device.Callable(function, function.stream());
        ObjectNode node = JSON.createObjectNode().put("name", whole.name());
        put(node.putArray("request"), whole.request());
        put(node.putArray("response"), whole.response());
        return node;
    }

    private static ObjectNode callback(Callback callback) {
        ObjectNode node = JSON.createObjectNode().put("name", callback.name());
        put(node.putArray("elements"), callback.event());
        return node;
    }

    private static void put(ArrayNode array, List<Element> elements) {
        elements.forEach(element -> array.add(element(element)));
    }

    private static ObjectNode element(Element element) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", element.name())
                .put("type", element.type().text());
        if (element.isArray()) {
            node.put("length", element.length());
        }
        if (element.chars() > 1) {
            node.put("chars", element.chars());
        }
        if (element.symbols() != null) {
            ArrayNode symbols = node.putArray("symbols");
            element.symbols().values().keySet().forEach(symbols::add);
        }
        Meaning meaning = element.meaning();
        if (meaning.unit() != null) {
            node.put("unit", meaning.unit())
                    .put("factor", (double) meaning.numerator() / meaning.denominator());
        }
        if (!meaning.ranges().isEmpty()) {
            ArrayNode ranges = node.putArray("ranges");
            meaning.ranges().forEach(range -> ranges.addArray().add(range.low()).add(range.high()));
        }
        if (meaning.initial() != null) {
            String symbol = element.symbols() == null ? null : element.symbols().symbol(meaning.initial());
            node.putPOJO("initial", symbol == null ? meaning.initial() : symbol);
        }
        return node;
    }
}
