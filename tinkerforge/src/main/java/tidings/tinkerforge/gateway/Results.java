package tidings.tinkerforge.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.DeviceName;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Type;
import tidings.tinkerforge.json.JsonWriter;

/// Values to JSON, named where they have a name.
final class Results {

    private static final String ERROR = "_ERROR";
    private static final String DISPLAY_NAME = "_display_name";
    private static final String IDENTIFIER = "device_identifier";
    private static final String ENUMERATION_TYPE = "enumeration_type";
    private static final List<String> ENUMERATION_TYPES = List.of("available", "connected", "disconnected");
    private static final long GONE = 2;

    private final Style style;

    Results(Style style) {
        this.style = style;
    }

    /// An error that names no results.
    static String error(String text) {
        return JsonWriter.object().member(ERROR, text).end();
    }

    /// An error of a call, whose results are all null.
    static String error(List<Element> elements, String text) {
        JsonWriter json = JsonWriter.object();
        elements.forEach(element -> json.member(element.member(), null));
        return json.member(ERROR, text).end();
    }

    /// The values of all elements.
    String json(List<Element> elements, List<? extends @Nullable Object> values) {
        JsonWriter json = JsonWriter.object();
        for (int i = 0; i < elements.size(); i++) {
            json.member(elements.get(i).member(), shown(elements.get(i), values.get(i)));
        }
        return json.end();
    }

    private @Nullable Object shown(Element element, @Nullable Object value) {
        Type type = element.type();
        if (value == null) {
            return null;
        }
        if (style.symbols() && element.symbols() != null && !(value instanceof List)) {
            String symbol = element.symbols().symbol(value);
            if (symbol != null) {
                return symbol;
            }
        }
        if (style.longsAsText() && type.isLong()) {
            return value instanceof List<?> items ? items.stream().map(String::valueOf).toList() : value.toString();
        }
        return value;
    }

    /// What a device says of itself: its type also by name, and by the name for people.
    String identity(List<Element> elements, List<Object> values) {
        JsonWriter json = JsonWriter.object();
        String displayName = "";
        boolean isGone = values.get(values.size() - 1).equals(GONE) && values.size() == Catalog.identity().size();
        for (int i = 0; i < elements.size(); i++) {
            String name = elements.get(i).name();
            Object value = values.get(i);
            if (name.equals(IDENTIFIER) && !value.equals(0L)) {
                int identifier = ((Long) value).intValue();
                displayName = displayName(identifier);
                DeviceName device = Catalog.get().name(identifier);
                value = style.symbols() && device != null ? device.text() : value;
            } else if (name.equals(ENUMERATION_TYPE) && style.symbols()) {
                int type = ((Long) value).intValue();
                value = type < ENUMERATION_TYPES.size() ? ENUMERATION_TYPES.get(type) : value;
            }
            json.member(name, value);
        }
        if (!isGone || style.symbols()) {
            json.member(DISPLAY_NAME, displayName);
        }
        return json.end();
    }

    /// Of the devices that report a number.
    static String displayName(int identifier) {
        DeviceName name = Catalog.get().name(identifier);
        return name == null ? "Unknown Device [" + identifier + "]" : name.displayName();
    }
}
