package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Type;

/// What is to be fed into dashboards.
///
/// @param callbacks names; empty for all that tell single values
/// @param periodMillis how often: the bricks are set so; 0 to leave them as they are
public record Feed(Set<String> callbacks, long periodMillis) {

    private static final List<String> SETTERS =
            List.of("set_%s_callback_configuration", "set_%s_callback_period", "set_%s_period");

    public Feed {
        callbacks = Set.copyOf(callbacks);
    }

    /// The callbacks of a device that are fed.
    List<Callback> of(Device device) {
        return device.callbacks()
                .stream()
                .filter(callback -> callbacks.isEmpty() || callbacks.contains(callback.name()))
                .filter(callback -> callback.stream() == null && !callback.elements().isEmpty())
                .filter(callback -> callback.elements().stream().noneMatch(Element::isArray))
                .toList();
    }

    /// How a device is told to tell a callback regularly, or null if it cannot be told, or needs not.
    ///
    /// @param arguments in the order of the function
    record Setting(Function function, List<Object> arguments) {

        static @Nullable Setting of(Device device, Callback callback, long periodMillis) {
            for (String setter : SETTERS) {
                Device.Callable callable = device.callable(setter.formatted(callback.name()));
                if (callable != null && callable.request().get(0).name().equals("period") && periodMillis > 0) {
                    return new Setting(callable.function(), arguments(callable.request(), periodMillis));
                }
            }
            return null;
        }

        private static List<Object> arguments(List<Element> elements, long periodMillis) {
            List<Object> arguments = new ArrayList<>();
            for (Element element : elements) {
                Object initial = element.meaning().initial();
                Object otherwise = initial != null ? initial : element.type() == Type.BOOL ? (Object) false : 0L;
                arguments.add(element.name().equals("period") ? periodMillis : otherwise);
            }
            return arguments;
        }
    }
}
