package tidings.device.store;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What devices of one kind have in common.
///
/// @param created in milliseconds since 1970
/// @param isDefault whether devices get it that name none
/// @param provisionKey what a device must know to provision itself, or null
/// @param provisionSecret and this
/// @param firmware the package of its devices that have none of their own, or null
/// @param software the package of its devices that have none of their own, or null
/// @param description what else its owner said of it, as a JSON object
/// @param version grows with each change
public record Profile(
        UUID id,
        long created,
        String name,
        boolean isDefault,
        Provisioning provisioning,
        @Nullable String provisionKey,
        @Nullable String provisionSecret,
        @Nullable UUID firmware,
        @Nullable UUID software,
        String description,
        long version) {

    /// What devices may do that come with the profile's key and secret, or with a certificate that the profile's certificate
    /// has signed; the names are those of the REST API.
    public enum Provisioning {
        DISABLED,
        ALLOW_CREATE_NEW_DEVICES,
        CHECK_PRE_PROVISIONED_DEVICES,
        X509_CERTIFICATE_CHAIN
    }

    /// A profile that says nothing.
    public static Profile named(String name, UUID id, long created, boolean isDefault) {
        return new Profile(
                id, created, name, isDefault, Provisioning.DISABLED, null, null, null, null, "{}", 1);
    }

    /// The profile with another package for its devices.
    public Profile with(OtaPackage.Type type, UUID ota) {
        boolean isFirmware = type == OtaPackage.Type.FIRMWARE;
        return new Profile(
                id, created, name, isDefault, provisioning, provisionKey, provisionSecret,
                isFirmware ? ota : firmware, isFirmware ? software : ota, description, version + 1);
    }

    /// Without the secret.
    @Override
    public String toString() {
        return "Profile[" + name + "]";
    }
}
