package tidings.device.rest;

import java.util.UUID;

/// Who this server is.
///
/// @param tenant the id of its one tenant
/// @param tokenSecret what its tokens are signed with
@SuppressWarnings("ArrayRecordComponent") // is passed on once, and never compared
public record Identity(UUID tenant, byte[] tokenSecret) {

    /// Without the secret.
    @Override
    public String toString() {
        return "Identity[" + tenant + "]";
    }
}
