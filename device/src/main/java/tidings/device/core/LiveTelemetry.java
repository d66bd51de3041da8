package tidings.device.core;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import tidings.device.json.Readings;
import tidings.device.store.Telemetry;

/// Tells who watches a device of what it reports, once that is stored. Any thread may use it.
public final class LiveTelemetry implements Telemetry.Listener {

    private final ConcurrentHashMap<Long, CopyOnWriteArrayList<Watcher>> watchers = new ConcurrentHashMap<>();

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
        List<Watcher> list = watchers.get(device);
        if (list != null) {
            list.forEach(watcher -> watcher.reported(readings));
        }
    }
}
