package tidings.device.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Readings;
import tidings.storage.Database;
import tidings.storage.Statements;
import tidings.storage.StorageException;
import tidings.storage.Work;

/// What devices report, and have reported.
public final class Telemetry {

    private static final int DELETED_AT_ONCE = 5_000;
    /// Between what devices report, of which nobody shall wait for it.
    private static final int CUT_AT_ONCE = 1_000;

    private final Database database;
    private final HistoryStore history;
    private final EventLog events;
    private final SeriesTable series = new SeriesTable();
    private final int keysPerDevice;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    Telemetry(Database database, HistoryStore history, EventLog events, int keysPerDevice) {
        this.database = database;
        this.history = history;
        this.events = events;
        this.keysPerDevice = keysPerDevice;
    }

    /// Is told of what is stored.
    @FunctionalInterface
    public interface Listener {

        /// Is called on the writer's thread, so it must not block.
        void stored(long device, Readings readings);
    }

    /// Tells somebody from now on.
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /// Which points are asked for: of a time, or by intervals.
    ///
    /// @param from the first time, included
    /// @param to the last time, excluded
    /// @param interval milliseconds of an interval; 0 where there is no aggregation
    /// @param aggregation how the points of an interval become one, or null for the points themselves
    public record Question(
            long from,
            long to,
            int limit,
            boolean newestFirst,
            long interval,
            @Nullable Aggregation aggregation) {}

    /// Readings of a device, ready to be handed to the writer.
    public Work write(long device, Readings readings, Outcome outcome) {
        return new Report(device, readings, outcome);
    }

    /// Stores readings of a device, and waits for that.
    ///
    /// @throws TooManyKeysException if the device has too many already
    /// @throws StorageException if they cannot be stored
    public void store(long device, Readings readings) {
        Outcome.Waiting outcome = new Outcome.Waiting();
        database.awaitRoom(write(device, readings, outcome));
        outcome.await();
    }

    public List<String> keys(long device) {
        return database.query(on -> SeriesTable.keys(on, device));
    }

    /// The latest point of each key that has any.
    ///
    /// @param keys which are asked for, or null for all
    public Map<String, Point> latest(long device, @Nullable List<String> keys) {
        Map<String, Long> numbers = settled(device, keys);
        return database.query(on -> {
            Map<String, Point> latest = new LinkedHashMap<>();
            for (Map.Entry<String, Long> key : numbers.entrySet()) {
                Point point = history.latest(on, key.getValue());
                if (point != null) {
                    latest.put(key.getKey(), point);
                }
            }
            return latest;
        });
    }

    /// Points of each key that has any.
    public Map<String, List<Point>> read(long device, List<String> keys, Question question) {
        Map<String, Long> numbers = settled(device, keys);
        return database.query(on -> {
            Map<String, List<Point>> all = new LinkedHashMap<>();
            for (Map.Entry<String, Long> key : numbers.entrySet()) {
                List<Point> points = read(on, key.getValue(), question);
                if (!points.isEmpty()) {
                    all.put(key.getKey(), points);
                }
            }
            return all;
        });
    }

    /// Deletes all points of some keys.
    public void delete(long device, List<String> keys) {
        delete(on -> {
            series.forget(device);
            for (String key : keys) {
                Long no = SeriesTable.find(on, device, key);
                if (no != null) {
                    SeriesTable.drop(on, no);
                }
            }
        });
        deleteDropped();
    }

    /// Deletes the points of some keys from one time, included, to another, excluded.
    public void delete(long device, List<String> keys, long from, long to) {
        delete(on -> {
            series.forget(device);
            for (String key : keys) {
                Long no = SeriesTable.find(on, device, key);
                if (no != null) {
                    history.delete(on, no, new HistoryStore.Range(from, to));
                    if (history.isEmpty(on, no)) {
                        SeriesTable.drop(on, no);
                    }
                }
            }
        });
    }

    /// The number of the last series that there is.
    public long lastSeries() {
        return database.query(on -> on.number("SELECT coalesce(max(no), 0) FROM series"));
    }

    /// Deletes points of a profile's devices that are older than a time: some of them, so that nobody waits long for it.
    ///
    /// @param from the first series that is looked at
    /// @param to the last
    /// @return the first series that may have more of them; behind the last where none of these has
    public long deleteSomeBefore(UUID profile, long time, long from, long to) {
        List<Long> old = database.query(on -> SeriesTable.withPointsBefore(on, profile, time, from, to));
        if (old.isEmpty()) {
            return to + 1;
        }
        return database.write(on -> {
            int left = CUT_AT_ONCE;
            for (long no : old) {
                left -= history.deleteOldest(on, no, time, left);
                if (left == 0) {
                    return no;
                }
            }
            return old.getLast() + 1;
        });
    }

    /// Deletes a device, with all that it has reported.
    void deleteDevice(long device) {
        delete(on -> {
            series.forget(device);
            DeviceTable.delete(on, device);
        });
        deleteDropped();
    }

    /// Deletes something, after what was written is where it belongs.
    private void delete(Saving.Change change) {
        Outcome.Waiting outcome = new Outcome.Waiting();
        List<Runnable> settled = new ArrayList<>(); // of the last attempt; on the writer's thread
        database.awaitRoom(new Saving(on -> {
            settled.clear();
            settled.add(history.settleAll(on));
            change.write(on);
        }, new Outcome() {
            @Override
            public void stored() {
                settled.forEach(Runnable::run);
                outcome.stored();
            }

            @Override
            public void failed(StorageException why) {
                outcome.failed(why);
            }
        }, 256));
        outcome.await();
    }

    /// The numbers of keys that a device has, of which all that was written can be read.
    private Map<String, Long> settled(long device, @Nullable List<String> keys) {
        Map<String, Long> numbers = database.query(on -> {
            Map<String, Long> found = new LinkedHashMap<>();
            for (String key : keys == null ? SeriesTable.keys(on, device) : keys) {
                Long no = SeriesTable.find(on, device, key);
                if (no != null) {
                    found.put(key, no);
                }
            }
            return found;
        });
        history.settle(numbers.values());
        return numbers;
    }

    /// Deletes the points of dropped series, between other work.
    void deleteDropped() {
        database.writer()
                .submit(on -> SeriesTable.deleteSomePoints(on, DELETED_AT_ONCE))
                .thenAccept(more -> {
                    if (more) {
                        deleteDropped();
                    }
                });
    }

    private List<Point> read(Statements on, long no, Question question) throws SQLException {
        HistoryStore.Range range = new HistoryStore.Range(question.from(), question.to());
        if (question.aggregation() == null) {
            return history.read(on, no, range, question.limit(), question.newestFirst());
        }
        HistoryStore.Buckets buckets = new HistoryStore.Buckets(question.interval(), question.aggregation());
        return history.aggregate(on, no, range, buckets, question.limit(), question.newestFirst());
    }

    /// What one message reports.
    private final class Report implements Work {
        private final long device;
        private final Readings readings;
        private final Outcome outcome;
        private final int weight;
        private final @Nullable String event;
        private @Nullable Map<String, Long> made;
        private long[] numbers = {};
        private long ticket;

        Report(long device, Readings readings, Outcome outcome) {
            this.device = device;
            this.readings = readings;
            this.outcome = outcome;
            this.event = events.wants("TELEMETRY") ? EventLog.body(readings) : null;
            this.weight = readings.weight() + (event == null ? 0 : 2 * event.length());
        }

        @Override
        public void write(Statements on) throws SQLException {
            made = null;
            Map<String, Long> known = series.known(device);
            numbers = new long[readings.size()];
            for (int i = 0; i < numbers.length; i++) {
                Long number = known == null ? null : known.get(readings.key(i));
                numbers[i] = number == null ? make(on, readings.key(i)) : number;
            }
            ticket = history.write(on, numbers, readings);
            if (event != null) {
                events.add(on, device, readings.isEmpty() ? 0 : readings.time(0), "TELEMETRY", event);
            }
        }

        @Override
        public void committed() {
            if (made != null) {
                series.remember(device, made);
            }
            history.written(ticket, numbers, readings);
            outcome.stored();
            for (Listener listener : listeners) {
                listener.stored(device, readings);
            }
        }

        @Override
        public void failed(StorageException why) {
            outcome.failed(why);
        }

        @Override
        public int weight() {
            return weight;
        }

        private long make(Statements on, String key) throws SQLException {
            if (made == null) {
                made = new HashMap<>();
            }
            Long number = made.get(key);
            if (number == null) {
                number = SeriesTable.number(on, device, key, keysPerDevice);
                made.put(key, number);
            }
            return number;
        }
    }
}
