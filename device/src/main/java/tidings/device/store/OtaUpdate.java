package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How far a device is with a package that it is to have.
///
/// @param served bytes of the file that it has fetched, from the first on
/// @param error what the device says of a failure, or null
/// @param changed in milliseconds since 1970
public record OtaUpdate(
        long device,
        OtaPackage.Type type,
        UUID ota,
        State state,
        long served,
        @Nullable String error,
        long changed) {

    /// How far, with the names that devices report.
    public enum State {
        QUEUED,
        INITIATED,
        DOWNLOADING,
        DOWNLOADED,
        VERIFIED,
        UPDATING,
        UPDATED,
        FAILED
    }
}
