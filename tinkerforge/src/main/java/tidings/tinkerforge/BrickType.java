package tidings.tinkerforge;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Meaning;

/// A type of Brick or Bricklet, as the catalog knows it: what forms are made of.
public final class BrickType {

    private BrickType() {}

    /// What a type can be asked, and what it says by itself, as maps, lists, texts and numbers that any writer of JSON takes.
    ///
    /// Elements have `name`, `type`, and, where they are more than that, `length` (of arrays, negative for up to so many),
    /// `chars` (of texts), `symbols`, `ranges`, `initial`, `unit`, and the `factor` that brings a number to that unit.
    ///
    /// @param name as in topics, such as `temperature_v2_bricklet`
    /// @return empty if there is no such type
    public static Optional<Map<String, Object>> describe(String name) {
        Device device = Catalog.get().device(name);
        return device == null
                ? Optional.empty()
                : Optional.of(ordered(
                        "name", device.name().text(), "displayName", device.name().displayName(), "functions",
                        device.functions().stream().map(BrickType::function).toList(), "callbacks",
                        device.callbacks().stream().map(BrickType::callback).toList()));
    }

    private static Map<String, Object> function(Function function) {
        Device.Callable whole = new Device.Callable(function, function.stream());
        return ordered("name", whole.name(), "request", elements(whole.request()), "response",
                elements(whole.response()));
    }

    private static Map<String, Object> callback(Callback callback) {
        return ordered("name", callback.name(), "elements", elements(callback.event()));
    }

    private static List<Map<String, Object>> elements(List<Element> elements) {
        return elements.stream().map(BrickType::element).toList();
    }

    private static Map<String, Object> element(Element element) {
        Map<String, Object> described = ordered("name", element.name(), "type", element.type().text());
        if (element.isArray()) {
            described.put("length", element.length());
        }
        if (element.chars() > 1) {
            described.put("chars", element.chars());
        }
        if (element.symbols() != null) {
            described.put("symbols", List.copyOf(element.symbols().values().keySet()));
        }
        Meaning meaning = element.meaning();
        if (meaning.unit() != null) {
            described.put("unit", meaning.unit());
            described.put("factor", (double) meaning.numerator() / meaning.denominator());
        }
        if (!meaning.ranges().isEmpty()) {
            described.put(
                    "ranges", meaning.ranges().stream().map(range -> List.of(range.low(), range.high())).toList());
        }
        if (meaning.initial() != null) {
            String symbol = element.symbols() == null ? null : element.symbols().symbol(meaning.initial());
            described.put("initial", symbol == null ? meaning.initial() : symbol);
        }
        return described;
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return ordered;
    }
}
