package tidings.mqtt;

/// How surely a message arrives (MQTT 5.0, 4.3).
public enum Qos {
    AT_MOST_ONCE(0),
    AT_LEAST_ONCE(1),
    EXACTLY_ONCE(2);

    private static final Qos[] BY_LEVEL = values();

    private final int level;

    Qos(int level) {
        this.level = level;
    }

    /// The quality of a level.
    ///
    /// @throws IllegalArgumentException unless the level is 0, 1 or 2
    public static Qos of(int level) {
        if (level < 0 || level > 2) {
            throw new IllegalArgumentException("A QoS is 0, 1 or 2, not " + level);
        }
        return BY_LEVEL[level];
    }

    /// 0, 1 or 2, as on the wire.
    public int level() {
        return level;
    }

    /// The lower of two: what a subscription grants of what a publisher asked.
    public Qos atMost(Qos other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
