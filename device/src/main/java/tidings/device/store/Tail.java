package tidings.device.store;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.storage.Statements;

/// The points of one series that are in the log only, oldest first. Places are counted from the first that ever was, so that
/// to drop up to a place can be said twice.
final class Tail {

    private @Nullable Readings[] readings = new Readings[4];
    private int[] indexes = new int[4];
    private int size;
    private long dropped;

    void add(Readings from, int index) {
        if (size == indexes.length) {
            readings = Arrays.copyOf(readings, 2 * size);
            indexes = Arrays.copyOf(indexes, 2 * size);
        }
        readings[size] = from;
        indexes[size] = index;
        size++;
    }

    int size() {
        return size;
    }

    /// The place behind the last.
    long end() {
        return dropped + size;
    }

    /// Writes all of them where they belong.
    void move(Statements on, RowHistory rows, long series) throws SQLException {
        for (int i = 0; i < size; i++) {
            rows.write(on, series, Objects.requireNonNull(readings[i]), indexes[i]);
        }
    }

    /// Forgets those before a place.
    ///
    /// @return how many these are
    int drop(long end) {
        int count = Math.toIntExact(Math.clamp(end - dropped, 0, size));
        System.arraycopy(readings, count, readings, 0, size - count);
        System.arraycopy(indexes, count, indexes, 0, size - count);
        Arrays.fill(readings, size - count, size, null);
        size -= count;
        dropped += count;
        return count;
    }
}
