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
/// @param enabled whether the user may log in
/// @param logins grows when the password changes: tokens of before are worth nothing then
/// @param version grows with each change
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
        boolean enabled,
        long logins,
        long version) {

    /// What a user may do, with the names of the REST API.
    public enum Authority {
        /// Everything.
        TENANT_ADMIN,
        /// What is to be done with devices every day, and nothing about users, keys, profiles and where data goes.
        OPERATOR,
        /// With the devices of one customer alone.
        CUSTOMER_USER
    }

    /// Somebody new, who has no password yet.
    ///
    /// @param activation what he gets one with
    public static User named(
            UUID id, long created, String email, Authority authority, @Nullable UUID customer, String activation) {
        return new User(
                id, created, email, authority, customer, null, activation, null, null, null, null, true, 0, 1);
    }

    /// With another password; who is logged in with the old one is not any more.
    public User withPassword(String hash) {
        return new User(
                id, created, email, authority, customer, hash, null, firstName, lastName, phone, additionalInfo,
                enabled, logins + 1, version + 1);
    }

    /// Without a password, until it is activated anew.
    public User withActivation(String token) {
        return new User(
                id, created, email, authority, customer, null, token, firstName, lastName, phone, additionalInfo,
                enabled, logins + 1, version + 1);
    }

    /// Whether it may log in.
    public User withEnabled(boolean may) {
        return new User(
                id, created, email, authority, customer, password, activation, firstName, lastName, phone,
                additionalInfo, may, logins, version + 1);
    }

    /// With another address and other names.
    public User withNames(
            String address, @Nullable String first, @Nullable String last, @Nullable String call,
            @Nullable String info) {
        return new User(
                id, created, address, authority, customer, password, activation, first, last, call, info, enabled,
                logins, version + 1);
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "User[" + email + ", " + authority + "]";
    }
}
