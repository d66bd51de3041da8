package tidings.mqtt.flow;

import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/// Something for each of a few packet ids: a table that needs no object for an entry, and nothing at all while it is empty.
///
/// Entries lie at the low bits of their packet ids, or behind, where that place is taken: those of a peer that counts find
/// theirs free. One owner, no threads.
///
/// @param <V> what is found again by packet id
public final class PacketIds<V> {

    private static final int SMALLEST_TABLE = 8;
    private static final char[] NONE = {0};

    private char[] ids = NONE; // 0 is free; half of them always are
    private @Nullable Object[] values = {};
    private int size;

    /// What there is for a packet id, or null.
    @SuppressWarnings("unchecked") // nothing but V is put in
    public @Nullable V get(int packetId) {
        int place = place(packetId);
        return ids[place] == 0 ? null : (V) values[place];
    }

    /// Puts something in, in place of what was there.
    public void put(int packetId, V value) {
        if (2 * (size + 1) > ids.length) {
            grow();
        }
        int place = place(packetId);
        if (ids[place] == 0) {
            size++;
        }
        ids[place] = (char) packetId;
        values[place] = value;
    }

    /// Takes something out.
    ///
    /// @return what it was, or null
    public @Nullable V remove(int packetId) {
        V removed = get(packetId);
        if (removed != null) {
            free(place(packetId));
            size--;
        }
        return removed;
    }

    /// How many there are.
    public int size() {
        return size;
    }

    /// Takes everything out.
    public void clear() {
        ids = NONE;
        values = new Object[0];
        size = 0;
    }

    /// Shows everything, in no order.
    @SuppressWarnings("unchecked") // nothing but V is put in
    public void forEach(ObjIntConsumer<? super V> sink) {
        for (int i = 0; i < values.length; i++) {
            if (ids[i] != 0) {
                sink.accept((V) values[i], ids[i]);
            }
        }
    }

    /// Where a packet id is, or would be.
    private int place(int packetId) {
        int place = home(packetId);
        while (ids[place] != packetId && ids[place] != 0) {
            place = home(place + 1);
        }
        return place;
    }

    private int home(int packetId) {
        return packetId & (ids.length - 1);
    }

    /// Frees a place, and moves those up that would not be found beyond a free one.
    private void free(int place) {
        int free = place;
        for (int next = home(free + 1); ids[next] != 0; next = home(next + 1)) {
            boolean passedIt = home(next - ids[next]) >= home(next - free);
            if (passedIt) {
                ids[free] = ids[next];
                values[free] = values[next];
                free = next;
            }
        }
        ids[free] = 0;
        values[free] = null;
    }

    private void grow() {
        char[] oldIds = ids;
        @Nullable
        Object[] oldValues = values;
        ids = new char[Math.max(SMALLEST_TABLE, 2 * oldIds.length)];
        values = new Object[ids.length];
        for (int i = 0; i < oldValues.length; i++) {
            if (oldIds[i] != 0) {
                int place = place(oldIds[i]);
                ids[place] = oldIds[i];
                values[place] = oldValues[i];
            }
        }
    }
}
