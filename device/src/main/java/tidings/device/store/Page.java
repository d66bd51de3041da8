package tidings.device.store;

import java.util.List;
import java.util.Map;

/// A part of a list.
///
/// @param total elements of the whole list
public record Page<T>(List<T> elements, long total) {

    /// Which part is asked for.
    ///
    /// @param size elements of a page
    /// @param number from 0 on
    /// @param search what the name contains, in whatever case; empty for all
    /// @param sort a property of the elements, as the REST API names it; empty for the time of creation
    /// @param descending the last first
    public record Query(int size, int number, String search, String sort, boolean descending) {

        /// The pattern for LIKE, with `\` as the escape.
        String pattern() {
            return "%" + search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
        }

        long offset() {
            return (long) size * number;
        }

        /// The clause that orders rows.
        ///
        /// @param usual the column of what is ordered by nothing in particular
        /// @param columns those of the properties
        String order(String usual, Map<String, String> columns) {
            return " ORDER BY " + columns.getOrDefault(sort, usual) + (descending ? " DESC" : "");
        }
    }
}
