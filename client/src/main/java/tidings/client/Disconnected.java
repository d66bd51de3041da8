package tidings.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// A connection ended, or could not be made.
///
/// @param by who ended it
/// @param wasConnected whether the server had let the client in
/// @param reason [ReasonCode#SUCCESS] where the application wanted it
/// @param properties what the server said with it (MQTT 5.0)
/// @param text the reason in words
/// @param failure what [MqttClient#connect] fails with, or null where the application wanted it
/// @param reconnectIn when the client tries again, or null if it does not
public record Disconnected(
        By by, boolean wasConnected, ReasonCode reason, Properties properties, String text,
        @Nullable MqttException failure, @Nullable Duration reconnectIn) {

    /// Who ended a connection.
    public enum By {
        /// [MqttClient#disconnect].
        CLIENT,
        /// The server said so (MQTT 5.0), or did not let the client in.
        SERVER,
        /// It was lost, or there is nobody to connect to.
        NETWORK,
        /// The client gave it up: the server broke the rules, or did not answer in time.
        GIVEN_UP
    }
}
