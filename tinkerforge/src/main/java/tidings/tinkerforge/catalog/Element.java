package tidings.tinkerforge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One field of a packet, or, in the streamed form of a function, one argument or result.
///
/// @param member its name in published results: differs from `name` in those of streamed functions
/// @param chars bytes of the field, for strings; 1 otherwise
/// @param length items of an array, 0 for one item that is none; negative for an array of up to so many
public record Element(
        String name,
        String member,
        Type type,
        int chars,
        int length,
        Role role,
        @Nullable Symbols symbols,
        Meaning meaning) {

    static Element plain(String name, Type type, int chars, int length) {
        return new Element(name, name, type, chars, length, Role.NONE, null, Meaning.NONE);
    }

    public boolean isArray() {
        return length != 0;
    }

    /// Bytes on the wire.
    public int bytes() {
        if (type == Type.BOOL && isArray()) {
            return (length + Byte.SIZE - 1) / Byte.SIZE;
        }
        return type.bytes() * chars * Math.max(1, length);
    }

    /// Bytes of a packet's payload.
    public static int bytes(List<Element> elements) {
        int sum = 0;
        for (Element element : elements) {
            sum += element.bytes();
        }
        return sum;
    }

    /// The one with a role, or null.
    public static @Nullable Element with(Role role, List<Element> elements) {
        int index = indexOf(role, elements);
        return index < 0 ? null : elements.get(index);
    }

    /// The place of the one with a role, or -1.
    public static int indexOf(Role role, List<Element> elements) {
        for (int i = 0; i < elements.size(); i++) {
            if (elements.get(i).role() == role) {
                return i;
            }
        }
        return -1;
    }
}
