package tidings.tinkerforge.json;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes JSON in ASCII: one blank after each comma and colon.
///
/// Floats have the fewest digits that read back to the same 64 bits. What is no number becomes null: JSON has no word for it.
public final class JsonWriter {

    private static final int FIRST_LENGTH = 64;
    private static final int FIXED_FROM = -4;
    private static final int FIXED_BELOW = 16;
    private static final String ESCAPED = "\"\\\b\f\n\r\t";
    private static final String LETTERS = "\"\\bfnrt";
    private static final char LAST_PRINTABLE = '~';

    private final StringBuilder out = new StringBuilder(FIRST_LENGTH);

    /// Any value that [JsonReader] gives, and [Float] and [Character].
    public static String write(@Nullable Object value) {
        JsonWriter writer = new JsonWriter();
        writer.value(value);
        return writer.out.toString();
    }

    /// Begins an object.
    public static JsonWriter object() {
        JsonWriter writer = new JsonWriter();
        writer.out.append('{');
        return writer;
    }

    /// The next member of the object.
    public JsonWriter member(String name, @Nullable Object value) {
        if (out.length() > 1) {
            out.append(", ");
        }
        string(name);
        out.append(": ");
        value(value);
        return this;
    }

    /// The object as a text.
    public String end() {
        return out.append('}').toString();
    }

    private void value(@Nullable Object value) {
        switch (value) {
            case null -> out.append("null");
            case String text -> string(text);
            case Character character -> string(character.toString());
            case Float number -> number(number.doubleValue());
            case Double number -> number(number);
            case List<?> items -> list(items);
            case Map<?, ?> members -> map(members);
            default -> out.append(value); // whole numbers and booleans
        }
    }

    private void list(List<?> items) {
        out.append('[');
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(", ");
            }
            value(items.get(i));
        }
        out.append(']');
    }

    private void map(Map<?, ?> members) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> member : members.entrySet()) {
            out.append(separator);
            string(String.valueOf(member.getKey()));
            out.append(": ");
            value(member.getValue());
            separator = ", ";
        }
        out.append('}');
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            int escaped = ESCAPED.indexOf(character);
            if (escaped >= 0) {
                out.append('\\').append(LETTERS.charAt(escaped));
            } else if (character < ' ' || character > LAST_PRINTABLE) {
                out.append("\\u%04x".formatted((int) character));
            } else {
                out.append(character);
            }
        }
        out.append('"');
    }

    private void number(double number) {
        if (!Double.isFinite(number)) {
            out.append("null");
            return;
        }
        String java = Double.toString(number);
        if (java.indexOf('E') < 0) {
            out.append(java);
            return;
        }
        BigDecimal digits = new BigDecimal(java).stripTrailingZeros();
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent < FIXED_FROM || exponent >= FIXED_BELOW) {
            String unscaled = digits.unscaledValue().toString();
            int first = unscaled.charAt(0) == '-' ? 2 : 1;
            out.append(unscaled, 0, first);
            if (unscaled.length() > first) {
                out.append('.').append(unscaled, first, unscaled.length());
            }
            out.append("e%+03d".formatted(exponent));
        } else {
            String plain = digits.toPlainString();
            out.append(plain).append(plain.indexOf('.') < 0 ? ".0" : "");
        }
    }
}
