package tidings.tinkerforge.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A type of Brick or Bricklet.
public final class Device {

    private final DeviceName name;
    private final List<Function> functions;
    private final List<Callback> callbacks;
    private final Map<String, Callable> callables = new HashMap<>();
    private final Map<String, Callback> callbacksByName = new HashMap<>();
    private final Map<Integer, Callback> callbacksById = new HashMap<>();

    /// A function under one of its names.
    ///
    /// @param stream how it is called as a whole, or null where a single packet is meant
    public record Callable(Function function, @Nullable Stream stream) {

        public String name() {
            return stream == null ? function.name() : stream.name();
        }

        /// What it takes.
        public List<Element> request() {
            return stream == null ? function.request() : stream.request();
        }

        /// What it gives.
        public List<Element> response() {
            return stream == null ? function.response() : stream.response();
        }
    }

    Device(DeviceName name, List<Function> functions, List<Callback> callbacks) {
        this.name = name;
        this.functions = List.copyOf(functions);
        this.callbacks = List.copyOf(callbacks);
        for (Function function : functions) {
            callables.put(function.name(), new Callable(function, null));
            if (function.stream() != null) {
                callables.put(function.stream().name(), new Callable(function, function.stream()));
            }
        }
        for (Callback callback : callbacks) {
            callbacksByName.put(callback.name(), callback);
            callbacksById.put(callback.id(), callback);
        }
    }

    public DeviceName name() {
        return name;
    }

    /// Sorted by id.
    public List<Function> functions() {
        return functions;
    }

    /// Sorted by id.
    public List<Callback> callbacks() {
        return callbacks;
    }

    /// What is called by a name, or null. A streamed function has two: of a packet, and of the whole.
    public @Nullable Callable callable(String called) {
        return callables.get(called);
    }

    public @Nullable Callback callback(String called) {
        return callbacksByName.get(called);
    }

    public @Nullable Callback callback(int id) {
        return callbacksById.get(id);
    }
}
