package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Somebody who logs in.
///
/// @param created in milliseconds since 1970
/// @param customer whose user it is, or null for a tenant administrator
/// @param password the hash of the password, or null until the user is activated
/// @param activation what activates the user, or null afterwards
/// @param additionalInfo JSON, or null
public record User(
        UUID id,
        long created,
        String email,
        Authority authority,
        @Nullable UUID customer,
        @Nullable String password,
        @Nullable String activation,
        @Nullable String firstName,
        @Nullable String lastName,
        @Nullable String phone,
        @Nullable String additionalInfo,
        long version) {

    /// What a user may do, with the names of the REST API.
    public enum Authority {
        TENANT_ADMIN,
        CUSTOMER_USER
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "User[" + email + ", " + authority + "]";
    }
}
