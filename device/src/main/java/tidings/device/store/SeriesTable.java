package tidings.device.store;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.storage.Statements;

/// Which number stands for a key of a device. Points carry the number: eight bytes of a key's name for each of a hundred
/// thousand points a second would be wasted.
///
/// The numbers in use are remembered. Belongs to the writer's thread; only what is committed may be [#remember]ed, and
/// what is about to be deleted is to be forgotten at once, since to know nothing is never wrong.
final class SeriesTable {

    private static final int DEVICES = 200_000;

    private final Map<Long, Map<String, Long>> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<String, Long>> eldest) {
            return size() > DEVICES;
        }
    };

    /// The numbers of a device's keys that are known, or null where none is.
    @Nullable
    Map<String, Long> known(long device) {
        return known.get(device);
    }

    void remember(long device, Map<String, Long> numbers) {
        known.computeIfAbsent(device, unused -> new HashMap<>()).putAll(numbers);
    }

    void forget(long device) {
        known.remove(device);
    }

    /// The number of a key, which is made where it is new.
    ///
    /// @throws TooManyKeysException if a device has that many already
    static long number(Statements on, long device, String key, int mostKeys) throws SQLException {
        Long found = find(on, device, key);
        if (found != null) {
            return found;
        }
        if (on.number("SELECT count(*) FROM series WHERE device = ?", device) >= mostKeys) {
            throw new TooManyKeysException(mostKeys);
        }
        return on.number("INSERT INTO series (device, key) VALUES (?, ?) RETURNING no", device, key);
    }

    static @Nullable Long find(Statements on, long device, String key) throws SQLException {
        return on.first(row -> row.getLong(1), "SELECT no FROM series WHERE device = ? AND key = ?", device, key);
    }

    static List<String> keys(Statements on, long device) throws SQLException {
        return on.list(row -> row.getString(1), "SELECT key FROM series WHERE device = ? ORDER BY key", device);
    }

    /// The first series of a profile's devices that have points before a time, in their order. `CROSS JOIN`
    /// holds SQLite to going through the series and to stopping early; it would rather go through all devices, and sort.
    static List<Long> withPointsBefore(Statements on, UUID profile, long time, long from, long to)
            throws SQLException {
        return on.list(row -> row.getLong(1), """
                SELECT s.no FROM series s CROSS JOIN device d ON d.no = s.device
                WHERE s.no BETWEEN ?3 AND ?4 AND d.profile = ?1
                    AND EXISTS (SELECT 1 FROM point p WHERE p.series = s.no AND p.ts < ?2)
                ORDER BY s.no LIMIT 100""", profile.toString(), time, from, to);
    }

    /// Takes a series from its device. Its points are deleted later, by [#deleteSomePoints].
    static void drop(Statements on, long no) throws SQLException {
        on.run("INSERT INTO dropped_series (no) VALUES (?)", no);
        on.run("DELETE FROM series WHERE no = ?", no);
    }

    static void dropAll(Statements on, long device) throws SQLException {
        on.run("INSERT INTO dropped_series (no) SELECT no FROM series WHERE device = ?", device);
        on.run("DELETE FROM series WHERE device = ?", device);
    }

    /// Deletes some points of dropped series, so that nobody waits long for it.
    ///
    /// @return whether there is more to delete
    static boolean deleteSomePoints(Statements on, int most) throws SQLException {
        Long no = on.first(row -> row.getLong(1), "SELECT no FROM dropped_series LIMIT 1");
        if (no == null) {
            return false;
        }
        int deleted = on.run(
                "DELETE FROM point WHERE series = ?1 AND ts IN (SELECT ts FROM point WHERE series = ?1 LIMIT ?2)", no,
                most);
        if (deleted < most) {
            on.run("DELETE FROM dropped_series WHERE no = ?", no);
        }
        return true;
    }
}
