package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Function;

/// What setters said, for the getters that tell it.
///
/// `get_x` tells what `set_x` said, if the arguments of the setter are those of the getter (such as a channel) and then what
/// it results in; `is_x_enabled` tells of `enable_x` and `disable_x`.
final class Memory {

    private static final List<String> GETTERS = List.of("get_", "is_", "read_");
    private static final String ENABLED = "enabled";
    private static final List<String> SETTERS = List.of("set_", "write_");

    private final Map<Integer, Link> links = new HashMap<>();
    private final Map<Place, List<Object>> said = new HashMap<>();
    private final Map<Integer, List<Object>> streams = new HashMap<>();

    /// A value of a getter, by the arguments that choose it.
    private record Place(int getter, List<Object> keys) {}

    /// What a setter means to a getter.
    ///
    /// @param keys how many arguments choose the place
    /// @param fixed what is said, or null if that is in the arguments
    private record Link(int getter, int keys, @Nullable List<Object> fixed) {}

    Memory(Device device) {
        for (Function getter : device.functions()) {
            String prefix = prefix(getter.name());
            if (prefix.isEmpty()) {
                continue;
            }
            String rest = getter.name().substring(prefix.length());
            for (String word : SETTERS) {
                link(device.callable(word + rest), getter);
            }
            if (rest.endsWith(ENABLED)) {
                String what = rest.substring(0, rest.length() - ENABLED.length());
                String suffix = what.isEmpty() ? "" : "_" + what.substring(0, what.length() - 1);
                fix(device.callable("enable" + suffix), getter, true);
                fix(device.callable("disable" + suffix), getter, false);
            }
        }
    }

    private static String prefix(String name) {
        return GETTERS.stream().filter(name::startsWith).findFirst().orElse("");
    }

    private void link(Device.@Nullable Callable setter, Function getter) {
        if (setter == null) {
            return;
        }
        List<Element> arguments = setter.function().request();
        List<Element> expected = new ArrayList<>(getter.request());
        expected.addAll(getter.response());
        boolean streamed = setter.function().stream() != null && getter.stream() != null;
        if (streamed || sameTypes(arguments, expected)) {
            links.put(setter.function().id(), new Link(getter.id(), getter.request().size(), null));
        }
    }

    private void fix(Device.@Nullable Callable setter, Function getter, boolean enabled) {
        if (setter != null && setter.request().isEmpty() && getter.response().size() == 1) {
            links.put(setter.function().id(), new Link(getter.id(), 0, List.of(enabled)));
        }
    }

    private static boolean sameTypes(List<Element> some, List<Element> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            Element one = some.get(i);
            Element other = others.get(i);
            if (one.type() != other.type() || one.length() != other.length() || one.chars() != other.chars()) {
                return false;
            }
        }
        return true;
    }

    /// A function was called; whether it is a setter shows here.
    void called(Function function, List<Object> arguments) {
        Link link = links.get(function.id());
        if (link == null) {
            return;
        }
        if (link.fixed() != null) {
            said.put(new Place(link.getter(), List.of()), link.fixed());
        } else {
            List<Object> keys = List.copyOf(arguments.subList(0, link.keys()));
            said.put(new Place(link.getter(), keys), List.copyOf(arguments.subList(link.keys(), arguments.size())));
        }
    }

    /// All the data of a streamed function were written.
    void written(Function function, List<Object> data) {
        Link link = links.get(function.id());
        if (link != null) {
            streams.put(link.getter(), List.copyOf(data));
        }
    }

    /// What a getter is to tell, or null if nobody said anything.
    @Nullable
    List<Object> recalled(Function getter, List<Object> keys) {
        return said.get(new Place(getter.id(), keys));
    }

    /// The data that a streamed getter is to tell, or null if nobody wrote any.
    @Nullable
    List<Object> data(Function getter) {
        return streams.get(getter.id());
    }

    void forget() {
        said.clear();
        streams.clear();
    }
}
