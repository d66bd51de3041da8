package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request to a device that is kept until it is dealt with.
///
/// @param no grows with each request
/// @param device the number of the device
/// @param expires when it is given up, in milliseconds since 1970
/// @param params JSON
/// @param response JSON, or null
/// @param additionalInfo JSON, or null
public record Rpc(
        long no,
        UUID id,
        long device,
        long created,
        long expires,
        boolean oneWay,
        String method,
        String params,
        @Nullable Integer retries,
        Status status,
        @Nullable String response,
        @Nullable String additionalInfo) {

    /// How far it has come, with the names of the REST API.
    public enum Status {
        QUEUED,
        SENT,
        DELIVERED,
        SUCCESSFUL,
        TIMEOUT,
        EXPIRED,
        FAILED
    }
}
