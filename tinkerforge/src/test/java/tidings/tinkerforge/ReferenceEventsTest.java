package tidings.tinkerforge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.Question.Deviation;
import tidings.tinkerforge.Side.Settings;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

/// What comes without a request: callbacks of devices and of the connection, and what files ask for.
@BesideReference
class ReferenceEventsTest {

    private static final String ENUMERATE = "ip_connection/enumerate";
    private static final String SHUTDOWN = "emergency_shutdown";
    private static final int PACKETS = 2_000;
    private static final int LONGEST = 130;

    @Test
    void tellsCallbacksAlike() {
        try (Duel duel = Duel.of(Settings.DEFAULT)) {
            for (Device device : ReferenceTest.devices()) {
                duel.listenTo(device);
                List<Question> removals = new ArrayList<>();
                for (Callback callback : device.callbacks()) {
                    String topic = "register/" + duel.path(device.name().text()) + callback.name();
                    removals.add(new Question(topic, "false"));
                    removals.add(new Question(topic + "/unknown", "{\"register\": false}"));
                    if (callback.stream() == null) { // else tinkerforge_mqtt tells no more callbacks at all
                        removals.add(new Question(topic + "/a/b", "{\"register\": false}"));
                    }
                }
                duel.ask(removals);
                device.callbacks().forEach(callback -> duel.fire(device.name().text(), callback.name()));
            }
            duel.ask();
        }
    }

    /// In any order, and of any length.
    @ParameterizedTest
    @MethodSource("tidings.tinkerforge.ReferenceTest#devices")
    void joinsChunksAlike(Device device) {
        String name = device.name().text();
        if (device.callbacks().stream().allMatch(callback -> callback.stream() == null)) {
            return;
        }
        try (Duel duel = Duel.of(Settings.DEFAULT, name)) {
            duel.listenTo(device);
            Uid uid = Uid.parse(duel.uid(name));
            Random random = new Random(name.hashCode());
            for (int i = 0; i < PACKETS; i++) {
                for (Callback callback : device.callbacks()) {
                    Packet packet = Packet.callback(uid, callback.id(), random(callback, random));
                    duel.quietly(bricks -> bricks.send(packet));
                }
            }
            for (Callback callback : device.callbacks()) {
                for (int length = 0; length < Packet.LONGEST - Packet.HEADER; length++) {
                    Packet packet = Packet.callback(uid, callback.id(), Bytes.copyOf(new byte[length]));
                    duel.quietly(bricks -> bricks.send(packet));
                }
            }
            duel.listenTo(device); // what comes behind all this
        }
    }

    private static Bytes random(Callback callback, Random random) {
        Stream stream = callback.stream();
        int longest = stream != null && stream.singleChunk() ? stream.chunk() : LONGEST;
        List<Object> values = new ArrayList<>();
        for (Element element : callback.elements()) {
            values.add(switch (element.role()) {
                case LENGTH -> (long) random.nextInt(longest + 1);
                case OFFSET -> (long) random.nextInt(3) * (stream == null ? 0 : stream.chunk());
                default -> element.isArray()
                        ? random.ints(element.length()).mapToObj(seed -> item(element, new Random(seed))).toList()
                        : item(element, random);
            });
        }
        return Payloads.write(callback.elements(), values);
    }

    private static Object item(Element element, Random random) {
        int bits = Byte.SIZE * element.type().bytes();
        return switch (element.type()) {
            case BOOL -> random.nextBoolean();
            case CHAR -> (char) random.nextInt(1 << Byte.SIZE);
            case STRING -> "\u00e9";
            case FLOAT -> Float.intBitsToFloat(random.nextInt());
            case INT8, INT16, INT32, INT64 -> random.nextLong() >> (Long.SIZE - bits);
            default -> random.nextLong() >>> 1 >>> (Long.SIZE - bits);
        };
    }

    @Test
    void registersAlike() {
        try (Duel duel = Duel.of(Settings.DEFAULT, "dc_brick")) {
            List<Question> questions = new ArrayList<>();
            for (String payload : List.of(
                    "true", "false", " true ", "{\"register\": true}", "{\"register\": false}", "{\"register\": 1}",
                    "{\"register\": true, \"register\": false}", "{\"register\": 0}", "{\"register\": 1.5}",
                    "{\"register\": -0.0}", "1", "0", "null", "\"true\"", "[]", "[true]", "{}", "{\"Register\": true}",
                    "",
                    "\"\\u00e9\"", "\"\u00e9\"", "1.50")) {
                for (String topic : List.of(duel.path("dc_brick") + SHUTDOWN, ENUMERATE)) {
                    questions.add(new Question("register/" + topic + "/" + questions.size(), payload));
                }
            }
            for (String value : List.of("{}", "{\"register\": true}", "\"x\"", "\"\"", "null", "[]")) { // by its truth
                questions.add(new Question("register/" + duel.path("dc_brick") + "under_voltage/" + questions.size(),
                        "{\"register\": " + value + "}", Deviation.ANYTHING));
            }
            duel.ask(questions);
            duel.fire("dc_brick", SHUTDOWN);
            duel.ask(new Question("request/" + ENUMERATE, ""));
        }
    }

    @Test
    void forgetsAlike() {
        try (Duel duel = Duel.of(Settings.DEFAULT, "dc_brick")) {
            String set = "request/" + duel.path("dc_brick") + "set_velocity";
            List<Question> all = List.of(
                    new Question("register/" + duel.path("dc_brick") + SHUTDOWN, "true"),
                    new Question("register/" + ENUMERATE, "true"),
                    new Question(set, "{\"velocity\": -32768, \"_response_expected\": true}"),
                    new Question(set, "{\"velocity\": -32768}"));
            Question reset = new Question("request/bindings/reset_callbacks/x", "nonsense");
            for (List<Question> questions : List.of(all, List.of(reset), all.subList(3, 4), all)) {
                duel.ask(questions);
                duel.fire("dc_brick", SHUTDOWN);
                List<String> told = questions.equals(all) ? List.of("callback/" + ENUMERATE) : List.of();
                duel.ask(told, new Question("request/" + ENUMERATE, ""));
            }
        }
    }

    @Test
    void tellsOfTheConnectionAlike() {
        try (Duel duel = Duel.of(Settings.DEFAULT, "dc_brick")) {
            duel.ask(new Question("register/ip_connection/connected", "true"),
                    new Question("register/ip_connection/disconnected", "true"),
                    new Question("register/" + ENUMERATE, "true"), new Question("register/" + ENUMERATE + "/a", "true"),
                    new Question("register/" + duel.path("dc_brick") + SHUTDOWN, "true"));
            for (int i = 0; i < 3; i++) {
                duel.happen(Simulator::disconnectAll, "callback/ip_connection/connected");
            }
            duel.fire("dc_brick", SHUTDOWN);
            duel.ask(List.of("callback/" + ENUMERATE, "callback/" + ENUMERATE + "/a"),
                    new Question("request/" + ENUMERATE, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsAlikeWhatComesAndGoes(boolean symbolic) {
        try (Duel duel = Duel.of(Settings.DEFAULT.withNames(symbolic, false), "dc_brick")) {
            duel.ask(new Question("register/" + ENUMERATE, "true"));
            for (long identifier : new long[]{0, 11, 286}) { // after an unknown one tinkerforge_mqtt says no more
                for (long type = 0; type < 3; type++) {
                    Bytes payload = Payloads.write(Catalog.identity(), List.of(
                            "a\u00e9", "", 'c', List.of(1L, 2L, 255L), List.of(0L, 0L, 0L), identifier, type));
                    duel.happen(bricks -> bricks.send(enumerated(payload)), "callback/" + ENUMERATE);
                }
            }
            for (int length = 0; length < 26; length++) {
                Bytes payload = Bytes.copyOf(new byte[length]);
                duel.quietly(bricks -> bricks.send(enumerated(payload)));
            }
            duel.ask();
        }
    }

    private static Packet enumerated(Bytes payload) {
        return Packet.callback(Uid.parse("abc"), Packet.ENUMERATE_CALLBACK, payload);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "[]", "{\"post_connect\": {}}",
        "{\"p/request/UID/get_velocity\": \"\", \"p/request/UID/get_velocity\": {}}",
        "[[\"p/request/UID/get_velocity\", \"\"], [\"p/request/UID/set_velocity\", {\"velocity\": 1.5}]]",
        "{\"p/register/UID/emergency_shutdown\": true, \"p/register/UID/velocity_reached\": {\"register\": false}}",
        "{\"p/register/UID/under_voltage\": \"\", \"p/register/UID/current_velocity\": 1}",
        "{\"pre_connect\": {\"p/register/ip_connection/connected\": true, \"p/request/UID/get_velocity\": null},"
                + " \"post_connect\": {\"p/request/UID/get_velocity\": []}, \"p/request/UID/get_velocity/x\": {}}",
        "{\"pre_connect\": {\"p/register/ip_connection/connected\": true}, \"p/request/UID/get_velocity\": {}}",
        "{\"pre_connect\": {}, \"post_connect\": {}, \"p/request/UID/get_velocity\": {}}",
        "{\"post_connect\": {\"p/request/UID/get_velocity\": {}}, \"post_connect\": {\"p/request/UID/get_velocity\": {}}}",
        "{\"pre_connect\": [[\"p/register/ip_connection/connected\", true]],"
                + " \"post_connect\": [[\"p/request/UID/get_velocity\", [[\"a\", 1]]]]}",
        "{\"p/callback/UID/x\": {}, \"p/callback/ip_connection/x\": {}, \"p/callback/bindings/x\": {},"
                + " \"p/callback/bindings/restart\": {}, \"p/response/bindings/x\": 1, \"p/x/unknown/a/b\": 1}",
        "{\"p/x/bindings/a\": 1, \"x\": 1, \"p\": 1, \"p/request\": 5, \"P/request/ip_connection/enumerate/\": 1,"
                + " \"pXrequest/ip_connection/get_connection_state/z\": 1}",
        "{\"p/request/UID/set_velocity\": {\"velocity\": {\"a\": 1}}, \"p/request/UID/get_velocity\": {\"x\": {\"a\": [1]}}}",
        "{\"p/request/UID/set_velocity/2\": {\"velocity\": \"\\u0661\"}, \"p/request/UID/set_velocity/3\": {\"velocity\": \"\u00e9\"}}",
        "{\"p/request/UID/get_velocity/1\": 5, \"p/request/UID/get_velocity/2\": \"{}\", \"p/request/UID/get_velocity/3\": true,"
                + " \"p/request/UID/set_velocity/1\": \"\", \"p/request/UID/set_velocity/2\": []}",
        "{\"p/request/UID/set_velocity/1\": {\"velocity\": 1e2}, \"p/request/UID/get_velocity\": {},"
                + " \"p/request/UID/set_velocity/2\": {\"velocity\": 100, \"velocity\": 99}}"})
    void beginsAlike(String text, @TempDir Path folder) throws IOException {
        String path;
        try (Simulator bricks = Simulator.start(Rig.bricks("dc_brick"))) {
            path = "dc_brick/" + bricks.uid("dc_brick");
        }
        Path file = Files.writeString(folder.resolve("init.json"), text.replace("UID", path));
        try (Duel duel = Duel.of(Settings.DEFAULT.withPrefix("p/").withInitFile(file), "dc_brick")) {
            duel.ask();
            duel.fire("dc_brick", SHUTDOWN);
            duel.ask();
        }
    }
}
