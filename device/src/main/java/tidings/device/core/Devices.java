package tidings.device.core;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tidings.device.store.Credentials;
import tidings.device.store.CustomerTable;
import tidings.device.store.Device;
import tidings.device.store.DeviceTable;
import tidings.device.store.OtaPackage;
import tidings.device.store.Page;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;
import tidings.mqtt.ReasonCode;
import tidings.storage.Statements;

/// Devices: made, changed, deleted. Blocks, except where it says otherwise.
public final class Devices {

    private static final int LONGEST_NAME = 255;

    private final Store store;
    private final Links links;
    private final Secrets secrets;
    private final InstantSource clock;
    private final AtomicLong credentialChanges = new AtomicLong();

    public Devices(Store store, Links links, Secrets secrets, InstantSource clock) {
        this.store = store;
        this.links = links;
        this.secrets = secrets;
        this.clock = clock;
    }

    /// What is said of a device when it is made or changed.
    ///
    /// @param type the name of its profile, which is made where it is new; null where `profile` says it, or for the default
    /// @param version the version that was seen, or null where nobody looked
    public record Draft(
            String name,
            @Nullable String type,
            @Nullable UUID profile,
            @Nullable String label,
            @Nullable UUID customer,
            @Nullable UUID firmware,
            @Nullable UUID software,
            boolean gateway,
            @Nullable String additionalInfo,
            @Nullable Long version) {

        /// A device of which only the name and the profile are said.
        static Draft ofProfile(String name, UUID profile) {
            return new Draft(name, null, profile, null, null, null, null, false, null, null);
        }

        /// A device of which only the name and the type are said.
        public static Draft named(String name, @Nullable String type) {
            return new Draft(name, type, null, null, null, null, null, false, null, null);
        }
    }

    /// Makes a device.
    ///
    /// @param proof how it will prove who it is, or null for a token of ours
    /// @throws Refusal if the name or the proof are taken, or what it refers to does not exist
    public Device create(Draft draft, @Nullable Proof proof) {
        return store.database().write(on -> create(on, draft, proof));
    }

    /// As [#create], within a change.
    public Device create(Statements on, Draft draft, @Nullable Proof proof) throws SQLException {
        check(on, draft);
        if (DeviceTable.byName(on, draft.name()) != null) {
            throw Refusal.badRequest("Device with such name already exists!");
        }
        Profile profile = profile(on, draft);
        checkPackages(on, draft, profile);
        Device device = new Device(
                0, secrets.uuid(), clock.millis(), draft.name(), draft.label(), profile.id(), profile.name(),
                draft.customer(), draft.firmware(), draft.software(), draft.gateway(), draft.additionalInfo(), 1);
        long no = DeviceTable.insert(on, device);
        Proof checked = proof == null ? Proof.token(secrets.token()) : proof;
        put(on, new Credentials(
                no, secrets.uuid(), clock.millis(), checked.type(), checked.credentialsId(), checked.value(), 1));
        note(on, no, "CREATED");
        return found(DeviceTable.byNo(on, no), device.id());
    }

    /// The device of a name, made where it is new, within a change.
    ///
    /// @param type the name of its profile if it is new, or null for the default
    /// @param gateway who speaks for it; it gets the same owner
    public Device findOrCreate(Statements on, String name, @Nullable String type, Device gateway) throws SQLException {
        Device known = DeviceTable.byName(on, name);
        if (known != null) {
            return known;
        }
        String info = "{\"lastConnectedGateway\":\"" + gateway.id() + "\"}";
        return create(on, new Draft(name, type, null, null, gateway.customer(), null, null, false, info, null), null);
    }

    /// Changes a device.
    ///
    /// @throws Refusal if there is none, the name is taken, or it was changed since the version that was seen
    public Device update(UUID id, Draft draft) {
        return store.database().write(on -> {
            Device before = found(DeviceTable.byId(on, id), id);
            check(on, draft);
            Device namesake = DeviceTable.byName(on, draft.name());
            if (namesake != null && namesake.no() != before.no()) {
                throw Refusal.badRequest("Device with such name already exists!");
            }
            Refusal.unlessCurrent("device", draft.version(), before.version());
            Profile profile = profile(on, draft);
            checkPackages(on, draft, profile);
            DeviceTable.update(on, new Device(
                    before.no(), id, before.created(), draft.name(), draft.label(), profile.id(), profile.name(),
                    draft.customer(), draft.firmware(), draft.software(), draft.gateway(), draft.additionalInfo(),
                    before.version() + 1));
            return found(DeviceTable.byNo(on, before.no()), id);
        });
    }

    /// Deletes a device, with all that belongs to it; its connections end.
    public void delete(UUID id) {
        Device device = byId(id);
        if (store.events().wants("DEVICE")) {
            store.database().write(on -> {
                note(on, device.no(), "DELETED");
                return 0;
            });
        }
        store.deleteDevice(device.no());
        credentialChanges.incrementAndGet();
        links.end(device.no(), ReasonCode.ADMINISTRATIVE_ACTION);
    }

    /// The device of an id.
    ///
    /// @throws Refusal if there is none
    public Device byId(UUID id) {
        return store.database().query(on -> found(DeviceTable.byId(on, id), id));
    }

    /// The device of a number.
    ///
    /// @throws Refusal if there is none
    public Device byNo(long no) {
        return store.database().query(on -> {
            Device device = DeviceTable.byNo(on, no);
            if (device == null) {
                throw Refusal.notFound("The device is not found");
            }
            return device;
        });
    }

    /// The device of a name.
    ///
    /// @throws Refusal if there is none
    public Device byName(String name) {
        return store.database().query(on -> {
            Device device = DeviceTable.byName(on, name);
            if (device == null) {
                throw Refusal.notFound("Device with name [" + name + "] is not found");
            }
            return device;
        });
    }

    /// Those of the ids that exist.
    public List<Device> byIds(List<UUID> ids) {
        return store.database().query(on -> DeviceTable.byIds(on, ids));
    }

    /// The names of the profiles that devices have, of a customer or of all with null.
    public List<String> types(@Nullable UUID customer) {
        return store.database().query(on -> DeviceTable.types(on, customer));
    }

    public Page<Device> page(DeviceTable.Filter filter, Page.Query query) {
        return store.database().query(on -> DeviceTable.page(on, filter, query));
    }

    public Credentials credentials(long device) {
        return store.database().query(on -> {
            Credentials credentials = DeviceTable.credentials(on, device);
            if (credentials == null) {
                throw Refusal.notFound("The device has no credentials");
            }
            return credentials;
        });
    }

    /// Gives a device another way to prove who it is; its connections end.
    ///
    /// @param seen the version that was seen, or null where nobody looked
    /// @throws Refusal if that is another's, or it was changed since
    public Credentials changeCredentials(UUID id, Proof proof, @Nullable Long seen) {
        Credentials changed = store.database().write(on -> {
            Device device = found(DeviceTable.byId(on, id), id);
            Credentials before = DeviceTable.credentials(on, device.no());
            if (before != null) {
                Refusal.unlessCurrent("device's credentials", seen, before.version());
            }
            return changeCredentials(on, device, proof);
        });
        credentialChanges.incrementAndGet();
        links.end(changed.device(), ReasonCode.ADMINISTRATIVE_ACTION);
        return changed;
    }

    /// As [#changeCredentials(UUID, Proof, Long)], within a change; connections stay.
    Credentials changeCredentials(Statements on, Device device, Proof proof) throws SQLException {
        Credentials before = DeviceTable.credentials(on, device.no());
        Credentials after = new Credentials(
                device.no(), before == null ? secrets.uuid() : before.id(),
                before == null ? clock.millis() : before.created(), proof.type(), proof.credentialsId(),
                proof.value(), before == null ? 1 : before.version() + 1);
        put(on, after);
        return after;
    }

    /// Gives a device to a customer, or back to the tenant with null.
    ///
    /// @throws Refusal if there is no such device
    public Device give(UUID id, @Nullable UUID customer) {
        return store.database().write(on -> {
            give(on, found(DeviceTable.byId(on, id), id), customer);
            return found(DeviceTable.byId(on, id), id);
        });
    }

    /// Takes a device from its customer.
    ///
    /// @throws Refusal if there is no such device, or nobody has it
    public Device takeBack(UUID id) {
        return store.database().write(on -> {
            Device device = found(DeviceTable.byId(on, id), id);
            if (device.customer() == null) {
                throw Refusal.badRequest("Device isn't assigned to any customer!");
            }
            give(on, device, null);
            return found(DeviceTable.byId(on, id), id);
        });
    }

    static void give(Statements on, Device device, @Nullable UUID customer) throws SQLException {
        if (customer != null && CustomerTable.byId(on, customer) == null) {
            throw Refusal.notFound("Customer with id [" + customer + "] is not found");
        }
        DeviceTable.update(on, new Device(
                device.no(), device.id(), device.created(), device.name(), device.label(), device.profile(),
                device.type(), customer, device.firmware(), device.software(), device.gateway(),
                device.additionalInfo(), device.version() + 1));
    }

    /// Grows whenever credentials of any device change or go. Who compares it before it looks somebody up and after it has
    /// made his connection known here sees whether that connection escaped a change.
    public long credentialChanges() {
        return credentialChanges.get();
    }

    /// Whether these are still the credentials of their device. Does not block.
    public CompletableFuture<Boolean> areCurrent(Credentials credentials) {
        return store.database().read(on -> credentials.equals(DeviceTable.credentials(on, credentials.device())));
    }

    /// A device, how it proved who it is, and how it speaks.
    public record Known(Device device, Credentials credentials, Transport transport) {}

    /// Whose credentials have one of these ids, the first that are somebody's. Does not block.
    ///
    /// @return completed on a reader's thread; with nothing where they are nobody's
    public CompletableFuture<Optional<Known>> whoHas(List<String> credentialsIds) {
        return store.database().read(on -> {
            for (String id : credentialsIds) {
                Credentials credentials = DeviceTable.credentials(on, id);
                if (credentials != null) {
                    return Optional.ofNullable(known(on, credentials));
                }
            }
            return Optional.empty();
        });
    }

    private void note(Statements on, long device, String event) throws SQLException {
        if (store.events().wants("DEVICE")) {
            store.events().add(on, device, clock.millis(), "DEVICE", "{\"event\":\"" + event + "\"}");
        }
    }

    private static @Nullable Known known(Statements on, Credentials credentials) throws SQLException {
        Device device = DeviceTable.byNo(on, credentials.device());
        if (device == null) {
            return null;
        }
        Profile profile = ProfileTable.byId(on, device.profile());
        Transport transport = profile == null ? Transport.USUAL : Transport.of(profile.description());
        return new Known(device, credentials, transport);
    }

    private Profile profile(Statements on, Draft draft) throws SQLException {
        if (draft.profile() != null) {
            Profile profile = ProfileTable.byId(on, draft.profile());
            if (profile == null) {
                throw Refusal.badRequest("Device is referencing to non-existent device profile!");
            }
            return profile;
        }
        if (draft.type() == null || draft.type().isEmpty()) {
            return ProfileTable.byDefault(on);
        }
        checkName(draft.type());
        Profile known = ProfileTable.byName(on, draft.type());
        if (known != null) {
            return known;
        }
        Profile made = Profile.named(draft.type(), secrets.uuid(), clock.millis(), false);
        ProfileTable.put(on, made);
        return made;
    }

    /// Checks what is said of a device, whether it is new or not.
    private static void check(Statements on, Draft draft) throws SQLException {
        checkName(draft.name());
        if (draft.label() != null && draft.label().length() > LONGEST_NAME) {
            throw Refusal.badRequest("A label has at most " + LONGEST_NAME + " characters");
        }
        if (draft.customer() != null && CustomerTable.byId(on, draft.customer()) == null) {
            throw Refusal.badRequest("Can't assign device to non-existent customer!");
        }
    }

    private static void checkPackages(Statements on, Draft draft, Profile profile) throws SQLException {
        Packages.mustBeAssignable(on, draft.firmware(), OtaPackage.Type.FIRMWARE, profile.id());
        Packages.mustBeAssignable(on, draft.software(), OtaPackage.Type.SOFTWARE, profile.id());
    }

    private static void put(Statements on, Credentials credentials) throws SQLException {
        if (credentials.credentialsId().isEmpty()) {
            throw Refusal.badRequest("Device credentials id should be specified!");
        }
        Credentials other = DeviceTable.credentials(on, credentials.credentialsId());
        if (other != null && other.device() != credentials.device()) {
            throw Refusal.badRequest("Specified credentials are already registered!");
        }
        DeviceTable.put(on, credentials);
    }

    private static void checkName(String name) {
        if (name.isBlank()) {
            throw Refusal.badRequest("Device name should be specified!");
        }
        if (name.length() > LONGEST_NAME || name.indexOf('\0') >= 0) {
            throw Refusal.badRequest("A name has at most " + LONGEST_NAME + " characters");
        }
    }

    private static Device found(@Nullable Device device, UUID id) {
        if (device == null) {
            throw Refusal.notFound("Device with id [" + id + "] is not found");
        }
        return device;
    }
}
