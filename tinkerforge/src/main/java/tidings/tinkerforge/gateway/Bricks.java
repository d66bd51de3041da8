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

    private static final String INVALID_PARAMETER = " (-13)";

    private final Map<Integer, List<Brick>> byUid = new LinkedHashMap<>();
    private final int limit;
    private int size;

    /// @param limit how many there may be
    Bricks(int limit) {
        this.limit = limit;
    }

    /// The one of a UID and type.
    ///
    /// @throws CallException if the UID is none, or there are too many bricks already
    Brick of(String text, Device device) {
        Uid uid = uid(text);
        List<Brick> same = byUid.getOrDefault(uid.number(), List.of());
        for (Brick brick : same) {
            if (brick.device() == device) {
                return brick;
            }
        }
        if (size >= limit) {
            throw new CallException("Could not create device object: There are " + limit + " already"
                    + INVALID_PARAMETER);
        }
        Brick brick = new Brick(uid, text, device);
        byUid.computeIfAbsent(uid.number(), none -> new ArrayList<>(1)).add(brick);
        size++;
        return brick;
    }

    /// The one of a UID and type, if somebody has asked for it before.
    @Nullable
    Brick find(String text, Device device) {
        for (Brick brick : of(uid(text).number())) {
            if (brick.device() == device) {
                return brick;
            }
        }
        return null;
    }

    private static Uid uid(String text) {
        try {
            return Uid.parse(text);
        } catch (Uid.InvalidUidException wrong) {
            String what = wrong.isInvalidCharacter()
                    ? "Could not parse UID \"" + text + "\": "
                    : "Could not create device object: ";
            throw new CallException(what + wrong.getMessage() + INVALID_PARAMETER);
        }
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
