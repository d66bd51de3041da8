package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Value;

/// When there is an alarm: as long as the values of a key are beyond a threshold.
///
/// @param created in milliseconds since 1970
/// @param name what its alarms are called
/// @param key of telemetry
/// @param value the threshold
/// @param hysteresis how far a number must be back on this side of the threshold for the alarm to end
/// @param durationMillis for how long it must be so before there is an alarm
/// @param profile the devices of this profile, or null
/// @param device the number of the one device it is for, or null; with neither it is for all
/// @param version grows with each change
public record AlarmRule(
        UUID id,
        long created,
        String name,
        String key,
        Operation operation,
        Value value,
        double hysteresis,
        long durationMillis,
        Severity severity,
        @Nullable UUID profile,
        @Nullable Long device,
        boolean enabled,
        long version) {

    /// How values are compared with the threshold, with the names of the REST API.
    public enum Operation {
        GREATER,
        GREATER_OR_EQUAL,
        LESS,
        LESS_OR_EQUAL,
        EQUAL,
        NOT_EQUAL
    }
}
