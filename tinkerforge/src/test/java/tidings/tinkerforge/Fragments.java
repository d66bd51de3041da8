package tidings.tinkerforge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tidings.tinkerforge.Question.Deviation;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.catalog.Type;
import tidings.tinkerforge.json.JsonWriter;

/// JSON for one argument: what its type takes, what it nearly takes, and what it does not.
final class Fragments {

    private static final List<String> NO_NUMBERS = List.of(
            "true", "null", "[]", "{}", "1.0", "1e2", "-0.0", "NaN", "-Infinity", "\"\"", "\"text\"", "\"09\"",
            "\"1_\"",
            "\"_1\"", "\"0x\"", "\"0x_\"", "\"1__0\"", "\"+-1\"", "\"1.0\"", "\"'\"", "\"'\\\"\"",
            "\"\\n\\u0000\\u00e9\"",
            "\"\\ud83d\\ude00\"", "\"\\ud800\"", "\"\\u200b1\"", "[1]", "\"\\ufeff1\"");
    private static final List<String> INTEGERS = List.of(
            "0", "-0", "100000", "-100000", "127", "128", "-128", "-129", "255", "256", "-1", "32767", "32768",
            "-32768",
            "-32769", "65535", "65536", "2147483647", "2147483648", "-2147483648", "-2147483649", "4294967295",
            "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
            "-9223372036854775809", "18446744073709551615", "18446744073709551616",
            "1000000000000000000000000000000");
    private static final List<String> INTEGER_TEXTS = List.of(
            "\"0\"", "\"00\"", "\"-0\"", "\" 0x7F \"", "\"0B1_0\"", "\"0o_17\"", "\"-1\"", "\"99999\"", "\"+0\"",
            "\"\\uff10\"", "\"\\u0661\\u0662\"", "\"\\u00a00\\u3000\"", "\"\\t0\\u001f\\u0085\"", "\"1_000_000\"",
            "\"18446744073709551616\"", "\"0_0\"", "\"- 0\"", "\"0x-1\"", "\"\\u00b2\"");
    private static final List<String> FLOATS = List.of(
            "0.0", "-0.0", "1.5", "1e-50", "0.1", "1E2", "3.4028234663852886e38", "-3.4028235e38", "16777217.0");
    private static final List<String> LARGE_FLOATS = List.of("1e39", "-1e300", "3.5e38");
    private static final List<String> NO_FLOATS = List.of("1", "0", "true", "null", "\"1.0\"", "[]", "{}", "[1.0]");
    private static final List<String> NO_BOOLEANS = List.of("1", "0", "null", "\"true\"", "1.0", "[]", "{}", "[true]");
    private static final List<String> CHARACTERS = List.of("\"a\"", "\"\\u00ff\"", "\"\\u0000\"", "\"\\\"\"");
    private static final List<String> TWO_CHARACTERS = List.of("\"ab\"", "\"\\u00e9b\"");
    private static final List<String> NO_CHARACTERS = List.of("\"\\u0100\"", "5.0", "null", "{}", "\"\\ud83d\\ude00\"");
    private static final List<String> TEXTS = List.of(
            "\"\"", "\"a\\u00ff\\u0000b\"", "\"a'\\\"\\\\b\\n\"",
            "\"a text that is longer than any text may be in any packet of any of these devices, so that it is cut\"");
    private static final List<String> TAKEN_AS_TEXT = List.of("[]", "[\"a\", \"b\"]", "[97, 98]", "5", "true");

    private final Element element;
    private final boolean streamed;
    private final List<Fragment> all = new ArrayList<>();

    /// @param json of the argument
    record Fragment(String json, Deviation allowed) {}

    private Fragments(Element element, boolean streamed) {
        this.element = element;
        this.streamed = streamed;
    }

    /// @param stream how the function is called, or null where a single packet is meant
    static List<Fragment> of(Element element, Stream stream) {
        Fragments fragments = new Fragments(element, stream != null);
        if (element.isArray()) {
            fragments.arrays(stream);
        } else {
            fragments.symbols();
            fragments.scalars();
        }
        return fragments.all;
    }

    private void add(List<String> jsons, Deviation allowed) {
        jsons.forEach(json -> all.add(new Fragment(json, allowed)));
    }

    /// Those of which several may be named alike are known under the last name only, and none in streams.
    private void symbols() {
        if (element.symbols() == null) {
            return;
        }
        element.symbols().values().forEach((symbol, value) -> {
            boolean known = !streamed && symbol.equals(element.symbols().symbol(value));
            all.add(new Fragment(JsonWriter.write(symbol), known ? Deviation.NONE : Deviation.ANYTHING));
            all.add(new Fragment(JsonWriter.write(value), Deviation.NONE));
        });
    }

    private void scalars() {
        items(element.name().contains("period") ? INTEGERS.subList(0, 2) : INTEGERS, element.type());
        if (element.type() == Type.CHAR || element.type() == Type.STRING) {
            add(TAKEN_AS_TEXT, Deviation.ANYTHING);
        }
        if (element.type() == Type.CHAR) {
            add(List.of("\"\""), Deviation.ANYTHING); // in a stream it is refused, elsewhere it breaks
        }
    }

    /// @param integers whose effect on a brick is a quiet one
    private void items(List<String> integers, Type type) {
        switch (type) {
            case FLOAT -> {
                add(FLOATS, Deviation.NONE);
                add(NO_FLOATS, Deviation.NONE);
                add(List.of("Infinity", "-Infinity", "1e400"), Deviation.NONE);
                add(LARGE_FLOATS, Deviation.SILENCE);
            }
            case BOOL -> {
                add(List.of("true", "false"), Deviation.NONE);
                add(NO_BOOLEANS, Deviation.NONE);
            }
            case CHAR -> {
                add(CHARACTERS, Deviation.NONE);
                add(TWO_CHARACTERS, element.isArray() ? Deviation.SILENCE : Deviation.NONE);
                add(NO_CHARACTERS, Deviation.SILENCE);
            }
            case STRING -> {
                add(TEXTS, Deviation.NONE);
                add(NO_CHARACTERS, Deviation.SILENCE);
            }
            default -> {
                add(integers, Deviation.NONE);
                boolean quiet = integers.size() == INTEGERS.size();
                add(INTEGER_TEXTS.subList(0, quiet ? INTEGER_TEXTS.size() : 3),
                        streamed && !element.isArray() ? Deviation.ANYTHING : Deviation.NONE);
                add(NO_NUMBERS, Deviation.NONE);
            }
        }
    }

    private void arrays(Stream stream) {
        add(List.of("null", "5", "\"text\"", "{}", "true", "1.0"), Deviation.NONE);
        List<Object> valid = list(stream);
        int most = Math.abs(element.length());
        for (int length : new int[]{0, 1, valid.size() - 1, valid.size(), valid.size() + 1, most, most + 1}) {
            all.add(new Fragment(repeated(valid.get(0), length), Deviation.NONE));
        }
        Fragments items = new Fragments(element, streamed);
        items.items(INTEGERS, element.type());
        String begin = repeated(valid.get(0), valid.size() - 1);
        for (Fragment item : items.all) {
            all.add(new Fragment(
                    begin.substring(0, begin.length() - 1) + (valid.size() > 1 ? ", " : "") + item.json() + "]",
                    item.allowed()));
        }
    }

    private List<Object> list(Stream stream) {
        return new ArrayList<>((List<?>) Samples.valid(List.of(element), stream, false).get(element.name()));
    }

    private static String repeated(Object item, int times) {
        return JsonWriter.write(Collections.nCopies(Math.max(0, times), item));
    }
}
