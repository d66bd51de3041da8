package tidings.device.sink;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Json;
import tidings.device.spi.RefusedEventException;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;
import tidings.device.store.DeviceTable;
import tidings.device.store.EventLog;
import tidings.device.store.SinkTable;
import tidings.device.store.Store;
import tools.jackson.databind.node.ObjectNode;

/// Carries events to one sink, in order, on a thread of its own. How far it is stands in the database, and is noted after
/// the sink has them: so each arrives at least once, and after a crash the last ones once more.
///
/// A sink that fails is tried again, after longer and longer pauses. What it refuses, and what is too much to keep, goes
/// to the dead letters.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);
    private static final int AT_ONCE = 500;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Store store;
    private final SinkTable.SinkRow row;
    private final Set<String> kinds;
    private final Sink sink;
    private final DeadLetters deadLetters;
    private final long mostWaiting;
    private final Semaphore wake = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;
    private volatile Tally tally;
    private Duration pause = Duration.ZERO;
    private long attempted;

    /// @param folder where dead letters are put
    Courier(Store store, SinkTable.SinkRow row, Set<String> kinds, Sink sink, Path folder, Limits limits) {
        this.store = store;
        this.row = row;
        this.kinds = kinds;
        this.sink = sink;
        this.deadLetters = new DeadLetters(
                folder.resolve(row.name().replaceAll("[^A-Za-z0-9_-]", "_") + "-" + row.id() + ".jsonl"),
                limits.deadLetterBytes());
        this.mostWaiting = limits.waitingEvents();
        this.tally = new Tally(row.delivered(), 0, 0, 0, 0, null);
        this.thread = Thread.ofVirtual().name("sink-" + row.name()).unstarted(this::run);
    }

    /// How much is kept for a sink.
    ///
    /// @param waitingEvents how many may wait; the oldest become dead letters then
    record Limits(long waitingEvents, long deadLetterBytes) {}

    /// What has become of the events.
    ///
    /// @param position the number of the last event that was dealt with
    /// @param delivered how many arrived, since the server began
    /// @param dead how many became dead letters
    /// @param failures how many attempts failed
    /// @param retried how many events were sent once more after that, each time
    /// @param lastError of the last attempt, or null where that went well
    record Tally(
            long position, long delivered, long dead, long failures, long retried, @Nullable String lastError) {}

    Tally tally() {
        return tally;
    }

    void start() {
        thread.start();
    }

    /// There may be something to carry.
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    /// Stops; what is under way may come again.
    void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sink.close();
    }

    private void run() {
        while (!closed) {
            try {
                if (!carry()) {
                    boolean woken = wake.tryAcquire(Math.max(pause.toMillis(), 250), TimeUnit.MILLISECONDS);
                    LOG.trace("sink={} woken={}", row.name(), woken);
                }
            } catch (InterruptedException closing) {
                LOG.trace("sink={} closed", row.name());
            } catch (IOException | RuntimeException e) {
                failed(e);
            }
        }
    }

    /// @return whether there may be more at once
    private boolean carry() throws IOException, InterruptedException {
        long from = tally.position();
        List<EventLog.Event> some = store.database().query(on -> EventLog.behind(on, from, AT_ONCE));
        if (some.isEmpty()) {
            return false;
        }
        List<SinkEvent> wanted =
                some.stream().filter(event -> kinds.contains(event.kind())).map(this::event).toList();
        long last = some.getLast().no();
        try {
            if (!wanted.isEmpty()) {
                countRetries(wanted);
                sink.deliver(wanted);
            }
            advance(last, wanted.size(), 0);
        } catch (RefusedEventException whole) {
            oneByOne(wanted);
            advance(last, 0, 0);
        }
        return true;
    }

    /// What was under way when the last attempt failed is sent once more.
    private void countRetries(List<SinkEvent> events) {
        Tally now = tally;
        long again = now.lastError() == null ? 0 : events.stream().filter(event -> event.no() <= attempted).count();
        if (again > 0) {
            tally = new Tally(
                    now.position(), now.delivered(), now.dead(), now.failures(), now.retried() + again,
                    now.lastError());
        }
        attempted = events.getLast().no();
    }

    /// Who is refused is found alone; all others arrive.
    private void oneByOne(List<SinkEvent> events) throws IOException, InterruptedException {
        for (SinkEvent event : events) {
            try {
                sink.deliver(List.of(event));
                advance(event.no(), 1, 0);
            } catch (RefusedEventException refused) {
                LOG.warn("sink={} event={} refused, and put to the dead letters: {}", row.name(), event.no(),
                        refused.getMessage());
                deadLetters.add(List.of(event), String.valueOf(refused.getMessage()));
                advance(event.no(), 0, 1);
            }
        }
    }

    private void advance(long position, int delivered, int dead) {
        store.database().write(on -> {
            SinkTable.advance(on, row.id(), position);
            EventLog.deleteDelivered(on, 2 * AT_ONCE);
            return 0;
        });
        pause = Duration.ZERO;
        Tally before = tally;
        tally = new Tally(
                position, before.delivered() + delivered, before.dead() + dead, before.failures(),
                before.retried(), dead == 0 ? null : before.lastError());
    }

    private void failed(Exception failure) {
        if (closed) {
            return;
        }
        String reason = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        Tally before = tally;
        if (before.lastError() == null) {
            LOG.warn("sink={} cannot be reached, and is tried again: {}", row.name(), reason);
        }
        tally = new Tally(before.position(), before.delivered(), before.dead(), before.failures() + 1, before.retried(),
                reason);
        pause = pause.isZero()
                ? FIRST_PAUSE
                : Duration.ofMillis(Math.min(2 * pause.toMillis(), LONGEST_PAUSE.toMillis()));
        try {
            dropOldest(reason);
            long until = System.nanoTime() + pause.toNanos();
            while (!closed && System.nanoTime() < until) {
                TimeUnit.NANOSECONDS.sleep(until - System.nanoTime());
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("sink={} dead letters cannot be written: {}", row.name(), e.getMessage());
        } catch (InterruptedException closing) {
            LOG.trace("sink={} closed", row.name());
        }
    }

    /// What is too much to keep becomes dead letters.
    private void dropOldest(String reason) throws IOException {
        long excess = store.database().query(EventLog::last) - mostWaiting - tally.position();
        while (excess > 0 && !closed) {
            long from = tally.position();
            int most = (int) Math.min(excess, AT_ONCE);
            List<EventLog.Event> some = store.database().query(on -> EventLog.behind(on, from, most));
            if (some.isEmpty()) {
                return;
            }
            List<SinkEvent> wanted =
                    some.stream().filter(event -> kinds.contains(event.kind())).map(this::event).toList();
            deadLetters.add(wanted, "more than " + mostWaiting + " events waited; the last attempt: " + reason);
            Duration same = pause;
            advance(some.getLast().no(), 0, wanted.size());
            pause = same;
            excess -= some.size();
        }
    }

    private SinkEvent event(EventLog.Event event) {
        ObjectNode who = source(event);
        ObjectNode all = Json.object().put("no", event.no()).put("ts", event.ts()).put("kind", event.kind());
        all.setAll(who);
        all.set("body", Json.MAPPER.readTree(event.body()));
        return new SinkEvent(
                event.no(), event.kind(), who.path("deviceId").asString(""), who.path("deviceName").asString(""),
                Json.text(all));
    }

    private ObjectNode source(EventLog.Event event) {
        String text = event.gone() != null
                ? event.gone()
                : store.database()
                        .query(on -> Optional.ofNullable(DeviceTable.byNo(on, event.device())))
                        .map(device -> EventLog.source(device.id(), device.name(), device.type()))
                        .orElse("{}");
        return Json.MAPPER.readTree(text) instanceof ObjectNode known ? known : Json.object();
    }
}
