package tidings.client.engine;

import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;

/// Why a connection ends.
///
/// @param properties of the server's last word, where it had one
/// @param text the reason in words
public record End(Who who, ReasonCode reason, Properties properties, String text) {

    /// Who or what ends it.
    public enum Who {
        /// The application.
        CLIENT,
        /// The server, saying so.
        SERVER,
        /// The server, not letting the client in.
        REFUSED,
        /// Nobody: it was lost.
        NETWORK,
        /// The client, as nothing came in time.
        TIMEOUT,
        /// The client, as the server breaks the rules.
        RULES
    }

    /// Something that one end noticed.
    public static End of(Who who, ReasonCode reason, String text) {
        return new End(who, reason, Properties.NONE, text);
    }

    /// What the server said.
    public static End said(Who who, ReasonCode reason, Properties properties) {
        return new End(who, reason, properties, properties.get(Property.REASON_STRING, reason.text()));
    }
}
