package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How a device proves who it is.
///
/// @param device the number of the device
/// @param credentialsId what is looked up when it connects, and unique: the token, or a hash
/// @param value what is compared then, or null for a token
public record Credentials(
        long device,
        UUID id,
        long created,
        Type type,
        String credentialsId,
        @Nullable String value,
        long version) {

    /// The ways to prove it, with the names of the REST API.
    public enum Type {
        ACCESS_TOKEN,
        MQTT_BASIC,
        X509_CERTIFICATE
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "Credentials[" + type + " of " + device + "]";
    }
}
