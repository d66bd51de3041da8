package tidings.tinkerforge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Meaning;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.catalog.Type;

/// JSON arguments that a device would take, and such as no gateway would.
final class Samples {

    private static final int MORE_THAN_A_CHUNK = 3;

    private Samples() {}

    static Map<String, Object> valid(List<Element> elements, Stream stream, boolean symbols) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Element element : elements) {
            arguments.put(element.name(), valid(element, stream, symbols));
        }
        return arguments;
    }

    private static Object valid(Element element, Stream stream, boolean symbols) {
        if (!element.isArray()) {
            Object value = item(element);
            boolean named = symbols && element.symbols() != null;
            return named ? element.symbols().symbol(value) : shown(value);
        }
        int items = Math.abs(element.length());
        if (stream != null && element.role() == Role.DATA && element.length() < 0) {
            items = Math.min(items, stream.chunk() + MORE_THAN_A_CHUNK);
        }
        return new ArrayList<>(Collections.nCopies(items, shown(item(element))));
    }

    private static Object shown(Object value) {
        return value instanceof Character ? value.toString() : value;
    }

    private static Object item(Element element) {
        if (element.symbols() != null) {
            return element.symbols().values().values().iterator().next();
        }
        List<Meaning.Range> ranges = element.meaning().ranges();
        long low = ranges.isEmpty() ? 0 : Math.max(ranges.get(0).low(), element.type().lowest());
        return switch (element.type()) {
            case FLOAT -> (double) low;
            case BOOL -> true;
            case CHAR -> ranges.isEmpty() ? 'a' : (char) low;
            case STRING -> "text";
            default -> low;
        };
    }

    /// An argument of another type.
    static Object illTyped(Element element) {
        return element.isArray() ? "no list" : element.type() == Type.BOOL ? 1L : List.of();
    }

    /// What is said of it.
    static String mistake(Element element) {
        String word = element.type().isInteger() ? "int" : element.type().text();
        if (element.isArray()) {
            return "Argument %s was not of expected type list of %s.".formatted(element.name(), word);
        }
        return element.type().isInteger()
                ? "Argument %s was not of expected type int and could not converted because: int() can't convert non-string with explicit base."
                        .formatted(element.name())
                : "Argument %s was not of expected type %s.".formatted(element.name(), word);
    }
}
