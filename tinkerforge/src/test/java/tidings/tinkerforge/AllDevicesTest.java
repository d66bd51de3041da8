package tidings.tinkerforge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.json.JsonReader;
import tidings.tinkerforge.json.JsonWriter;

/// Every function and every callback of every device, through broker, gateway and sockets. No device is left out.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AllDevicesTest {

    private final AtomicInteger functions = new AtomicInteger();
    private final AtomicInteger callbacks = new AtomicInteger();
    private Rig rig;

    static List<Device> devices() {
        return Catalog.get().released().stream().map(name -> Catalog.get().device(name.text())).toList();
    }

    @BeforeAll
    void start() {
        rig = Rig.running();
    }

    @AfterAll
    void leftNothingOut() {
        rig.close();
        assertThat(functions).hasValue(3358);
        assertThat(callbacks).hasValue(384);
    }

    /// Those of whole streams first: who fetches a single chunk leaves the device in the middle of the stream.
    private static List<Device.Callable> callables(Device device) {
        List<Device.Callable> callables = new ArrayList<>();
        for (Function function : device.functions()) {
            if (function.stream() != null) {
                callables.add(device.callable(function.stream().name()));
            }
        }
        device.functions().forEach(function -> callables.add(device.callable(function.name())));
        return callables;
    }

    private String path(Device device) {
        return device.name().text() + "/" + rig.simulator().uid(device.name().text()) + "/";
    }

    private void request(Device device, String function, Object arguments) {
        rig.publish("tinkerforge/request/" + path(device) + function, JsonWriter.write(arguments));
    }

    /// What came since the last time, when all of it has come: requests to a device are answered in their order.
    private List<String> answers(Device device, String function) {
        return rig.heard("tinkerforge/response/" + path(device) + function);
    }

    private void awaitEnd(Device device, String test) {
        String last = "get_identity/" + test;
        request(device, last, Map.of());
        rig.next("tinkerforge/response/" + path(device) + last);
    }

    private static Map<?, ?> json(String text) {
        return (Map<?, ?>) JsonReader.read(text);
    }

    @ParameterizedTest
    @MethodSource("devices")
    void answersEveryFunction(Device device) {
        List<Device.Callable> callables = callables(device);
        for (Device.Callable callable : callables) {
            Map<String, Object> valid = Samples.valid(callable.request(), callable.stream(), false);
            request(device, callable.name() + "/valid", valid);
            Map<String, Object> extra = Samples.valid(callable.request(), callable.stream(), true);
            extra.put("no_argument", List.of());
            request(device, callable.name() + "/symbols", extra);
        }
        awaitEnd(device, "all");
        for (Device.Callable callable : callables) {
            functions.incrementAndGet();
            for (String suffix : List.of("/valid", "/symbols")) {
                List<String> answers = answers(device, callable.name() + suffix);
                if (callable.response().isEmpty()) {
                    assertThat(answers).as(callable.name() + suffix).isEmpty();
                } else {
                    assertThat(answers).as(callable.name() + suffix).hasSize(1);
                    assertThat(names(answers.get(0))).isEqualTo(members(callable));
                }
            }
        }
    }

    private static Set<Object> names(String answer) {
        return new LinkedHashSet<>(json(answer).keySet());
    }

    private static Set<Object> members(Device.Callable callable) {
        Set<Object> members = new LinkedHashSet<>();
        callable.response().forEach(element -> members.add(element.member()));
        if (callable.name().equals("get_identity")) {
            members.add("_display_name");
        }
        return members;
    }

    @ParameterizedTest
    @MethodSource("devices")
    void saysWhatIsWrongWithTheArgumentsOfEveryFunction(Device device) {
        Map<String, String> expected = new LinkedHashMap<>();
        String uid = rig.simulator().uid(device.name().text());
        String type = device.name().text();
        for (Device.Callable callable : callables(device)) {
            for (Element element : callable.request()) {
                String name = callable.name();
                Map<String, Object> arguments = Samples.valid(callable.request(), callable.stream(), true);
                arguments.remove(element.name());
                request(device, name + "/without/" + element.name(), arguments);
                expected.put(name + "/without/" + element.name(),
                        "The arguments ['%s'] where missing for a call of %s of device %s of type %s.".formatted(
                                element.name(), name, uid, type));
                arguments.put(element.name(), Samples.illTyped(element));
                request(device, name + "/wrong/" + element.name(), arguments);
                expected.put(name + "/wrong/" + element.name(),
                        "Call %s of %s %s: %s".formatted(name, type, uid, Samples.mistake(element)));
            }
        }
        awaitEnd(device, "wrong");
        expected.forEach((function, error) -> {
            List<String> answers = answers(device, function);
            assertThat(answers).as(function).hasSize(1);
            assertThat(json(answers.get(0)).get("_ERROR")).isEqualTo(error);
        });
    }

    @ParameterizedTest
    @MethodSource("devices")
    void tellsEveryCallback(Device device) {
        String uid = rig.simulator().uid(device.name().text());
        for (Callback callback : device.callbacks()) {
            rig.publish("tinkerforge/register/" + path(device) + callback.name(), "true");
        }
        awaitEnd(device, "callbacks");
        for (Callback callback : device.callbacks()) {
            callbacks.incrementAndGet();
            rig.simulator().fire(uid, callback.name());
            String event = rig.next("tinkerforge/callback/" + path(device) + callback.name());
            assertThat(names(event)).isEqualTo(new LinkedHashSet<Object>(
                    callback.event().stream().map(Element::member).toList()));
        }
    }
}
