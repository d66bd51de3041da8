package tidings.broker.session;

import java.util.EnumMap;
import java.util.Map;
import tidings.mqtt.Packet;
import tidings.mqtt.Publish;
import tidings.mqtt.ReasonCode;

/// The counts of one loop: plain numbers, because only that loop touches them. Others ask it for a [#copy].
@SuppressWarnings("EnumOrdinal") // an array by kind: counting is on the way of every packet
public final class Counters {

    private static final int KINDS = Count.values().length;

    private static final int REASONS = ReasonCode.values().length;

    private final long[] counts = new long[KINDS];
    private final long[] refused = new long[REASONS];
    private final long[] disconnected = new long[REASONS];

    public void add(Count what, long more) {
        counts[what.ordinal()] += more;
    }

    public void add(Count what) {
        counts[what.ordinal()]++;
    }

    /// Counts a connection that was not let in.
    public void refused(ReasonCode told) {
        refused[told.ordinal()]++;
    }

    /// Counts a connection that ended orderly.
    public void disconnected(ReasonCode reason) {
        disconnected[reason.ordinal()]++;
    }

    /// Counts a packet that came.
    ///
    /// @return whether it is a PUBLISH
    public boolean received(Packet packet) {
        add(Count.PACKETS_RECEIVED);
        if (packet instanceof Publish publish) {
            add(Count.PUBLISHES_RECEIVED);
            add(Count.received(publish.message().qos()));
            add(Count.PUBLISH_BYTES_RECEIVED, publish.message().payload().size());
            return true;
        }
        return false;
    }

    long get(Count what) {
        return counts[what.ordinal()];
    }

    /// How many were refused, by what they were told.
    Map<ReasonCode, Long> refused() {
        return byReason(refused);
    }

    Map<ReasonCode, Long> disconnected() {
        return byReason(disconnected);
    }

    private static Map<ReasonCode, Long> byReason(long[] counts) {
        Map<ReasonCode, Long> byReason = new EnumMap<>(ReasonCode.class);
        for (ReasonCode reason : ReasonCode.values()) {
            if (counts[reason.ordinal()] > 0) {
                byReason.put(reason, counts[reason.ordinal()]);
            }
        }
        return byReason;
    }

    Counters copy() {
        return new Counters().plus(this);
    }

    Counters plus(Counters others) {
        add(others.counts, counts);
        add(others.refused, refused);
        add(others.disconnected, disconnected);
        return this;
    }

    private static void add(long[] more, long[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += more[i];
        }
    }
}
