package tidings.device.core;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Value;
import tidings.device.store.ActivityTable;
import tidings.device.store.ActivityTable.Seen;
import tidings.device.store.Attribute;
import tidings.device.store.Scope;
import tidings.device.store.Store;

/// Which devices are alive: active from a sign of life on, until there was none for a while (DEVICE_API 13).
///
/// What is known of active devices is in memory, and is written by [#tick] for many at once; of the others it is in the
/// database. Any thread may use it.
public final class Activity {

    private static final long EXACT_TO_MILLIS = 1_000; // nobody needs to know it better, and busy devices are many

    private final Store store;
    private final InstantSource clock;
    private final Duration timeout;
    private final Map<Long, Seen> known = new ConcurrentHashMap<>();
    private final Map<Long, Boolean> changed = new ConcurrentHashMap<>();

    /// @param timeout after how long without a sign of life a device is inactive that says nothing else
    public Activity(Store store, InstantSource clock, Duration timeout) {
        this.store = store;
        this.clock = clock;
        this.timeout = timeout;
        store.database().query(ActivityTable::active).forEach(seen -> known.put(seen.device(), seen));
    }

    public void connected(long device) {
        long now = clock.millis();
        change(device, seen -> new Seen(device, true, now, seen.lastDisconnect(), now, seen.inactivityAlarm()));
        note(device, "CONNECTED");
    }

    public void disconnected(long device) {
        long now = clock.millis();
        change(device, seen -> new Seen(
                device, seen.active(), seen.lastConnect(), now, seen.lastActivity(), seen.inactivityAlarm()));
        note(device, "DISCONNECTED");
    }

    /// A device gave a sign of life.
    public void seen(long device) {
        long now = clock.millis();
        Seen before = known.get(device);
        if (before != null && before.active() && before.lastActivity() != null
                && now - before.lastActivity() < EXACT_TO_MILLIS) {
            return;
        }
        change(device, seen -> new Seen(
                device, true, seen.lastConnect(), seen.lastDisconnect(), now, seen.inactivityAlarm()));
    }

    public boolean isActive(long device) {
        Seen seen = known.get(device);
        return seen != null && seen.active();
    }

    /// What is known of a device as attributes of the server. Blocks.
    List<Attribute> attributes(long device) {
        Seen stored = store.database()
                .query(on -> Optional.ofNullable(ActivityTable.of(on, device)))
                .orElse(Seen.never(device));
        Seen seen = known.getOrDefault(device, stored).or(stored);
        if (seen.equals(Seen.never(device))) {
            return List.of();
        }
        List<Attribute> all = new ArrayList<>();
        long ts = seen.lastActivity() == null ? clock.millis() : seen.lastActivity();
        all.add(new Attribute(Scope.SERVER, "active", ts, new Value.Bool(seen.active())));
        add(all, "inactivityAlarmTime", ts, seen.inactivityAlarm());
        add(all, "lastActivityTime", ts, seen.lastActivity());
        add(all, "lastConnectTime", ts, seen.lastConnect());
        add(all, "lastDisconnectTime", ts, seen.lastDisconnect());
        return all;
    }

    /// Writes what has changed, and finds out who is silent for too long. To be called every few seconds. Blocks.
    public void tick() {
        Map<Long, Long> timeouts = store.database().query(ActivityTable::timeouts);
        known.values().forEach(seen -> expire(seen, timeouts));
        List<Long> devices = List.copyOf(changed.keySet());
        if (devices.isEmpty()) {
            return;
        }
        devices.forEach(changed::remove);
        store.database().write(on -> {
            for (long device : devices) {
                Seen seen = known.get(device);
                if (seen != null) {
                    ActivityTable.put(on, seen);
                }
            }
            return 0;
        });
        for (long device : devices) {
            if (!changed.containsKey(device)) {
                known.computeIfPresent(device, (no, seen) -> seen.active() ? seen : null);
            }
        }
    }

    private void expire(Seen seen, Map<Long, Long> timeouts) {
        Long last = seen.lastActivity();
        long now = clock.millis();
        if (!seen.active() || last == null || now - last < timeouts.getOrDefault(seen.device(), timeout.toMillis())) {
            return;
        }
        change(seen.device(), later -> !last.equals(later.lastActivity())
                ? later
                : new Seen(seen.device(), false, later.lastConnect(), later.lastDisconnect(), last, now));
        note(seen.device(), "INACTIVE");
    }

    /// Does not wait for it.
    private void note(long device, String event) {
        if (store.events().wants("DEVICE")) {
            store.database().writer().submit(on -> {
                store.events().add(on, device, clock.millis(), "DEVICE", "{\"event\":\"" + event + "\"}");
                return 0;
            });
        }
    }

    private void change(long device, UnaryOperator<Seen> change) {
        known.compute(device, (no, seen) -> change.apply(seen == null ? Seen.never(device) : seen));
        changed.put(device, true);
    }

    private static void add(List<Attribute> all, String key, long ts, @Nullable Long value) {
        if (value != null) {
            all.add(new Attribute(Scope.SERVER, key, ts, new Value.Whole(value)));
        }
    }
}
