package tidings.tinkerforge.gateway;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Type;
import tidings.tinkerforge.json.PythonInt;
import tidings.tinkerforge.json.PythonText;

/// JSON to arguments: symbols to values, texts to integers, everything of the type that the catalog says. Whether a number
/// fits is looked at when its packet is made.
final class Arguments {

    private static final int LAST_CHARACTER = 0xFF;

    private Arguments() {}

    /// The names of those that are not there.
    static List<String> missing(List<Element> elements, Map<?, ?> given) {
        List<String> missing = new ArrayList<>();
        for (Element element : elements) {
            if (!given.containsKey(element.name())) {
                missing.add(element.name());
            }
        }
        return missing;
    }

    /// The arguments, in their order; none may be missing.
    ///
    /// @throws CallException that names the first one of another type
    static List<Object> read(List<Element> elements, Map<?, ?> given) {
        List<Object> values = new ArrayList<>(elements.size());
        for (Element element : elements) {
            Object value = given.get(element.name());
            values.add(element.isArray() ? list(element, value) : scalar(element, value));
        }
        return values;
    }

    private static Object scalar(Element element, @Nullable Object value) {
        if (element.symbols() != null && value instanceof String symbol) {
            Object named = element.symbols().value(symbol);
            if (named != null) {
                return named;
            }
        }
        return item(element.type(), element.name(), value);
    }

    private static List<Object> list(Element element, @Nullable Object value) {
        String name = element.name();
        if (!(value instanceof List<?> items)) {
            throw new CallException("Argument %s was not of expected type list of %s.".formatted(
                    name, word(element.type())));
        }
        int length = element.length();
        if (length > 0 && items.size() != length) {
            throw new CallException("Argument %s was a list of length %d, but length %d was expected.".formatted(
                    name, items.size(), length));
        }
        if (items.size() > Math.abs(length)) {
            throw new CallException("Argument %s was a list of length %d, but max length of %d is allowed.".formatted(
                    name, items.size(), -length));
        }
        List<Object> values = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            Object item = items.get(i);
            boolean isOne = element.type() != Type.CHAR || (item instanceof String text && codePoints(text) == 1);
            if (!isOne) {
                throw unexpected(element.type(), name + "[" + i + "]");
            }
            values.add(item(element.type(), name + "[" + i + "]", item));
        }
        return values;
    }

    private static Object item(Type type, String name, @Nullable Object value) {
        return switch (type) {
            case FLOAT -> of(Double.class, type, name, value);
            case BOOL -> of(Boolean.class, type, name, value);
            case STRING -> text(type, name, value);
            case CHAR -> character(name, value);
            default -> integer(name, value);
        };
    }

    private static Object of(Class<?> expected, Type type, String name, @Nullable Object value) {
        if (value == null || !expected.isInstance(value)) {
            throw unexpected(type, name);
        }
        return value;
    }

    private static String text(Type type, String name, @Nullable Object value) {
        if (value instanceof String text && text.chars().allMatch(character -> character <= LAST_CHARACTER)) {
            return text;
        }
        throw unexpected(type, name);
    }

    private static Object character(String name, @Nullable Object value) {
        if (value instanceof String text && codePoints(text) != 1) {
            throw new CallException(
                    "Argument %s was a string of length %d, but a single character was expected.".formatted(
                            name, codePoints(text)));
        }
        return text(Type.CHAR, name, value).charAt(0);
    }

    private static int codePoints(String text) {
        return text.codePointCount(0, text.length());
    }

    private static Object integer(String name, @Nullable Object value) {
        if (value instanceof Long || value instanceof BigInteger) {
            return value;
        }
        Number number = value instanceof String text ? PythonInt.parse(text) : null;
        if (number != null) {
            return number;
        }
        String why = value instanceof String text
                ? "invalid literal for int() with base 0: " + PythonText.quoted(text)
                : "int() can't convert non-string with explicit base";
        throw new CallException(
                "Argument %s was not of expected type int and could not converted because: %s.".formatted(name, why));
    }

    private static CallException unexpected(Type type, String name) {
        return new CallException("Argument %s was not of expected type %s.".formatted(name, word(type)));
    }

    /// As it is called in messages.
    private static String word(Type type) {
        return type.isInteger() ? "int" : type.text();
    }
}
