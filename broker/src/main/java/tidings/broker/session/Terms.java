package tidings.broker.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.mqtt.Connect;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;

/// What the broker grants of what a CONNECT asks for, and how its CONNACK says so (MQTT 5.0, 3.2.2.3). Before MQTT 5.0 a
/// client is told nothing, so it is granted what it asks for.
public final class Terms {

    private static final long NEVER = 0xFFFF_FFFFL;
    /// What MQTT can say of a length; to limit packets to that says nothing.
    private static final int LARGEST_PACKET = 268_435_455;

    private Terms() {}

    /// After how many seconds of keep alive a client is to be heard; 0 for no keep alive.
    public static int keepAliveSeconds(Connect connect, Limits limits) {
        long most = limits.keepAlive().toSeconds();
        int asked = connect.keepAliveSeconds();
        boolean tooLong = connect.version().hasProperties() && most > 0 && (asked == 0 || asked > most);
        return tooLong ? (int) most : asked;
    }

    /// How long a session outlives its connection; 3.x says all or nothing.
    static Duration sessionExpiry(Connect connect, Limits limits) {
        if (!connect.version().hasProperties()) {
            return connect.cleanStart() ? Duration.ZERO : limits.sessionExpiry();
        }
        return sessionExpiry(connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L), limits);
    }

    /// How long a session outlives its connection, where a client of MQTT 5.0 asks for some seconds.
    static Duration sessionExpiry(long seconds, Limits limits) {
        Duration asked = seconds == NEVER ? limits.sessionExpiry() : Duration.ofSeconds(seconds);
        return asked.compareTo(limits.sessionExpiry()) <= 0 ? asked : limits.sessionExpiry();
    }

    /// The properties of a CONNACK that lets a client in.
    ///
    /// @param packetBytes that the client may send in one packet
    /// @param responseTopics what it may begin its response topics with, if it asks; or null
    static Properties.Builder connAck(
            Connect connect, String clientId, Duration sessionExpiry, int packetBytes, Limits limits,
            @Nullable String responseTopics) {
        Properties.Builder told = Properties.builder();
        if (!connect.version().hasProperties()) {
            return told;
        }
        if (sessionExpiry.toSeconds() != connect.properties().get(Property.SESSION_EXPIRY_INTERVAL, 0L)) {
            told.add(Property.SESSION_EXPIRY_INTERVAL, sessionExpiry.toSeconds());
        }
        if (limits.topicAliases() > 0) {
            told.add(Property.TOPIC_ALIAS_MAXIMUM, limits.topicAliases());
        }
        if (packetBytes < LARGEST_PACKET) {
            told.add(Property.MAXIMUM_PACKET_SIZE, (long) packetBytes);
        }
        if (connect.clientId().isEmpty()) { // [MQTT-3.2.2-16]
            told.add(Property.ASSIGNED_CLIENT_IDENTIFIER, clientId);
        }
        offers(limits, told);
        int keepAlive = keepAliveSeconds(connect, limits);
        if (keepAlive != connect.keepAliveSeconds()) { // [MQTT-3.2.2-21]
            told.add(Property.SERVER_KEEP_ALIVE, keepAlive);
        }
        if (responseTopics != null && connect.properties().get(Property.REQUEST_RESPONSE_INFORMATION, false)) {
            told.add(Property.RESPONSE_INFORMATION, responseTopics.replace("%c", clientId)); // [MQTT-3.1.2-28]
        }
        return told.add(Property.RECEIVE_MAXIMUM, limits.receiveMaximum());
    }

    /// What the broker does not offer, though others do.
    private static void offers(Limits limits, Properties.Builder told) {
        if (limits.qos() != Qos.EXACTLY_ONCE) { // [MQTT-3.2.2-9]
            told.add(Property.MAXIMUM_QOS, limits.qos().level());
        }
        if (!limits.retain()) {
            told.add(Property.RETAIN_AVAILABLE, false);
        }
        if (!limits.wildcards()) {
            told.add(Property.WILDCARD_SUBSCRIPTION_AVAILABLE, false);
        }
        if (!limits.sharing()) {
            told.add(Property.SHARED_SUBSCRIPTION_AVAILABLE, false);
        }
    }
}
