package tidings.tinkerforge.gateway;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.DeviceName;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;
import tidings.tinkerforge.tfp.Uid;

/// Which bricks are there, for those who want to announce them, and what they say.
///
/// A brick is set to tell what is fed when it comes: it may have been without power.
final class Announcements {

    private static final long GONE = 2;

    private final BrickDaemon daemon;
    private final Feed feed;
    private final List<Announcer> announcers;
    private final Map<Integer, Known> known = new HashMap<>(); // by UID

    /// @param fed callbacks, by their ids
    private record Known(Device device, Map<Integer, Callback> fed) {}

    Announcements(BrickDaemon daemon, Feed feed, List<Announcer> announcers) {
        this.daemon = daemon;
        this.feed = feed;
        this.announcers = List.copyOf(announcers);
    }

    /// All bricks are asked to say that they are there.
    void ask() {
        if (!announcers.isEmpty()) {
            daemon.enumerate();
        }
    }

    /// A brick came, went, or said that it is there.
    void enumerated(Packet packet) {
        if (announcers.isEmpty()) {
            return;
        }
        List<Object> identity;
        try {
            identity = Payloads.read(Catalog.identity(), packet.payload());
        } catch (Payloads.WrongLengthException wrong) {
            return;
        }
        String uid = new Uid(packet.uid()).toString();
        Device device = device(((Long) identity.get(identity.size() - 2)).intValue());
        if (identity.get(identity.size() - 1).equals(GONE)) {
            Known before = known.remove(packet.uid());
            if (before != null) {
                announcers.forEach(announcer -> announcer.went(uid, before.device()));
            }
        } else if (device != null) {
            List<Callback> fed = feed.of(device);
            known.put(packet.uid(), new Known(
                    device, fed.stream().collect(Collectors.toMap(Callback::id, callback -> callback))));
            announcers.forEach(announcer -> announcer.came(uid, device, identity, fed));
            fed.forEach(callback -> set(packet.uid(), device, callback));
        }
    }

    private static @Nullable Device device(int identifier) {
        DeviceName name = Catalog.get().name(identifier);
        return name == null ? null : Catalog.get().device(name.text());
    }

    private void set(int uid, Device device, Callback callback) {
        Feed.Setting setting = Feed.Setting.of(device, callback, feed.periodMillis());
        if (setting != null) {
            daemon.submit(new Uid(uid), turn -> turn.call(
                    setting.function().id(), Payloads.write(setting.function().request(), setting.arguments()), true,
                    outcome -> turn.end()));
        }
    }

    /// A brick said something.
    void received(Packet packet) {
        Known brick = known.get(packet.uid());
        Callback callback = brick == null ? null : brick.fed().get(packet.function());
        if (brick == null || callback == null) {
            return;
        }
        try {
            List<Object> values = Payloads.read(callback.elements(), packet.payload());
            String uid = new Uid(packet.uid()).toString();
            announcers.forEach(announcer -> announcer.event(uid, brick.device(), callback, values));
        } catch (Payloads.WrongLengthException wrong) {
            // not a packet of this device
        }
    }

    /// The daemon is gone, and its bricks with it.
    void lost() {
        Set<Map.Entry<Integer, Known>> all = new HashSet<>(known.entrySet());
        known.clear();
        all.forEach(entry -> announcers.forEach(
                announcer -> announcer.went(new Uid(entry.getKey()).toString(), entry.getValue().device())));
    }
}
