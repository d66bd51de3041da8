package tidings.device.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import tidings.mqtt.ReasonCode;

/// Which devices are there, and how to reach them. Any thread may use it.
public final class Links {

    private final ConcurrentHashMap<Long, List<Link>> byDevice = new ConcurrentHashMap<>();
    private final int mostPerDevice;

    /// @param mostPerDevice how many connections a device may have; one more ends the oldest
    public Links(int mostPerDevice) {
        this.mostPerDevice = mostPerDevice;
    }

    /// A device has come.
    ///
    /// @return whether it was not there before
    public boolean add(long device, Link link) {
        List<Link> displaced = new ArrayList<>();
        List<Link> now = byDevice.merge(device, List.of(link), (before, one) -> {
            List<Link> all = new ArrayList<>(before);
            all.addAll(one);
            displaced.clear();
            while (all.size() > mostPerDevice) {
                displaced.add(all.removeFirst());
            }
            return List.copyOf(all);
        });
        displaced.forEach(old -> old.end(ReasonCode.SESSION_TAKEN_OVER));
        return now.size() == 1 && displaced.isEmpty();
    }

    /// A connection is gone.
    ///
    /// @return whether it was the last of its device
    public boolean remove(long device, Link link) {
        boolean[] last = {false};
        byDevice.computeIfPresent(device, (no, before) -> {
            List<Link> rest = before.stream().filter(other -> !other.equals(link)).toList();
            last[0] = rest.isEmpty();
            return rest.isEmpty() ? null : rest;
        });
        return last[0];
    }

    /// The connections of a device, the oldest first.
    public List<Link> of(long device) {
        return byDevice.getOrDefault(device, List.of());
    }

    public boolean isThere(long device) {
        return byDevice.containsKey(device);
    }

    /// Ends all connections of a device.
    public void end(long device, ReasonCode reason) {
        of(device).forEach(link -> link.end(reason));
    }

    /// How many devices are there.
    public int size() {
        return byDevice.size();
    }
}
