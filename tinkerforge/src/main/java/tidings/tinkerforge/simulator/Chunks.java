package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;

/// Streams in chunks: those that go out are cut, those that come in are joined. One of each function at a time.
final class Chunks {

    private final Map<Integer, Outgoing> outgoing = new HashMap<>();
    private final Map<Integer, List<Object>> incoming = new HashMap<>();

    private static final class Outgoing {
        private final List<Object> arguments;
        private final List<Object> data;
        private int offset;

        Outgoing(List<Object> arguments, List<Object> data) {
            this.arguments = arguments;
            this.data = data;
        }
    }

    /// Where the data of an outgoing stream come from.
    interface Source {
        List<Object> data();
    }

    /// Puts the next chunk into the values of a packet.
    void next(int function, Stream stream, List<Element> elements, List<Object> arguments, List<Object> packet,
            Source source) {
        Outgoing open = outgoing.get(function);
        if (open == null || !open.arguments.equals(arguments)) {
            open = new Outgoing(arguments, source.data());
        }
        place(stream, elements, open.data, open.offset, packet);
        open.offset += stream.chunk();
        if (open.offset < open.data.size()) {
            outgoing.put(function, open);
        } else {
            outgoing.remove(function);
        }
    }

    /// All packets of a callback.
    static List<List<Object>> cut(Stream stream, List<Element> elements, List<Object> data, List<Object> packet) {
        List<List<Object>> packets = new ArrayList<>();
        int offset = 0;
        do {
            List<Object> values = new ArrayList<>(packet);
            place(stream, elements, data, offset, values);
            packets.add(values);
            offset += stream.chunk();
        } while (offset < data.size());
        return packets;
    }

    private static void place(Stream stream, List<Element> elements, List<Object> data, int offset,
            List<Object> packet) {
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            switch (element.role()) {
                case LENGTH -> packet.set(i, (long) data.size());
                case OFFSET -> packet.set(i, (long) offset);
                case DATA -> packet.set(i, padded(element, data, offset, stream.chunk()));
                case NONE, WRITTEN -> {
                    // has its value
                }
            }
        }
    }

    private static List<Object> padded(Element element, List<Object> data, int offset, int chunk) {
        List<Object> items = new ArrayList<>(data.subList(Math.min(offset, data.size()),
                Math.min(data.size(), offset + chunk)));
        while (items.size() < element.length()) {
            items.add(switch (element.type()) {
                case BOOL -> false;
                case CHAR -> '\0';
                case STRING -> "";
                case FLOAT -> 0f;
                default -> 0L;
            });
        }
        return items;
    }

    /// A chunk came in.
    ///
    /// @return all the data, if it was the last; else null
    @Nullable
    List<Object> arrived(int function, Stream stream, List<Element> elements, List<Object> packet) {
        int length = number(Role.LENGTH, elements, packet, stream.fixedLength() > 0
                ? stream.fixedLength()
                : stream.chunk());
        int offset = number(Role.OFFSET, elements, packet, 0);
        List<Object> data = incoming.computeIfAbsent(function, id -> new ArrayList<>());
        if (offset != data.size()) {
            data.clear(); // begun anew, or out of step
        }
        int index = Element.indexOf(Role.DATA, elements);
        if (packet.get(index) instanceof List<?> items) {
            data.addAll(items.subList(0, Math.max(0, Math.min(items.size(), length - offset))));
        }
        return offset + stream.chunk() >= length ? incoming.remove(function) : null;
    }

    /// How much of a chunk that came in was taken: all of it.
    static long taken(Stream stream, List<Element> elements, List<Object> packet) {
        int length = number(Role.LENGTH, elements, packet, stream.chunk());
        int offset = number(Role.OFFSET, elements, packet, 0);
        return Math.max(0, Math.min(stream.chunk(), length - offset));
    }

    private static int number(Role role, List<Element> elements, List<Object> packet, int otherwise) {
        int index = Element.indexOf(role, elements);
        return index >= 0 && packet.get(index) instanceof Long number ? number.intValue() : otherwise;
    }
}
