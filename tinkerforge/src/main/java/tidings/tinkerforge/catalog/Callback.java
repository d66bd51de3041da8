package tidings.tinkerforge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a device says by itself.
///
/// @param id on the wire
/// @param packetName of the packets; differs from [#name] where they are chunks
/// @param since the firmware that knows it, as `2.0.1`
/// @param elements of one packet
/// @param stream how its chunks make a whole, or null if it has none
public record Callback(
        int id,
        String packetName,
        String since,
        List<Element> elements,
        @Nullable Stream stream) {

    public Callback {
        elements = List.copyOf(elements);
    }

    /// Of the callback as a whole.
    public String name() {
        return stream == null ? packetName : stream.name();
    }

    /// What an event tells.
    public List<Element> event() {
        return stream == null ? elements : stream.response();
    }
}
