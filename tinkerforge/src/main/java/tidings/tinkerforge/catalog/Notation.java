package tidings.tinkerforge.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what the catalog says of a device.
///
/// A section a device, separated by empty lines; a line a thing, its words separated by blanks:
///
/// ```
/// device NAME IDENTIFIER released|unreleased[,discontinued] CLASS-NAME DISPLAY NAME
/// symbols GROUP TYPE SYMBOL=VALUE ...
/// function ID NAME always_true|true|false SINCE-FIRMWARE
/// callback ID NAME SINCE-FIRMWARE
/// stream NAME in|out chunk=N [fixed=N none=N] [single] [short]     of the function or callback above
/// > NAME TYPE ...                                                  an argument of what is above
/// < NAME TYPE ...                                                  a result of it, or what a callback tells
/// ```
///
/// A TYPE is `uint8`, `string:20` (bytes), `bool[4]`, or `int16[-100]` for up to 100 items. After it come `role=`,
/// `symbols=`, `json=` (another name in results), `unit=`, `scale=1/10`, `range=0..9,255..255`, `default=`.
final class Notation {

    private final DeviceName name;
    private final Map<String, Symbols> groups = new HashMap<>();
    private final List<Function> functions = new ArrayList<>();
    private final List<Callback> callbacks = new ArrayList<>();
    private String[] head = {};
    private String[] stream = {};
    private List<Element> request = new ArrayList<>();
    private List<Element> response = new ArrayList<>();
    private List<Element> whole = List.of();
    private List<Element> wholeResponse = List.of();

    private Notation(DeviceName name) {
        this.name = name;
    }

    /// The first line of a section.
    static DeviceName name(String line) {
        String[] words = line.split(" ", 6);
        return new DeviceName(
                words[1].intern(), Integer.parseInt(words[2]), words[3].startsWith("released"),
                words[3].endsWith("discontinued"), words[4], words[5]);
    }

    /// The lines after it.
    static Device device(DeviceName name, String lines) {
        Notation notation = new Notation(name);
        lines.lines().forEach(line -> notation.read(line.split(" ", -1)));
        notation.finish();
        return new Device(notation.name, notation.functions, notation.callbacks);
    }

    private void read(String[] words) {
        switch (words[0]) {
            case "symbols" -> groups.put(words[1], symbols(words));
            case "function", "callback" -> {
                finish();
                head = words;
            }
            case "stream" -> {
                stream = words;
                whole = new ArrayList<>();
                wholeResponse = new ArrayList<>();
            }
            case ">" -> (stream.length == 0 ? request : whole).add(element(words));
            case "<" -> (stream.length == 0 ? response : wholeResponse).add(element(words));
            default -> throw new IllegalArgumentException("In " + name.text() + ": " + String.join(" ", words));
        }
    }

    /// All lines of a function or callback have been read.
    private void finish() {
        if (head.length == 0) {
            return;
        }
        int id = Integer.parseInt(head[1]);
        if (head[0].equals("function")) {
            functions.add(new Function(id, head[2], answer(head[3]), head[4], request, response, stream()));
        } else {
            callbacks.add(new Callback(id, head[2], head[3], response, stream()));
        }
        head = new String[]{};
        stream = new String[]{};
        request = new ArrayList<>();
        response = new ArrayList<>();
    }

    private static Function.Answer answer(String word) {
        return switch (word) {
            case "always_true" -> Function.Answer.ALWAYS;
            case "true" -> Function.Answer.WANTED;
            default -> Function.Answer.WAIVED;
        };
    }

    private @Nullable Stream stream() {
        if (stream.length == 0) {
            return null;
        }
        Map<String, String> said = attributes(stream, 3);
        return new Stream(
                stream[1], stream[2].equals("in"), number(said, "chunk"), number(said, "fixed"), number(said, "none"),
                said.containsKey("single"), said.containsKey("short"), whole, wholeResponse);
    }

    private Element element(String[] words) {
        String[] kind = words[2].split("[:\\[\\]]", 0);
        Type type = Type.of(kind[0]);
        boolean isText = type == Type.STRING;
        int chars = isText ? Integer.parseInt(kind[1]) : 1;
        int at = isText ? 2 : 1;
        int length = kind.length > at ? Integer.parseInt(kind[at]) : 0;
        Map<String, String> said = attributes(words, 3);
        Role role = Role.of(said.getOrDefault("role", "none"));
        Symbols symbols = groups.get(said.getOrDefault("symbols", ""));
        String member = said.getOrDefault("json", words[1]);
        return new Element(words[1], member, type, chars, length, role, symbols, meaning(said, type));
    }

    private static Meaning meaning(Map<String, String> said, Type type) {
        String unit = said.get("unit");
        String initial = said.get("default");
        List<Meaning.Range> ranges = ranges(said.getOrDefault("range", ""), type);
        if (unit == null && initial == null && ranges.isEmpty()) {
            return Meaning.NONE;
        }
        String[] scale = said.getOrDefault("scale", "1/1").split("/", -1);
        return new Meaning(
                unit, Long.parseLong(scale[0]), Long.parseLong(scale[1]), ranges,
                initial == null ? null : value(initial, type));
    }

    private static List<Meaning.Range> ranges(String text, Type type) {
        List<Meaning.Range> ranges = new ArrayList<>();
        for (String range : text.isEmpty() ? new String[]{} : text.split(",", -1)) {
            String[] bounds = range.split("\\.\\.", 2);
            long low = bounds[0].isEmpty() ? Long.MIN_VALUE : bound(bounds[0], type);
            long high = bounds[1].isEmpty() ? Long.MAX_VALUE : bound(bounds[1], type);
            ranges.add(new Meaning.Range(low, high));
        }
        return List.copyOf(ranges);
    }

    private static long bound(String text, Type type) {
        return type == Type.CHAR ? text.charAt(0) : (long) Double.parseDouble(text);
    }

    private static Symbols symbols(String[] words) {
        Type type = Type.of(words[2]);
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 3; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            values.put(words[i].substring(0, equals), value(words[i].substring(equals + 1), type));
        }
        return new Symbols(words[1], values);
    }

    private static Object value(String text, Type type) {
        return switch (type) {
            case CHAR -> text.charAt(0);
            case BOOL -> Boolean.valueOf(text);
            case FLOAT -> Float.valueOf(text);
            case STRING -> text;
            default -> text.equals("true") ? 1L : text.equals("false") ? 0L : Long.parseLong(text);
        };
    }

    private static int number(Map<String, String> said, String key) {
        return Integer.parseInt(said.getOrDefault(key, "0"));
    }

    private static Map<String, String> attributes(String[] words, int from) {
        Map<String, String> said = new HashMap<>();
        for (int i = from; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            said.put(equals < 0 ? words[i] : words[i].substring(0, equals), words[i].substring(equals + 1));
        }
        return said;
    }
}
