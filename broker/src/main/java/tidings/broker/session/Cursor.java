package tidings.broker.session;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A place in a list that is ordered by name, and by number where a name comes more than once.
record Cursor(String name, long number) {

    static final Comparator<Cursor> ORDER =
            Comparator.comparing(Cursor::name).thenComparingLong(Cursor::number);

    private static final Cursor BEGINNING = new Cursor("", Long.MIN_VALUE);

    /// What [#toString] gave, or null for the beginning.
    ///
    /// @throws IllegalArgumentException if it gave something else
    static Cursor parse(@Nullable String text) {
        if (text == null) {
            return BEGINNING;
        }
        int colon = text.indexOf(':');
        try {
            return new Cursor(text.substring(colon + 1), Long.parseLong(text.substring(0, Math.max(colon, 0))));
        } catch (NumberFormatException wrong) {
            throw new IllegalArgumentException("'" + text + "' is no place where a list goes on", wrong);
        }
    }

    boolean isBefore(Cursor other) {
        return ORDER.compare(this, other) < 0;
    }

    @Override
    public String toString() {
        return number + ":" + name;
    }
}
