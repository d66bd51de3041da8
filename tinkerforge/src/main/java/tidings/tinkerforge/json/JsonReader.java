package tidings.tinkerforge.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads JSON. An object becomes a [Map], an array a [List], a whole number a [Long] or [BigInteger], one with fraction or
/// exponent a [Double]; the rest are [String], [Boolean], null. Of members with the same name the last one counts.
public final class JsonReader {

    private static final int DEEPEST = 500;
    private static final int LONGEST_NUMBER = 4_300;
    private static final int LONG_DIGITS = 18;
    private static final int HEX = 16;

    private final String text;
    private int at;
    private int depth;
    private final @Nullable Set<String> members;

    private JsonReader(String text, @Nullable Set<String> members) {
        this.text = text;
        this.members = members;
    }

    /// Reads a text.
    ///
    /// @throws JsonException if it is none
    public static @Nullable Object read(String text) {
        return new JsonReader(text, null).whole();
    }

    /// Reads an object as the list of its members, in their order, even if several have the same name. Members of the
    /// given names are read the same way; anything else but an object is read as by [#read].
    public static @Nullable Object readMembers(String text, Set<String> inside) {
        return new JsonReader(text, inside).whole();
    }

    /// A member of an object.
    public record Member(String name, @Nullable Object value) {}

    private @Nullable Object whole() {
        if (text.startsWith("\uFEFF")) {
            throw wrong("Unexpected UTF-8 BOM (decode using utf-8-sig)");
        }
        skipBlanks();
        Object value = members == null ? value() : membersOr();
        skipBlanks();
        if (at < text.length()) {
            throw wrong("Extra data");
        }
        return value;
    }

    private @Nullable Object value() {
        if (at >= text.length()) {
            throw wrong("Expecting value");
        }
        return switch (text.charAt(at)) {
            case '"' -> string();
            case '{' -> object();
            case '[' -> array();
            default -> word();
        };
    }

    private @Nullable Object word() {
        if (skip("null")) {
            return null;
        }
        if (skip("true")) {
            return true;
        }
        if (skip("false")) {
            return false;
        }
        if (skip("NaN")) {
            return Double.NaN;
        }
        if (skip("Infinity")) {
            return Double.POSITIVE_INFINITY;
        }
        if (skip("-Infinity")) {
            return Double.NEGATIVE_INFINITY;
        }
        return number();
    }

    private Object number() {
        int start = at;
        int end = at < text.length() && text.charAt(at) == '-' ? at + 1 : at;
        int whole = digits(end);
        if (whole == end) {
            throw wrong("Expecting value");
        }
        end = text.charAt(end) == '0' ? end + 1 : whole; // no digit follows a leading zero
        int fraction = end < text.length() && text.charAt(end) == '.' ? digits(end + 1) : end;
        int real = fraction > end + 1 ? fraction : end;
        real = exponent(real);
        at = real;
        String number = text.substring(start, real);
        return real > end ? (Object) Double.valueOf(number) : integer(number);
    }

    /// The end of an exponent that begins at a place; the place itself if none does.
    private int exponent(int start) {
        if (start >= text.length() || (text.charAt(start) | ' ') != 'e') {
            return start;
        }
        int first = start + 1;
        if (first < text.length() && (text.charAt(first) == '-' || text.charAt(first) == '+')) {
            first++;
        }
        int end = digits(first);
        return end > first ? end : start;
    }

    private int digits(int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private static Number integer(String number) {
        if (number.length() <= LONG_DIGITS) {
            return Long.valueOf(number);
        }
        int digits = number.length() - (number.charAt(0) == '-' ? 1 : 0);
        if (digits > LONGEST_NUMBER) {
            throw JsonException.of("Exceeds the limit (" + LONGEST_NUMBER
                    + " digits) for integer string conversion: value has " + digits + " digits");
        }
        return PythonInt.narrow(new BigInteger(number));
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        eachMember(name -> object.put(name, value()));
        return object;
    }

    private @Nullable Object membersOr() {
        if (at >= text.length() || text.charAt(at) != '{' || members == null) {
            return value();
        }
        List<Member> list = new ArrayList<>();
        eachMember(name -> list.add(new Member(name, members.contains(name) ? membersOr() : value())));
        return list;
    }

    private interface MemberReader {
        void read(String name);
    }

    private void eachMember(MemberReader reader) {
        descend();
        at++;
        skipBlanks();
        if (!skip("}")) {
            do {
                skipBlanks();
                if (at >= text.length() || text.charAt(at) != '"') {
                    throw wrong("Expecting property name enclosed in double quotes");
                }
                String name = string();
                skipBlanks();
                if (!skip(":")) {
                    throw wrong("Expecting ':' delimiter");
                }
                skipBlanks();
                reader.read(name);
            } while (goesOn("}"));
        }
        depth--;
    }

    private List<@Nullable Object> array() {
        descend();
        List<@Nullable Object> array = new ArrayList<>();
        at++;
        skipBlanks();
        if (!skip("]")) {
            do {
                skipBlanks();
                array.add(value());
            } while (goesOn("]"));
        }
        depth--;
        return array;
    }

    /// Whether there is a comma, not an end.
    private boolean goesOn(String end) {
        skipBlanks();
        if (skip(end)) {
            return false;
        }
        if (!skip(",")) {
            throw wrong("Expecting ',' delimiter");
        }
        return true;
    }

    private void descend() {
        if (++depth > DEEPEST) {
            throw JsonException.of("maximum recursion depth exceeded while decoding a JSON text");
        }
    }

    private String string() {
        int start = at++;
        StringBuilder string = new StringBuilder();
        while (true) {
            int run = at;
            while (at < text.length() && text.charAt(at) >= ' ' && text.charAt(at) != '"' && text.charAt(at) != '\\') {
                at++;
            }
            string.append(text, run, at);
            if (at >= text.length()) {
                throw JsonException.at("Unterminated string starting at", text, start);
            }
            char stop = text.charAt(at);
            if (stop == '"') {
                at++;
                return string.toString();
            }
            if (stop != '\\') {
                throw wrong("Invalid control character at");
            }
            string.append(escaped(start));
        }
    }

    private char escaped(int start) {
        if (at + 1 >= text.length()) {
            throw JsonException.at("Unterminated string starting at", text, start);
        }
        char letter = text.charAt(at + 1);
        if (letter == 'u') {
            return unicode();
        }
        int index = "\"\\/bfnrt".indexOf(letter);
        if (index < 0) {
            throw wrong("Invalid \\escape");
        }
        at += 2;
        return "\"\\/\b\f\n\r\t".charAt(index);
    }

    private char unicode() {
        int first = at + 2;
        int end = first + 4;
        if (end >= text.length()) {
            throw JsonException.at("Invalid \\uXXXX escape", text, first - 1);
        }
        int code = 0;
        for (int i = first; i < end; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), HEX) : -1;
            if (digit < 0) {
                throw JsonException.at("Invalid \\uXXXX escape", text, first - 1);
            }
            code = code * HEX + digit;
        }
        at = end;
        return (char) code;
    }

    private boolean skip(String expected) {
        if (!text.startsWith(expected, at)) {
            return false;
        }
        at += expected.length();
        return true;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private JsonException wrong(String what) {
        return JsonException.at(what, text, at);
    }
}
