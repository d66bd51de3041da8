package tidings.device.alarm;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.store.AlarmRule;
import tidings.device.store.AlarmTable;
import tidings.device.store.AlarmWaitTable;
import tidings.device.store.AlarmWaitTable.Wait;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.Point;
import tidings.device.store.Saving;
import tidings.device.store.Store;

/// Looks at what devices report, on a thread of its own: whoever stores it only asks whether any rule has one of its keys,
/// and never waits. The conditions belong to the thread.
///
/// Stored are the alarms, and since when a condition waits that has a duration: after a restart it goes on to wait.
final class Watch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final int MOST_WAITING = 100_000;

    private final Alarms alarms;
    private final Store store;
    private final InstantSource clock;
    private final BlockingQueue<Runnable> todo = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong overlooked = new AtomicLong();
    private final Map<Long, List<Condition>> conditions = new HashMap<>();
    private final Map<Condition, Last> waiting = new HashMap<>();
    private final Thread thread = Thread.ofPlatform().name("alarms").daemon().unstarted(this::run);
    private volatile Set<String> keys = Set.of();
    private List<AlarmRule> rules = List.of();
    private volatile boolean closed;

    Watch(Alarms alarms, Store store, InstantSource clock) {
        this.alarms = alarms;
        this.store = store;
        this.clock = clock;
        thread.start();
    }

    /// The value at which a condition waits.
    private record Last(long device, long ts, Value value) {}

    /// From now on, these are the rules.
    void use(List<AlarmRule> all) {
        Set<String> wanted = new HashSet<>();
        all.forEach(rule -> wanted.add(rule.key()));
        put(() -> {
            rules = all;
            conditions.clear();
            waiting.clear();
            resume();
        });
        keys = Set.copyOf(wanted);
    }

    void reported(long device, Readings readings) {
        Set<String> wanted = keys;
        if (wanted.isEmpty()) {
            return;
        }
        for (int i = 0; i < readings.size(); i++) {
            if (wanted.contains(readings.key(i))) {
                if (!todo.offer(() -> look(device, readings)) && overlooked.getAndIncrement() == 0) {
                    LOG.warn("Devices report faster than alarms can look at it: some values are overlooked");
                }
                return;
            }
        }
    }

    long overlooked() {
        return overlooked.get();
    }

    void tick() {
        put(() -> {
            long now = clock.millis();
            List.copyOf(waiting.entrySet()).forEach(entry -> {
                Last last = entry.getValue();
                apply(last.device(), entry.getKey(), entry.getKey().tick(now), last.ts(), last.value());
            });
        });
    }

    void forget(long device) {
        put(() -> {
            List<Condition> known = conditions.remove(device);
            if (known != null) {
                known.forEach(condition -> endWait(device, condition));
            }
        });
    }

    void settle() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        put(() -> done.complete(true));
        done.join();
    }

    @Override
    public void close() {
        settle();
        closed = true;
        thread.interrupt();
    }

    private void put(Runnable task) {
        try {
            todo.put(task);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                todo.take().run();
            } catch (InterruptedException closing) {
                LOG.trace("closed");
            } catch (RuntimeException e) {
                LOG.warn("An alarm was not dealt with: {}", e.getMessage());
            }
        }
    }

    private void look(long device, Readings readings) {
        long now = clock.millis();
        for (Condition condition : conditions.computeIfAbsent(device, this::begin)) {
            for (int i = 0; i < readings.size(); i++) {
                if (condition.rule().key().equals(readings.key(i))) {
                    Value value = readings.value(i);
                    Condition.Change change = condition.value(readings.time(i), value, now);
                    apply(device, condition, change, readings.time(i), value);
                }
            }
        }
    }

    /// What could not be stored is looked at anew with the next value.
    private void apply(long device, Condition condition, Condition.Change change, long ts, Value value) {
        if (!condition.isWaiting()) {
            endWait(device, condition);
        } else if (waiting.put(condition, new Last(device, ts, value)) == null) {
            Wait begun = new Wait(condition.rule().id(), device, condition.since(), condition.sinceHere(), value);
            note(on -> AlarmWaitTable.put(on, begun));
        }
        try {
            switch (change) {
                case RAISE -> alarms.raise(device, condition.rule(), ts, value);
                case CLEAR -> alarms.clear(device, condition.rule());
                case NONE -> {
                    // as it was
                }
            }
        } catch (RuntimeException e) {
            conditions.remove(device);
            endWait(device, condition);
            throw e;
        }
    }

    private void endWait(long device, Condition condition) {
        if (waiting.remove(condition) != null) {
            UUID rule = condition.rule().id();
            note(on -> AlarmWaitTable.delete(on, rule, device));
        }
    }

    /// Does not wait for it: where it is lost, a wait begins anew, or is found to be over.
    private void note(Saving.Change change) {
        store.database()
                .writer()
                .submit(on -> {
                    change.write(on);
                    return 0;
                })
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.debug("A wait was not noted", failure);
                    }
                });
    }

    /// Goes on with the waits that are stored, unless they ended unseen: the latest value tells.
    private void resume() {
        for (Wait wait : store.database().query(AlarmWaitTable::all)) {
            for (Condition condition : conditions.computeIfAbsent(wait.device(), this::begin)) {
                if (condition.rule().id().equals(wait.rule())) {
                    resume(wait, condition);
                }
            }
        }
    }

    private void resume(Wait wait, Condition condition) {
        String key = condition.rule().key();
        Point latest = store.telemetry().latest(wait.device(), List.of(key)).get(key);
        condition.resume(wait.since(), wait.sinceHere());
        waiting.put(condition, new Last(wait.device(), wait.since(), wait.value()));
        if (latest != null) {
            Condition.Change change = condition.value(latest.ts(), latest.value(), clock.millis());
            apply(wait.device(), condition, change, latest.ts(), latest.value());
        }
    }

    /// The conditions of the rules that are for a device.
    private List<Condition> begin(long device) {
        return store.database().query(on -> {
            List<Condition> all = new ArrayList<>();
            Device known = DeviceTable.byNo(on, device);
            Set<UUID> open = new HashSet<>(AlarmTable.openRules(on, device));
            if (known == null) {
                return all;
            }
            for (AlarmRule rule : rules) {
                boolean ofProfile = rule.profile() == null || rule.profile().equals(known.profile());
                boolean ofDevice = rule.device() == null || rule.device() == device;
                if (ofProfile && ofDevice) {
                    all.add(new Condition(rule, open.contains(rule.id())));
                }
            }
            return all;
        });
    }
}
