package tidings.broker.session;

import tidings.mqtt.Packet;
import tidings.mqtt.Publish;

/// The counts of one loop: plain numbers, because only that loop touches them. Others ask it for a [#copy].
@SuppressWarnings("EnumOrdinal") // an array by kind: counting is on the way of every packet
public final class Counters {

    private static final int KINDS = Count.values().length;

    private final long[] counts = new long[KINDS];

    public void add(Count what, long more) {
        counts[what.ordinal()] += more;
    }

    public void add(Count what) {
        counts[what.ordinal()]++;
    }

    /// Counts a packet that came.
    ///
    /// @return whether it is a PUBLISH
    public boolean received(Packet packet) {
        add(Count.PACKETS_RECEIVED);
        if (packet instanceof Publish publish) {
            add(Count.PUBLISHES_RECEIVED);
            add(Count.PUBLISH_BYTES_RECEIVED, publish.message().payload().size());
            return true;
        }
        return false;
    }

    long get(Count what) {
        return counts[what.ordinal()];
    }

    Counters copy() {
        return new Counters().plus(this);
    }

    Counters plus(Counters others) {
        for (int i = 0; i < KINDS; i++) {
            counts[i] += others.counts[i];
        }
        return this;
    }
}
