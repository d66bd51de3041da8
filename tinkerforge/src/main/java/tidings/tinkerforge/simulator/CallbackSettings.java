package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;

/// When which callback is due, as setters said: `set_x_callback_configuration`, `set_x_callback_period`, `set_x_period`,
/// and `set_x_callback_threshold` for `x_reached`.
final class CallbackSettings {

    private static final List<String> NAMES = List.of(
            "set_%s_callback_configuration", "set_%s_callback_configuraton", "set_%s_callback_period", "set_%s_period");
    private static final String REACHED = "_reached";
    private static final long DEBOUNCE_MILLIS = 100;
    private static final long FASTEST_MILLIS = 1;

    private final Device device;
    private final Map<Integer, Callback> bySetter = new HashMap<>();
    private long debounceMillis = DEBOUNCE_MILLIS;

    /// A callback is due regularly from now on.
    ///
    /// @param keys what the setter chose, such as a channel
    /// @param periodMillis 0 for never again
    /// @param onChange only when the value is another one
    record Due(Callback callback, List<Object> keys, long periodMillis, boolean onChange, Threshold threshold) {}

    /// A condition for the first value that a callback tells.
    ///
    /// @param option `x` for none, `o` outside, `i` inside, `<` and `>` of the lowest
    record Threshold(char option, long low, long high) {

        static final Threshold NONE = new Threshold('x', 0, 0);

        boolean isMet(long value) {
            return switch (option) {
                case 'o' -> value < low || value > high;
                case 'i' -> value >= low && value <= high;
                case '<' -> value < low;
                case '>' -> value > low;
                default -> true;
            };
        }
    }

    CallbackSettings(Device device) {
        this.device = device;
        for (Callback callback : device.callbacks()) {
            String name = callback.name();
            NAMES.forEach(pattern -> setter(pattern.formatted(name), callback));
            if (name.endsWith(REACHED)) {
                String what = name.substring(0, name.length() - REACHED.length());
                setter("set_" + what + "_callback_threshold", callback);
            }
        }
    }

    private void setter(String name, Callback callback) {
        Device.Callable setter = device.callable(name);
        if (setter != null) {
            bySetter.put(setter.function().id(), callback);
        }
    }

    /// Whether somebody has to ask for a callback.
    boolean isAskedFor(Callback callback) {
        return bySetter.containsValue(callback);
    }

    /// A function was called.
    ///
    /// @return what that means for a callback, or null if nothing
    @Nullable
    Due called(Function function, List<Object> arguments) {
        if (function.name().equals("set_debounce_period") && arguments.get(0) instanceof Long millis) {
            debounceMillis = millis;
        }
        Callback callback = bySetter.get(function.id());
        if (callback == null) {
            return null;
        }
        Map<String, Object> named = new HashMap<>();
        List<Object> keys = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Element element = function.request().get(i);
            named.put(element.name(), arguments.get(i));
            boolean isKey = named.size() == keys.size() + 1 && callback.elements().size() > keys.size()
                    && callback.elements().get(keys.size()).name().equals(element.name());
            if (isKey) {
                keys.add(arguments.get(i));
            }
        }
        Threshold threshold = threshold(named);
        long period = named.get("period") instanceof Long millis
                ? millis
                : threshold.option() == 'x' ? 0 : debounceMillis;
        boolean onChange = Boolean.TRUE.equals(named.get("value_has_to_change"));
        return new Due(callback, keys, period == 0 ? 0 : Math.max(FASTEST_MILLIS, period), onChange, threshold);
    }

    private static Threshold threshold(Map<String, Object> named) {
        if (!(named.get("option") instanceof Character option)) {
            return Threshold.NONE;
        }
        return new Threshold(option, bound(named, "min"), bound(named, "max"));
    }

    /// The bound of the first value, where there are several.
    private static long bound(Map<String, Object> named, String which) {
        for (Map.Entry<String, Object> entry : named.entrySet()) {
            if (entry.getKey().startsWith(which) && entry.getValue() instanceof Long bound) {
                return bound;
            }
        }
        return 0;
    }
}
