package tidings.tinkerforge.catalog;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Names for the values of an element, such as `pressed` for 0.
///
/// Where a value has several names all are understood, and the last is said.
public final class Symbols {

    private final String name;
    private final Map<String, Object> values;
    private final Map<Object, String> names = new HashMap<>();

    Symbols(String name, Map<String, Object> values) {
        this.name = name;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((symbol, value) -> names.put(value, symbol));
    }

    /// Of the group.
    public String name() {
        return name;
    }

    /// All of them, in the order of the catalog.
    public Map<String, Object> values() {
        return values;
    }

    /// The value of a symbol, or null.
    public @Nullable Object value(String symbol) {
        return values.get(symbol);
    }

    /// The symbol of a value, or null if it has none.
    public @Nullable String symbol(Object value) {
        return names.get(value);
    }
}
