package tidings.device.core;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tidings.device.ota.ChecksumAlgorithm;
import tidings.device.ota.PackageFiles;
import tidings.device.store.Device;
import tidings.device.store.OtaPackage;
import tidings.device.store.PackageTable;
import tidings.device.store.Page;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;
import tidings.storage.Statements;

/// Firmware and software: uploaded, assigned, read by devices (DEVICE_API 10). Blocks.
public final class Packages {

    private final Store store;
    private final PackageFiles files;
    private final Announcements announcements;
    private final Secrets secrets;
    private final InstantSource clock;
    private final int largestChunk;

    /// @param largestChunk how many bytes a device may ask for at once
    public Packages(
            Store store, PackageFiles files, Announcements announcements, Secrets secrets, InstantSource clock,
            int largestChunk) {
        this.store = store;
        this.files = files;
        this.announcements = announcements;
        this.secrets = secrets;
        this.clock = clock;
        this.largestChunk = largestChunk;
    }

    /// What is said of a package.
    ///
    /// @param url where it is, or null where a file is to be uploaded
    /// @param additionalInfo JSON, or null
    public record Draft(
            String title,
            String version,
            OtaPackage.Type type,
            @Nullable UUID profile,
            @Nullable String tag,
            @Nullable String url,
            @Nullable String additionalInfo) {}

    /// A file that is uploaded.
    ///
    /// @param checksum what it must be, or null for whatever it is
    public record Upload(
            InputStream content,
            @Nullable String fileName,
            @Nullable String contentType,
            ChecksumAlgorithm algorithm,
            @Nullable String checksum) {}

    /// Makes a package, as yet without a file.
    ///
    /// @throws Refusal if title and version are missing or taken, or there is no such profile
    public OtaPackage create(Draft draft) {
        if (draft.title().isBlank() || draft.version().isBlank()) {
            throw Refusal.badRequest("OtaPackage title and version should be specified!");
        }
        return store.database().write(on -> {
            if (PackageTable.byTitle(on, draft.title(), draft.version()) != null) {
                throw Refusal.badRequest("OtaPackage with such title and version already exists!");
            }
            if (draft.profile() != null && ProfileTable.byId(on, draft.profile()) == null) {
                throw Refusal.badRequest("OtaPackage is referencing to non-existent device profile!");
            }
            OtaPackage made = new OtaPackage(
                    secrets.uuid(), clock.millis(), draft.profile(), draft.type(), draft.title(), draft.version(),
                    draft.tag(), draft.url(), null, null, null, null, null, draft.additionalInfo());
            PackageTable.put(on, made);
            return made;
        });
    }

    /// Stores the file of a package, as it comes.
    ///
    /// @throws Refusal if the checksum is another, the file is too large, or there is no such package
    public OtaPackage upload(UUID id, Upload upload) throws IOException {
        OtaPackage before = byId(id);
        if (before.url() != null) {
            throw Refusal.badRequest("The package is a link, and has no file");
        }
        PackageFiles.Written written;
        try {
            written = files.write(id, upload.content(), upload.algorithm());
        } catch (PackageFiles.TooLargeException e) {
            throw Refusal.badRequest(String.valueOf(e.getMessage()));
        }
        if (written.size() == 0 || !isRight(upload.checksum(), written.checksum())) {
            files.discard(written);
            throw Refusal.badRequest(written.size() == 0
                    ? "OtaPackage file is empty!"
                    : "Wrong checksum: the file that arrived has " + upload.algorithm() + " " + written.checksum());
        }
        files.accept(id, written);
        OtaPackage after = new OtaPackage(
                id, before.created(), before.profile(), before.type(), before.title(), before.version(),
                before.tag(), null, upload.fileName(), upload.contentType(), upload.algorithm().name(),
                written.checksum(), written.size(), before.additionalInfo());
        store.database().write(on -> {
            PackageTable.put(on, after);
            return 0;
        });
        return after;
    }

    /// The package of an id.
    ///
    /// @throws Refusal if there is none
    public OtaPackage byId(UUID id) {
        return store.database()
                .query(on -> Optional.ofNullable(PackageTable.byId(on, id)))
                .orElseThrow(() -> Refusal.notFound("OtaPackage with id [" + id + "] is not found"));
    }

    /// Packages of a profile and type, or all with null.
    public Page<OtaPackage> page(@Nullable UUID profile, OtaPackage.@Nullable Type type, Page.Query query) {
        return store.database().query(on -> PackageTable.page(on, profile, type, query));
    }

    /// Deletes a package.
    ///
    /// @throws Refusal if a device or a profile has it
    public void delete(UUID id) {
        byId(id);
        store.database().write(on -> {
            if (PackageTable.isAssigned(on, id)) {
                throw Refusal.badRequest("The otaPackage referenced by the devices cannot be deleted!");
            }
            PackageTable.delete(on, id);
            return 0;
        });
        files.delete(id);
    }

    /// The package that a device is to have.
    public Optional<OtaPackage> assigned(Device device, OtaPackage.Type type) {
        return store.database().query(on -> Optional.ofNullable(PackageTable.assigned(on, device, type)));
    }

    /// Checks what is to be assigned to a device or a profile, within a change.
    ///
    /// @param id of the package, or null where there is to be none
    /// @param profile of the devices, or null of a new one
    /// @throws Refusal if there is no such package, it is of the other type or for others, or there is nothing in it yet
    static void mustBeAssignable(
            Statements on, @Nullable UUID id, OtaPackage.Type type, @Nullable UUID profile) throws SQLException {
        if (id == null) {
            return;
        }
        OtaPackage ota = PackageTable.byId(on, id);
        String what = type.name().toLowerCase(Locale.ROOT);
        if (ota == null) {
            throw Refusal.badRequest("Can't assign non-existent " + what + "!");
        }
        if (ota.type() != type) {
            throw Refusal.badRequest("Can't assign " + what + " with type: " + ota.type());
        }
        if (ota.profile() != null && !ota.profile().equals(profile)) {
            throw Refusal.badRequest("Can't assign " + what + " with different deviceProfile!");
        }
        if (!ota.hasData() && ota.url() == null) {
            throw Refusal.badRequest("Can't assign " + what + " with empty data!");
        }
    }

    /// All of a file.
    public InputStream open(UUID id) throws IOException {
        return files.open(id);
    }

    /// A part of a file: fewer bytes at its end, none behind it.
    public byte[] read(UUID id, long offset, int length) {
        return files.read(id, offset, length);
    }

    /// How many bytes a device may ask for at once.
    public int largestChunk() {
        return largestChunk;
    }

    /// Tells a device what it is to have, if that has changed.
    public void announceTo(Device device) {
        announcements.announce(device);
    }

    /// As [#announceTo], to all devices of a profile, in the background.
    public void announceOfProfile(UUID profile) {
        announcements.announceInBackground(profile);
    }

    private static boolean isRight(@Nullable String expected, String actual) {
        return expected == null || expected.isBlank() || expected.strip().toLowerCase(Locale.ROOT).equals(actual);
    }
}
