package tidings.broker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A part of a long list, in order.
///
/// @param total how many there are in the whole list
/// @param next where the rest begins, to be asked for; null where this is the end
public record Listing<T>(List<T> elements, long total, @Nullable String next) {

    /// Which part of a list.
    ///
    /// @param after what [Listing#next] said, or null for the beginning
    /// @param count how many at most, 1 to [#MOST]
    public record Part(@Nullable String after, int count) {

        public static final int MOST = 1_000;

        /// @throws IllegalArgumentException if there are to be none, or too many
        public Part {
            if (count < 1 || count > MOST) {
                throw new IllegalArgumentException("A part of a list has 1 to " + MOST + " elements, not " + count);
            }
        }

        /// So many from the beginning.
        public static Part first(int count) {
            return new Part(null, count);
        }
    }
}
