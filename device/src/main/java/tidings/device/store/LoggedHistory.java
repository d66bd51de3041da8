package tidings.device.store;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.storage.Database;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;

/// Points go to a log first, and to their places in groups.
///
/// Thousands of devices report in turn, so their points belong to as many pages of the ordered rows. To write each point
/// there at once would write a page of 4 KB for each of them. Instead, each message is one row at the end of a log, which
/// is what its acknowledgement waits for, and its points are remembered as the *tails* of their series. When there are
/// enough, a *sweep* goes through the series in order and moves their tails to the ordered rows, a slice with each commit,
/// so that a page is written for many points and nobody waits long. A slice is twice what came since the one before, so
/// that the tails do not grow, however much comes. After a sweep the log loses what was in it when the sweep began, in
/// slices as well.
///
/// Who reads moves the tails of what he reads first ([#settle]), so reading knows the ordered rows only. After a crash the
/// log is what is missing, and is moved when the store is opened. To move points twice does no harm, as long as the order is
/// kept; so each move takes all of a tail, and tails count places absolutely.
///
/// All state belongs to the writer's thread, except that anybody may see whether a series has a tail.
final class LoggedHistory implements HistoryStore {

    /// From so many points on they are worth a sweep, where they are enough for each series: a page is written for the few
    /// points of one, however few.
    private static final int SWEEP_FROM = 100_000;
    private static final int ENOUGH_OF_A_SERIES = 10;
    private static final int SWEEP_AT_LAST = 500_000; // some 50 MB of memory, and 2 s after a crash
    private static final int SMALLEST_SLICE = 500; // points, or rows of the log: a few milliseconds of the writer's time
    private static final int LOG_ROWS_AT_ONCE = 5_000;

    private final Database database;
    private final RowHistory rows = new RowHistory();
    private final PointCodec codec = new PointCodec();
    private final Map<Long, Tail> tails = new ConcurrentHashMap<>();
    private final Deque<Long> sweep = new ArrayDeque<>();
    private long lastTicket;
    private long lastRemembered;
    private long sweepBegan;
    private long emptiedTo;
    private int waiting;
    private int sinceLastSlice;
    private boolean sweeping;
    private boolean slicePending;

    LoggedHistory(Database database) {
        this.database = database;
    }

    /// Moves what a crash left in the log. To be called once, before all else. Blocks.
    void recover() {
        boolean more = true;
        while (more) {
            more = database.write(this::recoverSome);
        }
        emptiedTo = lastTicket;
    }

    /// Moves all that is in the log, so that nothing is to be recovered. Blocks.
    void close() {
        Move move = new Move(null, true);
        database.awaitRoom(move);
        move.outcome.await();
    }

    @Override
    public long write(Statements on, long[] series, Readings readings) throws SQLException {
        long ticket = ++lastTicket;
        on.run("INSERT INTO point_log (no, points) VALUES (?, ?)", ticket, codec.encode(series, readings));
        return ticket;
    }

    @Override
    public void written(long ticket, long[] series, Readings readings) {
        for (int i = 0; i < series.length; i++) {
            tails.computeIfAbsent(series[i], no -> new Tail()).add(readings, i);
        }
        lastRemembered = ticket;
        waiting += series.length;
        sinceLastSlice += series.length;
        if (!sweeping && waiting >= SWEEP_FROM
                && waiting >= Math.min(SWEEP_AT_LAST, ENOUGH_OF_A_SERIES * (long) tails.size())) {
            beginSweep();
        }
        if (sweeping && !slicePending) {
            nextSlice();
        }
    }

    @Override
    public void settle(Collection<Long> series) {
        List<Long> withTails = series.stream().filter(tails::containsKey).toList();
        if (!withTails.isEmpty()) {
            Move move = new Move(withTails, false);
            database.awaitRoom(move);
            move.outcome.await();
        }
    }

    @Override
    public Runnable settleAll(Statements on) throws SQLException {
        Move move = new Move(null, true);
        move.write(on);
        return move::committed;
    }

    @Override
    public @Nullable Point latest(Statements on, long series) throws SQLException {
        return rows.latest(on, series);
    }

    @Override
    public List<Point> read(Statements on, long series, Range range, int limit, boolean newestFirst)
            throws SQLException {
        return rows.read(on, series, range, limit, newestFirst);
    }

    @Override
    public List<Point> aggregate(
            Statements on, long series, Range range, Buckets buckets, int limit, boolean newestFirst)
            throws SQLException {
        return rows.aggregate(on, series, range, buckets, limit, newestFirst);
    }

    @Override
    public void delete(Statements on, long series, Range range) throws SQLException {
        rows.delete(on, series, range);
    }

    @Override
    public int deleteOldest(Statements on, long series, long before, int most) throws SQLException {
        return rows.deleteOldest(on, series, before, most);
    }

    @Override
    public boolean isEmpty(Statements on, long series) throws SQLException {
        return rows.isEmpty(on, series);
    }

    private void beginSweep() {
        sweeping = true;
        sinceLastSlice = 0; // else the first slice would be all that has gathered
        sweepBegan = lastRemembered;
        sweep.clear();
        tails.keySet().stream().sorted().forEach(sweep::add);
    }

    private void nextSlice() {
        slicePending = true;
        database.writer().follow(new Move(null, false));
    }

    /// @return whether there is more
    private boolean recoverSome(Statements on) throws SQLException {
        Map<Long, Readings> found = new HashMap<>();
        List<byte[]> messages = on.list(row -> {
            lastTicket = Math.max(lastTicket, row.getLong(1));
            return row.getBytes(2);
        }, "SELECT no, points FROM point_log ORDER BY no LIMIT ?", LOG_ROWS_AT_ONCE);
        messages.forEach(message -> PointCodec.decode(message,
                (series, ts, value) -> found.computeIfAbsent(series, no -> new Readings()).add("", ts, value)));
        for (long series : found.keySet().stream().sorted().toList()) {
            Readings readings = found.get(series);
            for (int i = 0; readings != null && i < readings.size(); i++) {
                rows.write(on, series, readings, i);
            }
        }
        on.run("DELETE FROM point_log WHERE no <= ?", lastTicket);
        return messages.size() == LOG_ROWS_AT_ONCE;
    }

    /// Moves tails: of some series, of the next of the sweep, or of all.
    private final class Move implements Work {
        private final @Nullable List<Long> series;
        private final boolean all;
        private final Outcome.Waiting outcome = new Outcome.Waiting();
        private final Map<Long, Long> moved = new HashMap<>();
        private int cameBefore;
        private long emptied;

        /// @param series which; null for the next of the sweep
        /// @param all whether all are moved, and the log is emptied
        Move(@Nullable List<Long> series, boolean all) {
            this.series = series;
            this.all = all;
        }

        @Override
        public void write(Statements on) throws SQLException {
            moved.clear();
            emptied = -1;
            cameBefore = sinceLastSlice;
            Collection<Long> which = all ? tails.keySet().stream().sorted().toList() : series == null ? sweep : series;
            int most = all || series != null ? Integer.MAX_VALUE : Math.max(SMALLEST_SLICE, 2 * cameBefore);
            int count = 0;
            boolean more = false;
            for (long no : which) {
                if (count >= most) {
                    more = true;
                    break;
                }
                Tail tail = tails.get(no);
                moved.put(no, tail == null ? 0 : tail.end());
                if (tail != null) {
                    tail.move(on, rows, no);
                    count += tail.size();
                }
            }
            if (all || (series == null && !more)) {
                emptied = all ? lastRemembered : Math.min(sweepBegan, emptiedTo + most);
                on.run("DELETE FROM point_log WHERE no <= ?", emptied);
            }
        }

        @Override
        public void committed() {
            moved.forEach((no, end) -> tails.computeIfPresent(no, (same, tail) -> {
                waiting -= tail.drop(end);
                return tail.size() == 0 ? null : tail;
            }));
            emptiedTo = Math.max(emptiedTo, emptied);
            if (series == null && !all) {
                sliceDone();
            }
            outcome.stored();
        }

        private void sliceDone() {
            slicePending = false;
            sinceLastSlice -= cameBefore; // what came in the same group counts for the next
            while (!sweep.isEmpty() && moved.containsKey(sweep.getFirst())) {
                sweep.removeFirst();
            }
            sweeping = emptiedTo < sweepBegan;
            if (sweeping) {
                nextSlice();
            }
        }

        @Override
        public void failed(StorageException why) {
            if (series == null && !all) {
                slicePending = false; // the next message tries again
            }
            outcome.failed(why);
        }
    }
}
