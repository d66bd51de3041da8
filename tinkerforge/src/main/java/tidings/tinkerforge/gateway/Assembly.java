package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;

/// Joins the chunks of a streamed callback.
final class Assembly {

    private final Callback callback;
    private final Stream stream;
    private final List<Object> data = new ArrayList<>();
    private boolean begun;

    /// @param callback one that is streamed
    Assembly(Callback callback) {
        this.callback = callback;
        this.stream = Objects.requireNonNull(callback.stream());
    }

    /// A chunk came.
    ///
    /// @return what the event tells, its data null if a chunk was lost; or null if there is more to come
    @Nullable
    List<@Nullable Object> add(List<Object> packet) {
        Chunk chunk = Chunk.of(stream, callback.elements(), packet);
        if (!begun && chunk.offset() != 0) {
            return null;
        }
        if (chunk.offset() != data.size()) {
            begun = false;
            data.clear();
            return event(packet, null);
        }
        begun = true;
        data.addAll(chunk.items());
        if (data.size() < chunk.length()) {
            return null;
        }
        List<Object> all = List.copyOf(data.subList(0, chunk.length()));
        begun = false;
        data.clear();
        return event(packet, all);
    }

    private List<@Nullable Object> event(List<Object> packet, @Nullable List<Object> all) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Element element : stream.response()) {
            values.add(element.role() == Role.DATA ? all : Chunk.value(element, callback.elements(), packet));
        }
        return values;
    }
}
