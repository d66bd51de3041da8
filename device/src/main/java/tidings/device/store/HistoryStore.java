package tidings.device.store;

import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.storage.Statements;

/// Where points are kept. Series are numbers; what they belong to is known elsewhere, so that a layout of the points can
/// be replaced by another.
///
/// There is one value for each series and time: writing the same time again replaces it. What is written is found by
/// reading only after [#settle] was called for the series.
interface HistoryStore {

    /// Writes within a transaction that may be rolled back and begun anew. On the writer's thread.
    ///
    /// @param series the numbers of the readings' series, at the same places
    /// @return what [#written] is to be told
    long write(Statements on, long[] series, Readings readings) throws SQLException;

    /// What was written is committed. On the writer's thread, in the order of the writes.
    void written(long ticket, long[] series, Readings readings);

    /// Waits until what was written to some series is found by reading.
    void settle(Collection<Long> series);

    /// As [#settle], of all series, as the first thing within a change that deletes: what comes later is written later.
    ///
    /// @return to be run when the change is committed
    Runnable settleAll(Statements on) throws SQLException;

    /// The point with the latest time, or null where there is none.
    @Nullable
    Point latest(Statements on, long series) throws SQLException;

    /// Points of a range, in order of time.
    List<Point> read(Statements on, long series, Range range, int limit, boolean newestFirst) throws SQLException;

    /// One point for each interval that has any, in order of time.
    List<Point> aggregate(Statements on, long series, Range range, Buckets buckets, int limit, boolean newestFirst)
            throws SQLException;

    void delete(Statements on, long series, Range range) throws SQLException;

    /// Deletes the oldest points before a time, at most so many.
    ///
    /// @return how many
    int deleteOldest(Statements on, long series, long before, int most) throws SQLException;

    boolean isEmpty(Statements on, long series) throws SQLException;

    /// Times from `from`, included, to `to`, excluded.
    record Range(long from, long to) {}

    /// How points become one.
    ///
    /// @param interval in milliseconds; intervals begin at the begin of the range
    record Buckets(long interval, Aggregation aggregation) {}
}
