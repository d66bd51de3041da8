package tidings.mqtt;

import org.jspecify.annotations.Nullable;

/// Which MQTT a connection speaks. A CONNECT names it, and everything after follows it.
public enum Version {
    V3_1(3, "MQIsdp"),
    V3_1_1(4, "MQTT"),
    V5(5, "MQTT");

    private final int level;
    private final String protocolName;

    Version(int level, String protocolName) {
        this.level = level;
        this.protocolName = protocolName;
    }

    /// The version a CONNECT names, or null where there is none such.
    ///
    /// @param level the protocol level, 0 to 255; its highest bit, which marks bridges, is the caller's to remove
    public static @Nullable Version of(String protocolName, int level) {
        for (Version version : values()) {
            if (version.level == level && version.protocolName.equals(protocolName)) {
                return version;
            }
        }
        return null;
    }

    /// The protocol level in a CONNECT: 3, 4 or 5.
    public int level() {
        return level;
    }

    /// The protocol name in a CONNECT.
    public String protocolName() {
        return protocolName;
    }

    /// Whether packets have properties and reason codes, which only MQTT 5.0 has.
    public boolean hasProperties() {
        return this == V5;
    }
}
