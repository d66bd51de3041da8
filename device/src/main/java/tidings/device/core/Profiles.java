package tidings.device.core;

import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.store.OtaPackage;
import tidings.device.store.Page;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;

/// Device profiles: made, changed, deleted. Blocks.
public final class Profiles {

    private final Store store;
    private final Packages packages;
    private final Secrets secrets;
    private final InstantSource clock;

    public Profiles(Store store, Packages packages, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.packages = packages;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// What is said of a profile.
    ///
    /// @param description what else is said, as a JSON object
    /// @param version the version that was seen, or null where nobody looked
    public record Draft(
            String name,
            Profile.Provisioning provisioning,
            @Nullable String provisionKey,
            @Nullable String provisionSecret,
            @Nullable UUID firmware,
            @Nullable UUID software,
            String description,
            @Nullable Long version) {

        /// Without the secret.
        @Override
        public String toString() {
            return "Draft[" + name + "]";
        }
    }

    /// Makes a profile, or changes the one of an id.
    ///
    /// @param id null for a new one
    /// @throws Refusal if the name or key are missing or taken, there is no such profile, or devices cannot speak that way
    public Profile save(@Nullable UUID id, Draft said) {
        Draft draft = said.provisioning() == Profile.Provisioning.X509_CERTIFICATE_CHAIN ? certified(said) : said;
        if (draft.name().isBlank()) {
            throw Refusal.badRequest("Device profile name should be specified!");
        }
        Transport.of(draft.description());
        Profile saved = store.database().write(on -> {
            Profile before = id == null ? null : ProfileTable.byId(on, id);
            if (id != null && before == null) {
                throw notFound(id);
            }
            if (before != null) {
                Refusal.unlessCurrent("device profile", draft.version(), before.version());
            }
            Profile namesake = ProfileTable.byName(on, draft.name());
            if (namesake != null && !namesake.id().equals(id)) {
                throw Refusal.badRequest("Device profile with such name already exists!");
            }
            Profile sameKey =
                    draft.provisionKey() == null ? null : ProfileTable.byProvisionKey(on, draft.provisionKey());
            if (sameKey != null && !sameKey.id().equals(id)) {
                throw Refusal.badRequest("Device profile with such provision device key already exists!");
            }
            Packages.mustBeAssignable(on, draft.firmware(), OtaPackage.Type.FIRMWARE, id);
            Packages.mustBeAssignable(on, draft.software(), OtaPackage.Type.SOFTWARE, id);
            boolean provisions = draft.provisioning() != Profile.Provisioning.DISABLED;
            String key = provisions && draft.provisionKey() == null ? secrets.token() : draft.provisionKey();
            String secret = provisions && draft.provisionSecret() == null ? secrets.token() : draft.provisionSecret();
            Profile after = new Profile(
                    before == null ? secrets.uuid() : before.id(), before == null ? clock.millis() : before.created(),
                    draft.name(), before != null && before.isDefault(), draft.provisioning(), key, secret,
                    draft.firmware(), draft.software(), draft.description(), before == null ? 1 : before.version() + 1);
            ProfileTable.put(on, after);
            return after;
        });
        packages.announceOfProfile(saved.id());
        return saved;
    }

    /// The certificate is the secret, and what it is known by the key.
    private static Draft certified(Draft draft) {
        String certificate = draft.provisionSecret();
        if (certificate == null) {
            throw Refusal.badRequest("The certificate that signs those of the devices is the provisionDeviceSecret");
        }
        Certificates.parse(certificate);
        return new Draft(
                draft.name(), draft.provisioning(), Proof.certificate(certificate).credentialsId(), certificate,
                draft.firmware(), draft.software(), draft.description(), draft.version());
    }

    /// The profile of an id.
    ///
    /// @throws Refusal if there is none
    public Profile byId(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(ProfileTable.byId(on, id)))
                .orElseThrow(() -> notFound(id));
    }

    public Profile byDefault() {
        return store.database().query(ProfileTable::byDefault);
    }

    public Page<Profile> page(Page.Query query) {
        return store.database().query(on -> ProfileTable.page(on, query));
    }

    public Profile makeDefault(UUID id) {
        byId(id);
        store.database().write(on -> {
            ProfileTable.makeDefault(on, id);
            return 0;
        });
        return byId(id);
    }

    /// Deletes a profile.
    ///
    /// @throws Refusal if it is used, or the default
    public void delete(UUID id) {
        if (byId(id).isDefault()) {
            throw Refusal.badRequest("Deletion of Default Device Profile is prohibited!");
        }
        store.database().write(on -> {
            if (ProfileTable.isUsed(on, id)) {
                throw Refusal.badRequest("The device profile referenced by the devices cannot be deleted!");
            }
            ProfileTable.delete(on, id);
            return 0;
        });
    }

    private static Refusal notFound(UUID id) {
        return Refusal.notFound("Device profile with id [" + id + "] is not found");
    }
}
