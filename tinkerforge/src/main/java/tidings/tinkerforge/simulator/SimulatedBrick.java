package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

/// One device. Belongs to the event loop of its server.
final class SimulatedBrick {

    private static final int LONGEST_STREAM = 1_000;
    private static final List<Object> HARDWARE = List.of(1L, 1L, 0L);

    private final Device device;
    private final Uid uid;
    private final List<Object> place;
    private final LongSupplier step;
    private final Memory memory;
    private final Readings readings;
    private final Chunks chunks = new Chunks();
    private final CallbackSettings settings;
    private boolean silent;
    private ErrorCode refusal = ErrorCode.OK;

    /// @param connectedUid to what it is connected
    /// @param position where
    /// @param step which step the readings are at
    SimulatedBrick(Device device, Uid uid, String connectedUid, char position, LongSupplier step) {
        this.device = device;
        this.uid = uid;
        this.place = List.of(connectedUid, position);
        this.step = step;
        this.memory = new Memory(device);
        this.readings = new Readings(uid.number());
        this.settings = new CallbackSettings(device);
    }

    Uid uid() {
        return uid;
    }

    Device device() {
        return device;
    }

    /// Whether it answers nothing.
    void silent(boolean on) {
        silent = on;
    }

    boolean isSilent() {
        return silent;
    }

    /// What it says to every call, or [ErrorCode#OK] for what is right.
    void refuse(ErrorCode code) {
        refusal = code;
    }

    /// How a request is answered, and which callback it set.
    record Reply(@Nullable Packet response, CallbackSettings.@Nullable Due due) {}

    /// A request for this device came.
    Reply handle(Packet request) {
        if (silent) {
            return new Reply(null, null);
        }
        Function function = function(request.function());
        if (function == null) {
            return refused(request, ErrorCode.NOT_SUPPORTED);
        }
        if (refusal != ErrorCode.OK) {
            return refused(request, refusal);
        }
        List<Object> arguments;
        try {
            arguments = Payloads.read(function.request(), request.payload());
        } catch (Payloads.WrongLengthException wrong) {
            return refused(request, ErrorCode.INVALID_PARAMETER);
        }
        if (!Rules.allow(function.request(), arguments)) {
            return refused(request, ErrorCode.INVALID_PARAMETER);
        }
        Bytes answer = Payloads.write(function.response(), answer(function, arguments));
        CallbackSettings.Due due = settings.called(function, arguments);
        return new Reply(request.responseExpected() ? request.response(ErrorCode.OK, answer) : null, due);
    }

    private static Reply refused(Packet request, ErrorCode code) {
        return new Reply(request.responseExpected() ? request.response(code, Bytes.EMPTY) : null, null);
    }

    private @Nullable Function function(int id) {
        for (Function function : device.functions()) {
            if (function.id() == id) {
                return function;
            }
        }
        return null;
    }

    private List<Object> answer(Function function, List<Object> arguments) {
        switch (function.name()) {
            case "get_identity" -> {
                return identity();
            }
            case "read_uid" -> {
                return List.of(Integer.toUnsignedLong(uid.number()));
            }
            case "reset" -> memory.forget();
            default -> memory.called(function, arguments);
        }
        List<Object> values = new ArrayList<>(told(function, arguments));
        Stream stream = function.stream();
        if (stream != null && stream.in()) {
            List<Object> data = chunks.arrived(function.id(), stream, function.request(), arguments);
            if (data != null) {
                memory.written(function, data);
            }
            int written = Element.indexOf(Role.WRITTEN, function.response());
            if (written >= 0) {
                values.set(written, Chunks.taken(stream, function.request(), arguments));
            }
        } else if (stream != null) {
            chunks.next(function.id(), stream, function.response(), arguments, values, () -> {
                List<Object> data = memory.data(function);
                return data == null ? madeUp(stream) : data;
            });
        }
        return values;
    }

    /// What a function tells: what was said before, what it is after power-up, or what is measured.
    private List<Object> told(Function function, List<Object> arguments) {
        List<Object> recalled = function.stream() == null ? memory.recalled(function, arguments) : null;
        if (recalled != null) {
            return recalled;
        }
        List<Object> values = readings.make(function.response(), step.getAsLong());
        for (int i = 0; i < values.size(); i++) {
            Element element = function.response().get(i);
            Object initial = element.meaning().initial();
            if (initial != null) {
                values.set(i, element.isArray() ? new ArrayList<>(List.of(fill(element, initial))) : initial);
            }
        }
        return values;
    }

    private static Object[] fill(Element element, Object item) {
        Object[] items = new Object[element.length()];
        Arrays.fill(items, item);
        return items;
    }

    private List<Object> madeUp(Stream stream) {
        Element data = Objects.requireNonNull(Element.with(Role.DATA, stream.response()));
        int most = Math.min(LONGEST_STREAM, Math.abs(data.length()));
        int items = stream.fixedLength() > 0 ? stream.fixedLength() : Math.min(most, stream.chunk() * 2 + 1);
        List<Object> made = new ArrayList<>();
        if (readings.make(data, items, step.getAsLong()) instanceof List<?> list) {
            made.addAll(list);
        }
        return made;
    }

    /// Values of the callback `enumerate`, without its type.
    List<Object> identity() {
        List<Object> identity = new ArrayList<>();
        identity.add(uid.toString());
        identity.addAll(place);
        identity.add(HARDWARE);
        identity.add(firmware());
        identity.add((long) device.name().identifier());
        return identity;
    }

    /// The first firmware that knows all functions.
    private List<Object> firmware() {
        List<Object> newest = List.of(2L, 0L, 0L);
        for (Function function : device.functions()) {
            List<Object> since = new ArrayList<>();
            for (String number : function.since().split("\\.", -1)) {
                since.add(Long.valueOf(number));
            }
            if (rank(since) > rank(newest)) {
                newest = since;
            }
        }
        return newest;
    }

    private static long rank(List<Object> version) {
        long rank = 0;
        for (Object number : version) {
            rank = (rank << Byte.SIZE) | (Long) number;
        }
        return rank;
    }

    /// Callbacks that nobody has to ask for.
    List<Callback> spontaneous() {
        return device.callbacks().stream().filter(callback -> !settings.isAskedFor(callback)).toList();
    }

    /// What a callback would tell now.
    List<Object> told(Callback callback, List<Object> keys) {
        Device.Callable getter = device.callable("get_" + callback.packetName().replace("_reached", ""));
        List<Element> elements = callback.elements();
        List<Object> values = readings.make(elements, step.getAsLong());
        if (getter != null && getter.stream() == null
                && types(getter.response()).equals(types(elements.subList(keys.size(), elements.size())))
                && getter.request().size() == keys.size()) {
            List<Object> same = told(getter.function(), keys);
            for (int i = 0; i < same.size(); i++) {
                values.set(keys.size() + i, same.get(i));
            }
        }
        for (int i = 0; i < keys.size(); i++) {
            values.set(i, keys.get(i));
        }
        return values;
    }

    private static List<?> types(List<Element> elements) {
        return elements.stream().map(element -> List.of(element.type(), element.length(), element.chars())).toList();
    }

    /// The packets of a callback with these values.
    List<Packet> packets(Callback callback, List<Object> values) {
        List<List<Object>> all = callback.stream() == null
                ? List.of(values)
                : Chunks.cut(callback.stream(), callback.elements(), madeUp(callback.stream()), values);
        return all.stream()
                .map(packet -> Packet.callback(uid, callback.id(), Payloads.write(callback.elements(), packet)))
                .toList();
    }
}
