package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something is wrong with a device, or was. Times are milliseconds since 1970.
///
/// @param device its number
/// @param customer who owns the device, or null
/// @param rule what raised it, or null for people and scripts
/// @param ended the last time that it was known to be so
/// @param acknowledged when somebody said that he knows, or 0
/// @param cleared when it was over, or 0
/// @param details JSON
public record Alarm(
        UUID id,
        long device,
        UUID deviceId,
        String deviceName,
        @Nullable String deviceLabel,
        @Nullable UUID customer,
        @Nullable UUID rule,
        String type,
        Severity severity,
        long created,
        long started,
        long ended,
        long acknowledged,
        long cleared,
        String details) {

    /// With the names of the REST API.
    public String status() {
        return (cleared > 0 ? "CLEARED_" : "ACTIVE_") + (acknowledged > 0 ? "ACK" : "UNACK");
    }
}
