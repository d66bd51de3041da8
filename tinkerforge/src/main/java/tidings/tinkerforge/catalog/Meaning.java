package tidings.tinkerforge.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the numbers of an element stand for.
///
/// @param unit in which the number times `numerator` / `denominator` is, or null where that is not fixed
/// @param ranges what the device takes or reports; empty for all that the type holds
/// @param initial the value after power-up, or null if there is none
public record Meaning(
        @Nullable String unit,
        long numerator,
        long denominator,
        List<Range> ranges,
        @Nullable Object initial) {

    static final Meaning NONE = new Meaning(null, 1, 1, List.of(), null);

    /// From `low` to `high`, both included; characters by their code point.
    public record Range(long low, long high) {

        public boolean holds(long number) {
            return low <= number && number <= high;
        }
    }
}
