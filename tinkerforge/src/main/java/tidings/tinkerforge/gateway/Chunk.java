package tidings.tinkerforge.gateway;

import java.util.List;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Role;
import tidings.tinkerforge.catalog.Stream;

/// What one packet holds of a stream.
///
/// @param offset of its first item
/// @param length of the whole
/// @param items also those beyond the length
/// @param isEmpty whether it says that there are no data
record Chunk(int offset, int length, List<?> items, boolean isEmpty) {

    static Chunk of(Stream stream, List<Element> elements, List<Object> packet) {
        int offset = number(Role.OFFSET, elements, packet, 0);
        boolean isFixed = stream.fixedLength() > 0;
        List<?> items = (List<?>) packet.get(Element.indexOf(Role.DATA, elements));
        int length = number(Role.LENGTH, elements, packet, isFixed ? stream.fixedLength() : stream.chunk());
        if (stream.singleChunk()) {
            length = Math.min(length, items.size());
        }
        return new Chunk(offset, length, items, isFixed && offset == stream.noDataOffset());
    }

    private static int number(Role role, List<Element> elements, List<Object> packet, int otherwise) {
        int index = Element.indexOf(role, elements);
        return index < 0 ? otherwise : ((Long) packet.get(index)).intValue();
    }

    /// The value of an element that chunk and whole have in common.
    static Object value(Element element, List<Element> elements, List<Object> packet) {
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).name().equals(element.name())) {
                return packet.get(i);
            }
        }
        throw new IllegalStateException("No chunk has " + element.name());
    }
}
