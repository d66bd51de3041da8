package tidings.device.core;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import tidings.device.json.Readings;
import tidings.device.store.Telemetry;

/// Tells who watches a device of what it reports, once that is stored. Any thread may use it.
public final class LiveTelemetry implements Telemetry.Listener {

    private final AtomicLong points = new AtomicLong();
    private final ConcurrentHashMap<Long, CopyOnWriteArrayList<Watcher>> watchers = new ConcurrentHashMap<>();

    /// How many values were stored.
    public long points() {
        return points.getAcquire();
    }

    /// Watches a device.
    @FunctionalInterface
    public interface Watcher {

        /// Is called on the writer's thread, so it must not block.
        void reported(Readings readings);
    }

    public void watch(long device, Watcher watcher) {
        watchers.compute(device, (no, all) -> {
            CopyOnWriteArrayList<Watcher> list = all == null ? new CopyOnWriteArrayList<>() : all;
            list.add(watcher);
            return list;
        });
    }

    public void unwatch(long device, Watcher watcher) {
        watchers.computeIfPresent(device, (no, all) -> {
            all.remove(watcher);
            return all.isEmpty() ? null : all;
        });
    }

    @Override
    public void stored(long device, Readings readings) {
        points.setRelease(points.getPlain() + readings.size()); // nobody else counts
        List<Watcher> list = watchers.get(device);
        if (list != null) {
            list.forEach(watcher -> watcher.reported(readings));
        }
    }
}
