package tidings.tinkerforge.gateway;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.tfp.Uid;

/// All [Brick]s that somebody has asked for, by UID and by the type as which they were asked for.
final class Bricks {

    private static final String INVALID_UID = " (-13)";

    private final Map<Integer, List<Brick>> byUid = new LinkedHashMap<>();
    private final int limit;
    private int size;

    /// @param limit how many there may be
    Bricks(int limit) {
        this.limit = limit;
    }

    /// The one of a UID and type.
    ///
    /// @throws CallException if the UID is none of a device, or there are too many bricks already
    Brick of(String text, Device device) {
        Uid uid;
        try {
            uid = Uid.parse(text);
        } catch (Uid.InvalidUidException wrong) {
            throw wrong.isInvalidCharacter() ? unreadable(text, wrong) : impossible(wrong.getMessage());
        }
        if (uid.equals(Uid.DAEMON)) { // which may take a call for something else, and end the connection
            throw impossible("UID \"" + text + "\" is that of the Brick Daemon");
        }
        Brick known = known(uid, device);
        if (known != null) {
            return known;
        }
        if (size >= limit) {
            throw impossible("There are " + limit + " already");
        }
        Brick brick = new Brick(uid, text, device);
        byUid.computeIfAbsent(uid.number(), none -> new ArrayList<>(1)).add(brick);
        size++;
        return brick;
    }

    /// The one of a UID and type, if somebody has asked for it before.
    ///
    /// @throws CallException if the UID is not even a number
    @Nullable
    Brick find(String text, Device device) {
        try {
            return known(Uid.parse(text), device);
        } catch (Uid.InvalidUidException wrong) {
            if (wrong.isInvalidCharacter()) {
                throw unreadable(text, wrong);
            }
            return null;
        }
    }

    private @Nullable Brick known(Uid uid, Device device) {
        for (Brick brick : of(uid.number())) {
            if (brick.device() == device) {
                return brick;
            }
        }
        return null;
    }

    private static CallException unreadable(String text, Uid.InvalidUidException why) {
        return new CallException("Could not parse UID \"" + text + "\": " + why.getMessage() + INVALID_UID);
    }

    private static CallException impossible(@Nullable String why) {
        return new CallException("Could not create device object: " + why + INVALID_UID);
    }

    /// Those of a UID.
    List<Brick> of(int uid) {
        return byUid.getOrDefault(uid, List.of());
    }

    void clear() {
        byUid.clear();
        size = 0;
    }
}
