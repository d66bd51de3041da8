package tidings.tinkerforge.gateway;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.json.JsonException;
import tidings.tinkerforge.json.JsonReader;
import tidings.tinkerforge.json.PythonText;

/// What is asked of devices: calls, and registrations for callbacks.
final class Requests {

    private static final String RESPONSE_EXPECTED = "_response_expected";

    private final BrickDaemon daemon;
    private final Bricks bricks;
    private final Publisher publisher;
    private final Results results;
    private final Style style;

    Requests(BrickDaemon daemon, Bricks bricks, Publisher publisher, Style style) {
        this.daemon = daemon;
        this.bricks = bricks;
        this.publisher = publisher;
        this.results = new Results(style);
        this.style = style;
    }

    /// A message to a device.
    ///
    /// @throws CallException if it asks for something that cannot be
    void handle(Address address, String payload) {
        Device device = Catalog.get().device(address.device());
        if (device == null) {
            throw new CallException("Unknown device type " + address.device());
        }
        switch (address.operation()) {
            case Address.REQUEST -> request(address, device, payload);
            case Address.REGISTER -> register(address, device, payload);
            default -> {
                // files of first messages contain other things, too
            }
        }
    }

    private void request(Address address, Device device, String payload) {
        Device.Callable callable = device.callable(address.function());
        if (callable == null) {
            throw new CallException("Unknown function %s for device %s of type %s".formatted(
                    address.function(), address.uid(), address.device()));
        }
        Brick brick = bricks.of(address.uid(), device);
        Map<?, ?> given = arguments(address, payload);
        Answers answers = new Answers(address, publisher, results, callable.response());
        List<String> missing = Arguments.missing(callable.request(), given);
        if (!missing.isEmpty()) {
            answers.wrong("The arguments ['%s'] where missing for a call of %s of device %s of type %s.".formatted(
                    String.join("', '", missing), address.function(), address.uid(), address.device()));
            return;
        }
        call(brick, callable, given, answers);
    }

    private void call(Brick brick, Device.Callable callable, Map<?, ?> given, Answers answers) {
        List<Object> arguments;
        try {
            arguments = Arguments.read(callable.request(), given);
        } catch (CallException wrong) {
            Address address = answers.address();
            answers.wrong("Call %s of %s %s: %s".formatted(
                    address.function(), address.device(), address.uid(), wrong.text()));
            return;
        }
        Function function = callable.function();
        if (given.get(RESPONSE_EXPECTED) instanceof Boolean wanted) {
            brick.wantAnswer(function, wanted);
        }
        Call call = new Call(brick, callable, arguments, brick.wantsAnswer(function), answers);
        if (!daemon.submit(brick.uid(), call)) {
            answers.failed("Too many calls are waiting");
        }
    }

    /// The members of a payload. What is no object has none.
    private Map<?, ?> arguments(Address address, String payload) {
        if (payload.isEmpty()) {
            return Map.of();
        }
        try {
            return JsonReader.read(payload) instanceof Map<?, ?> members ? members : Map.of();
        } catch (JsonException wrong) {
            throw new CallException("Could not parse payload for %s call of %s %s as JSON: %s%s".formatted(
                    address.function(), address.device(), address.uid(), wrong.getMessage(), shown(payload)));
        }
    }

    private void register(Address address, Device device, String payload) {
        Callback callback = device.callback(address.function());
        if (callback == null) {
            throw new CallException("Unknown callback %s for device %s of type %s".formatted(
                    address.function(), address.uid(), address.device()));
        }
        String registration = "%s callback registration of <class '__main__.%s'> %s".formatted(
                address.function(), device.name().className(), address.device());
        if (wanted(registration, payload, true)) {
            bricks.of(address.uid(), device).register(callback, address.answer());
        } else {
            Brick known = bricks.find(address.uid(), device);
            if (known != null) {
                known.deregister(callback, address.answer());
            }
        }
    }

    /// What a registration says.
    ///
    /// @param numbers whether a number counts, too: all but 0 means yes
    boolean wanted(String registration, String payload, boolean numbers) {
        Object value;
        try {
            value = JsonReader.read(payload);
        } catch (JsonException wrong) {
            throw new CallException("Could not parse payload for %s as JSON encoding a boolean: %s%s".formatted(
                    registration, wrong.getMessage(), shown(payload)));
        }
        Object said = value instanceof Map<?, ?> members ? members.get("register") : value;
        if (said instanceof Boolean wanted) {
            return wanted;
        }
        if (numbers && value instanceof Map && said instanceof Number number) {
            return number.doubleValue() != 0;
        }
        throw new CallException("Expected bool as parameter of callback registration, but got " + payload);
    }

    private String shown(@Nullable String payload) {
        return style.showPayload() && payload != null ? ". \n\tPayload was: " + PythonText.quoted(payload) : "";
    }
}
