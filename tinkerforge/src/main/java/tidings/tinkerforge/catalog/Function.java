package tidings.tinkerforge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a device can be asked.
///
/// @param id on the wire
/// @param since the firmware that knows it, as `2.0.1`
/// @param stream how its chunks make a whole, or null if it has none
public record Function(
        int id,
        String name,
        Answer answer,
        String since,
        List<Element> request,
        List<Element> response,
        @Nullable Stream stream) {

    /// Whether the device is asked for an answer.
    public enum Answer {
        /// It has a result.
        ALWAYS,
        /// By default; the caller may waive it.
        WANTED,
        /// Not by default; the caller may want it, to learn of errors.
        WAIVED
    }

    public Function {
        request = List.copyOf(request);
        response = List.copyOf(response);
    }
}
