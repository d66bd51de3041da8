package tidings.mqtt;

import org.jspecify.annotations.Nullable;

/// "Here I am" (MQTT 5.0, 3.1): the first packet of a client, and only that.
///
/// @param clientId may be empty: the server makes one up
/// @param cleanStart whether a stored session is to be forgotten; Clean Session in 3.x
/// @param keepAliveSeconds 0 to 65,535; 0 for no keep alive
/// @param will what the server publishes when the client is gone without a word; its delay is one of its properties
/// @param password may stand without a user name in MQTT 5.0 only
/// @param bridge whether the client of 3.x is a bridge, as mosquitto's say it in the highest bit of the protocol level: it
///        wants no messages of its own, and the retain flag as the publisher set it. In 5.0 subscriptions say so
public record Connect(
        Version version,
        String clientId,
        boolean cleanStart,
        int keepAliveSeconds,
        @Nullable Message will,
        @Nullable String userName,
        @Nullable Bytes password,
        Properties properties,
        boolean bridge)
        implements
            Packet {

    /// Of a client that is no bridge.
    public Connect(
            Version version, String clientId, boolean cleanStart, int keepAliveSeconds, @Nullable Message will,
            @Nullable String userName, @Nullable Bytes password, Properties properties) {
        this(version, clientId, cleanStart, keepAliveSeconds, will, userName, password, properties, false);
    }

    public Connect {
        if (keepAliveSeconds < 0 || keepAliveSeconds > 0xFFFF) {
            throw new IllegalArgumentException("A keep alive is 0 to 65535 seconds, not " + keepAliveSeconds);
        }
        if (password != null && userName == null && !version.hasProperties()) {
            throw new IllegalArgumentException("Before MQTT 5.0 a password goes with a user name");
        }
    }

    /// Without will, without login.
    public static Connect of(Version version, String clientId, boolean cleanStart, int keepAliveSeconds) {
        return new Connect(version, clientId, cleanStart, keepAliveSeconds, null, null, null, Properties.NONE);
    }
}
