package tidings.device.store;

import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.storage.Statements;

/// One row for each point, in order of series and time: 26 bytes a point. The latest point is the last of its series, so it
/// is not kept a second time.
final class RowHistory {

    private static final String INSERT = """
            INSERT INTO point (series, ts, value) VALUES (?, ?, ?)
            ON CONFLICT (series, ts) DO UPDATE SET value = excluded.value""";
    private static final String IN_RANGE = "FROM point WHERE series = ? AND ts >= ? AND ts < ? ";

    void write(Statements on, long series, Readings readings, int index) throws SQLException {
        PreparedStatement insert = on.prepared(INSERT);
        insert.setLong(1, series);
        insert.setLong(2, readings.time(index));
        Columns.bind(insert, 3, readings, index);
        insert.executeUpdate();
    }

    @Nullable
    Point latest(Statements on, long series) throws SQLException {
        return on.first(RowHistory::point, "SELECT ts, value FROM point WHERE series = ? ORDER BY ts DESC LIMIT 1",
                series);
    }

    List<Point> read(Statements on, long series, HistoryStore.Range range, int limit, boolean newestFirst)
            throws SQLException {
        return on.list(RowHistory::point, "SELECT ts, value " + IN_RANGE + order("ts", newestFirst) + " LIMIT ?",
                series,
                range.from(), range.to(), limit);
    }

    List<Point> aggregate(
            Statements on, long series, HistoryStore.Range range, HistoryStore.Buckets buckets, int limit,
            boolean newestFirst)
            throws SQLException {
        String sql = "SELECT (ts - ?) / ? AS bucket, " + columns(buckets.aggregation()) + " " + IN_RANGE
                + "GROUP BY bucket " + order("bucket", newestFirst) + " LIMIT ?";
        return on.list(row -> bucket(row, range, buckets), sql, range.from(), buckets.interval(), series, range.from(),
                range.to(), limit);
    }

    void delete(Statements on, long series, HistoryStore.Range range) throws SQLException {
        on.run("DELETE " + IN_RANGE, series, range.from(), range.to());
    }

    int deleteOldest(Statements on, long series, long before, int most) throws SQLException {
        return on.run("DELETE FROM point WHERE series = ?1 AND ts IN "
                + "(SELECT ts FROM point WHERE series = ?1 AND ts < ?2 ORDER BY ts LIMIT ?3)", series, before, most);
    }

    boolean isEmpty(Statements on, long series) throws SQLException {
        return on.first(row -> true, "SELECT 1 FROM point WHERE series = ? LIMIT 1", series) == null;
    }

    private static String order(String by, boolean newestFirst) {
        return "ORDER BY " + by + (newestFirst ? " DESC" : "");
    }

    /// What is not a number counts as none: SQLite would make one of the first digits of a text. A sum is gathered in two
    /// halves, since SQLite refuses one that is too large for a long.
    private static String columns(Aggregation aggregation) {
        String number = "CASE WHEN typeof(value) IN ('integer', 'real') THEN value END";
        return switch (aggregation) {
            case MIN -> "min(value)";
            case MAX -> "max(value)";
            case COUNT -> "count(*)";
            case AVG -> "coalesce(avg(" + number + "), 0.0)";
            case SUM ->
                "total(" + number + "), max(typeof(value) <> 'integer'), sum(value >> 32), sum(value & 4294967295)";
        };
    }

    private static Point bucket(ResultSet row, HistoryStore.Range range, HistoryStore.Buckets buckets)
            throws SQLException {
        long begin = range.from() + row.getLong(1) * buckets.interval();
        long end = Math.min(begin + buckets.interval(), range.to());
        Value value = buckets.aggregation() == Aggregation.SUM ? sum(row) : Columns.value(row, 2);
        return new Point(begin + (end - begin) / 2, value);
    }

    private static Value sum(ResultSet row) throws SQLException {
        if (!row.getBoolean(3)) {
            BigInteger whole = BigInteger.valueOf(row.getLong(4)).shiftLeft(32).add(BigInteger.valueOf(row.getLong(5)));
            if (whole.bitLength() < Long.SIZE) {
                return new Value.Whole(whole.longValue());
            }
        }
        return new Value.Real(row.getDouble(2));
    }

    private static Point point(ResultSet row) throws SQLException {
        return new Point(row.getLong(1), Columns.value(row, 2));
    }
}
