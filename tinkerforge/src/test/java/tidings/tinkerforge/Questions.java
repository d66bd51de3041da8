package tidings.tinkerforge;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tidings.tinkerforge.Question.Deviation;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Type;
import tidings.tinkerforge.json.JsonWriter;

/// Everything that can be asked of a device, right and wrong, from the catalog.
///
/// What may leave the bricks of the two gateways in different states comes last.
final class Questions {

    private static final List<String> NO_OBJECTS =
            List.of("[]", "[1]", "\"text\"", "\"\"", "17", "1.5", "true", "null");
    private static final List<String> RESPONSE_EXPECTED = List.of("true", "false", "null", "1", "\"true\"");
    private static final List<String> NO_JSON = List.of(
            " ", "{", "}", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{'a':1}", "[1,]",
            "[1 2]",
            "{\"a\" 1}", "{\"a\":1 \"b\":2}", "nul", "tru", "True", "{} {}", "[]]", "1 2", "01", "+1", ".5", "5.", "1e",
            "-",
            "- 1", "0x10", "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u1\"", "\"\\u 123\"",
            "\"\\u+123\"",
            "\"\t\"", "\"\n\"", "{\n\"a\":\n x}", "\r\n{\r\n\"a\" : \r\n", "\ufeff{}", "\u00a0{}",
            "\"\u00e9\ud83d\ude00\" x", "// no\n{}",
            "NaNs", "Infinit", "-Infinit", "-NaN", "nan", "{\"a\": [1, {\"b\": }]}", "{\"\\ud800\": \"\\udc00\"", "{,}",
            "[,]", "{\"a\":,}",
            "\u0000", "{}\u0000", "\"\\ud83d\\u", "\"\\ud83d\\uZZZZ\"", "[\"a\",\n\t\"b\"\n\t\"c\"]");

    private static final List<String> NO_UTF8 = List.of(
            "ff", "c3", "c328", "22c3a9", "e282", "e28228", "eda080", "c080", "f0908d", "f0908d88", "f4908080", "80",
            "2261ff22",
            "f8", "e0", "e080", "f08080", "61c1", "e28261");
    private static final List<String> UIDS = List.of(
            "", "1", "11", "0", "O", "I", "l", "1l", "a b", "%", "\u00e9", "\"", "'", "7xwQ9g", "7xwQ9h", "2", "12",
            "zzzzzzzzzzz",
            "ZZZZZZZZZZZ", "JPwcyDCgEup", "jpXCZedGfVQ", "jpXCZedGfVR", "ZZZZZZZZZZZZ", "aaaaaaaaaaaaaaaaaaaaaaaa");
    private static final List<String> TOPICS = List.of(
            "request", "request/", "request//", "request///", "request////", "request/a", "request/a/b",
            "request/a/b/c",
            "request/a/b/c/d", "register", "register/a/b", "register/a/b/c", "request/ip_connection",
            "request/ip_connection/", "request/ip_connection/x", "request/ip_connection/x/y/z",
            "request/ip_connection//",
            "request/bindings", "request/bindings/", "request/bindings/x/", "register/bindings/",
            "register/bindings/reset_callbacks", "register/ip_connection/", "register/ip_connection/x",
            "request/ip_connection/get_connection_state", "request/ip_connection/get_connection_state/",
            "request/ip_connection/get_connection_state//\u00e9\ud83d\ude00", "request/dc_brick",
            "request/dc_brick/UID",
            "request/dc_brick/UID/", "request/dc_brick/UID/get_velocity/", "request/dc_brick/UID/Get_Velocity",
            "request/dc_brick/UID/velocity_reached", "register/dc_brick/UID/get_velocity", "register/dc_brick/UID/",
            "register/nfc_bricklet/UID/cardemu_state_changed/", "request/DC_Brick/UID/get_velocity",
            "request/common_test_bricklet/UID/get_identity", "request/ip_connection/enumerate/x",
            "request/dc_brick/UID/get_velocity//a//", "request/dc_brick//get_velocity", "request//UID/x");

    private final Device device;
    private final String uid;
    private final List<Question> early = new ArrayList<>();
    private final List<Question> late = new ArrayList<>();

    private Questions(Device device, String uid) {
        this.device = device;
        this.uid = uid;
    }

    /// All questions to all functions.
    static List<Question> of(Device device, String uid) {
        Questions questions = new Questions(device, uid);
        callables(device).forEach(questions::all);
        questions.early.addAll(questions.late);
        return questions.early;
    }

    /// One sensible question to each function.
    static List<Question> sensible(Device device, String uid) {
        Questions questions = new Questions(device, uid);
        callables(device).forEach(questions::valid);
        return questions.early;
    }

    /// Payloads that cannot be read, on each of some topics.
    static List<Question> unreadable(List<String> topics) {
        List<Question> questions = new ArrayList<>();
        for (String topic : topics) {
            NO_JSON.forEach(text -> questions.add(new Question(topic + "/" + questions.size(), text)));
            NO_UTF8.forEach(hex -> questions.add(new Question(
                    topic + "/" + questions.size(), HexFormat.of().parseHex(hex), Deviation.NONE)));
        }
        return questions;
    }

    /// Topics that are none, that are nobody's, and that are spelled in an unusual way.
    ///
    /// @param uid of a DC Brick
    static List<Question> addresses(String uid) {
        List<Question> questions = new ArrayList<>();
        TOPICS.forEach(topic -> questions.add(new Question(topic.replace("UID", uid), "")));
        List<String> uids = new ArrayList<>(UIDS);
        uids.addAll(List.of("1111" + uid, uid + "1"));
        for (String text : uids) {
            boolean isDaemon = text.matches("1*2");
            for (String topic : List.of(
                    "request/dc_brick/%s/get_velocity", "request/dc_brick/%s/x", "request/dc_brick/%s/set_velocity",
                    "register/dc_brick/%s/velocity_reached", "register/dc_brick/%s/x",
                    "request/nfc_bricklet/%s/reader_read_ndef")) {
                for (String payload : List.of("", "{}", "{", "false", "true")) {
                    boolean breaks = topic.endsWith("set_velocity") && payload.endsWith("e");
                    questions.add(new Question(topic.formatted(text) + "/" + questions.size(), payload,
                            isDaemon ? Deviation.ANYTHING : breaks ? Deviation.SILENCE : Deviation.NONE));
                }
            }
        }
        return questions;
    }

    /// Those of whole streams first: who fetches a single chunk leaves the device in the middle of the stream.
    static List<Device.Callable> callables(Device device) {
        List<Device.Callable> callables = new ArrayList<>();
        for (Function function : device.functions()) {
            if (function.stream() != null) {
                callables.add(device.callable(function.stream().name()));
            }
        }
        device.functions().forEach(function -> callables.add(device.callable(function.name())));
        return callables;
    }

    private void all(Device.Callable callable) {
        valid(callable);
        Map<String, String> valid = valid(callable.request(), callable);
        for (String name : valid.keySet()) {
            Map<String, String> others = new LinkedHashMap<>(valid);
            others.remove(name);
            ask(callable, object(others), Deviation.NONE);
        }
        ask(callable, "{}", Deviation.NONE);
        ask(callable, "{\"_response_expected\": true, \"x\": [1], \"x\": 2}", Deviation.NONE);
        List.of("{", "{\"a\": 1} x", "[1,").forEach(text -> ask(callable, text, Deviation.NONE));
        for (Element element : callable.request()) {
            for (Fragments.Fragment fragment : Fragments.of(element, callable.stream())) {
                Map<String, String> changed = new LinkedHashMap<>(valid);
                changed.put(element.name(), fragment.json());
                changed.put("_response_expected", "true");
                ask(callable, object(changed), fragment.allowed());
            }
        }
        for (String wanted : RESPONSE_EXPECTED) {
            Map<String, String> more = new LinkedHashMap<>(valid);
            more.put("_response_expected", wanted);
            ask(callable, object(more), Deviation.NONE);
        }
        boolean waived = callable.function().answer() != Function.Answer.ALWAYS;
        for (String text : NO_OBJECTS) {
            ask(callable, text, valid.isEmpty() && waived ? Deviation.ANYTHING : Deviation.SILENCE);
        }
    }

    private void valid(Device.Callable callable) {
        ask(callable, object(valid(callable.request(), callable)), Deviation.NONE);
        if (callable.request().isEmpty()) {
            ask(callable, "", Deviation.NONE);
        }
    }

    private static Map<String, String> valid(List<Element> elements, Device.Callable callable) {
        Map<String, String> valid = new LinkedHashMap<>();
        Samples.valid(elements, callable.stream(), callable.stream() == null)
                .forEach((name, value) -> valid.put(name, JsonWriter.write(value)));
        return valid;
    }

    private static String object(Map<String, String> members) {
        return members.entrySet()
                .stream()
                .map(member -> "\"" + member.getKey() + "\": " + member.getValue())
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private void ask(Device.Callable callable, String payload, Deviation allowed) {
        boolean silent = allowed == Deviation.NONE && isText(callable);
        String topic = "request/" + device.name().text() + "/" + uid + "/" + callable.name() + "/"
                + (early.size() + late.size());
        (allowed == Deviation.ANYTHING ? late : early)
                .add(new Question(topic, payload, silent ? Deviation.SILENCE : allowed));
    }

    /// Whether it results in a text alone, which tinkerforge_mqtt mostly takes for an error.
    private static boolean isText(Device.Callable callable) {
        return callable.stream() == null && callable.response().size() == 1 && !callable.response().get(0).isArray()
                && (callable.response().get(0).type() == Type.STRING
                        || callable.response().get(0).type() == Type.CHAR);
    }
}
