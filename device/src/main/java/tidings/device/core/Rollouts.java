package tidings.device.core;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.store.OtaPackage;
import tidings.device.store.OtaUpdate;
import tidings.device.store.OtaUpdateTable;
import tidings.device.store.PackageTable;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Rollout;
import tidings.device.store.RolloutTable;
import tidings.device.store.Store;
import tidings.storage.Statements;

/// Packages that come to the devices of a profile in stages. Blocks.
///
/// A rollout begins with a percentage, which may be raised. It pauses when too many devices fail, and goes on when somebody
/// says so. At its end the package is the profile's; given up, the devices go back to what the profile has.
public final class Rollouts {

    private final Store store;
    private final Announcements announcements;
    private final InstantSource clock;

    public Rollouts(Store store, Announcements announcements, InstantSource clock) {
        this.store = store;
        this.announcements = announcements;
        this.clock = clock;
    }

    /// Begins a rollout, or changes one: of the same package it goes on.
    ///
    /// @param mostFailures how many devices may fail before it pauses
    /// @throws Refusal if there is no such profile or package, or the numbers make no sense
    public Rollout save(UUID profile, UUID ota, int percentage, int mostFailures) {
        if (percentage < 1 || percentage > 100) {
            throw Refusal.badRequest("A percentage is 1 to 100, not " + percentage);
        }
        if (mostFailures < 1) {
            throw Refusal.badRequest("A rollout pauses after 1 failure at least, not " + mostFailures);
        }
        Rollout saved = store.database().write(on -> {
            profile(on, profile);
            OtaPackage known = PackageTable.byId(on, ota);
            if (known == null) {
                throw Refusal.badRequest("There is no package " + ota);
            }
            Packages.mustBeAssignable(on, ota, known.type(), profile);
            long share = RolloutTable.share(on, profile, ota, percentage);
            Rollout rollout = new Rollout(
                    profile, known.type(), ota, percentage, share, mostFailures, Rollout.State.RUNNING,
                    clock.millis());
            RolloutTable.put(on, rollout);
            return rollout;
        });
        announcements.announceInBackground(profile);
        return saved;
    }

    public List<Rollout> of(UUID profile) {
        return store.database().query(on -> {
            profile(on, profile);
            return RolloutTable.ofProfile(on, profile);
        });
    }

    /// All of them together.
    public RolloutTable.Counts count() {
        return store.database().query(RolloutTable::count);
    }

    /// The devices of a profile, by how far they are with a package.
    public Map<OtaUpdate.State, Long> progress(UUID profile, UUID ota) {
        return store.database().query(on -> OtaUpdateTable.count(on, profile, ota));
    }

    /// Stops a rollout where it is, or lets it go on; failures before that are forgiven.
    ///
    /// @throws Refusal if there is none
    public Rollout change(UUID profile, OtaPackage.Type type, Rollout.State state) {
        Rollout changed = store.database().write(on -> {
            Rollout rollout = found(RolloutTable.of(on, profile, type)).with(state, clock.millis());
            RolloutTable.put(on, rollout);
            return rollout;
        });
        announcements.announceInBackground(profile);
        return changed;
    }

    /// Ends a rollout.
    ///
    /// @param forAll whether all devices are to have the package, or none
    /// @throws Refusal if there is none
    public void end(UUID profile, OtaPackage.Type type, boolean forAll) {
        store.database().write(on -> {
            Rollout rollout = found(RolloutTable.of(on, profile, type));
            if (forAll) {
                ProfileTable.put(on, profile(on, profile).with(type, rollout.ota()));
            }
            RolloutTable.delete(on, profile, type);
            return 0;
        });
        announcements.announceInBackground(profile);
    }

    private static Profile profile(Statements on, UUID id) throws SQLException {
        Profile profile = ProfileTable.byId(on, id);
        if (profile == null) {
            throw Refusal.notFound("Device profile with id [" + id + "] is not found");
        }
        return profile;
    }

    private static Rollout found(@Nullable Rollout rollout) {
        if (rollout == null) {
            throw Refusal.notFound("No package is on its way to the devices of this profile");
        }
        return rollout;
    }
}
