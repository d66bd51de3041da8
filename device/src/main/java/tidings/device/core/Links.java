package tidings.device.core;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import tidings.mqtt.ReasonCode;

/// Which devices are there, and how to reach them. Any thread may use it.
public final class Links {

    private final ConcurrentHashMap<Long, List<Link>> byDevice = new ConcurrentHashMap<>();
    /// Ways that are there for one message only, and displace nobody.
    private final ConcurrentHashMap<Long, List<Link>> guests = new ConcurrentHashMap<>();
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
        return remove(byDevice, device, link);
    }

    /// A device asks over HTTP what there is to tell it. Counts as no connection.
    public void addGuest(long device, Link link) {
        guests.merge(device, List.of(link), (before, one) -> {
            List<Link> all = new ArrayList<>(before);
            all.addAll(one);
            return List.copyOf(all);
        });
    }

    public void removeGuest(long device, Link link) {
        remove(guests, device, link);
    }

    /// The ways to a device, the oldest connection first.
    public List<Link> of(long device) {
        List<Link> connections = byDevice.getOrDefault(device, List.of());
        List<Link> asking = guests.get(device);
        if (asking == null) {
            return connections;
        }
        List<Link> all = new ArrayList<>(connections);
        all.addAll(asking);
        return all;
    }

    public boolean isThere(long device) {
        return byDevice.containsKey(device);
    }

    /// Ends all connections of a device.
    public void end(long device, ReasonCode reason) {
        of(device).forEach(link -> link.end(reason));
    }

    /// Ends connections over which nothing came for long.
    ///
    /// @param since the last time that is still well, in milliseconds since 1970
    public void endSilent(long since) {
        byDevice.values()
                .forEach(links -> links.stream()
                        .filter(link -> link.lastHeard() < since)
                        .forEach(link -> link.end(ReasonCode.MAXIMUM_CONNECT_TIME)));
    }

    /// How many devices are there.
    public int size() {
        return byDevice.size();
    }

    /// Whether it was the last.
    private static boolean remove(ConcurrentHashMap<Long, List<Link>> links, long device, Link link) {
        boolean[] last = {false};
        links.computeIfPresent(device, (no, before) -> {
            List<Link> rest = before.stream().filter(other -> !other.equals(link)).toList();
            last[0] = rest.isEmpty();
            return rest.isEmpty() ? null : rest;
        });
        return last[0];
    }
}
