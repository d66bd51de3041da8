package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import tidings.tinkerforge.catalog.Catalog;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.tfp.Uid;

/// Which bricks there are. The first of a type always has the same UID.
final class Roll {

    private static final int FIRST = 58 * 58; // from here on UIDs have three characters
    private static final int COPY = 20_000;
    private static final int SLOTS = 8;

    private final Map<Integer, SimulatedBrick> bricks = new LinkedHashMap<>();

    /// @param names of devices; one may occur several times
    /// @throws IllegalArgumentException if there is none of a name
    Roll(List<String> names, LongSupplier step) {
        List<Device> devices = names.stream().map(Roll::device).toList();
        Map<String, Integer> copies = new HashMap<>();
        String root = "0";
        int slot = 0;
        for (Device device : devices) {
            int copy = copies.merge(device.name().text(), 1, Integer::sum) - 1;
            Uid uid = new Uid(FIRST + device.name().identifier() + copy * COPY);
            boolean isBrick = device.name().text().endsWith("_brick");
            char position = isBrick ? (char) ('0' + slot % SLOTS) : (char) ('a' + slot % SLOTS);
            bricks.put(uid.number(), new SimulatedBrick(device, uid, isBrick ? "0" : root, position, step));
            root = isBrick ? uid.toString() : root;
            slot++;
        }
    }

    /// The names that `all` stands for.
    static List<String> everything() {
        List<String> names = new ArrayList<>();
        Catalog.get().released().forEach(name -> names.add(name.text()));
        return names;
    }

    private static Device device(String name) {
        Device device = Catalog.get().device(name);
        if (device == null) {
            throw new IllegalArgumentException("There is no device named " + name);
        }
        return device;
    }

    Collection<SimulatedBrick> all() {
        return bricks.values();
    }

    /// The one with a UID.
    ///
    /// @throws IllegalArgumentException if there is none
    SimulatedBrick of(String uid) {
        SimulatedBrick brick = bricks.get(Uid.parse(uid).number());
        if (brick == null) {
            throw new IllegalArgumentException("There is no brick " + uid);
        }
        return brick;
    }

    boolean has(int uid) {
        return bricks.containsKey(uid);
    }

    SimulatedBrick of(int uid) {
        return Objects.requireNonNull(bricks.get(uid));
    }
}
