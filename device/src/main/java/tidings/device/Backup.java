package tidings.device;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import tidings.device.json.Json;
import tidings.storage.Snapshot;
import tidings.storage.StorageException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// All that a server has stored, in one file: its databases, each as it was at one moment after the backup began, and the
/// files of firmware. It is taken while the server runs, from this process or another, and nobody waits for it; so what was
/// acknowledged before it began is in it.
///
/// The file is a ZIP, whose last entry lists all others with their SHA-256.
public final class Backup {

    private static final String MANIFEST = "tidings-backup.json";
    private static final int FORMAT = 1;
    private static final String PACKAGES = "packages";
    private static final boolean POSIX = Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private Backup() {}

    /// What a backup has.
    ///
    /// @param created when it was taken, in milliseconds since 1970
    /// @param bytes of all files
    public record Summary(long created, int files, long bytes) {}

    private record Entry(String name, long bytes, String sha256) {}

    /// Writes a backup of a data folder.
    ///
    /// @param file replaced if it is there, once the new one is whole
    /// @throws DeviceException if it cannot
    public static Summary write(Path data, Path file, InstantSource clock) {
        Path target = file.toAbsolutePath();
        Path partial = target.resolveSibling(target.getFileName() + ".part");
        try {
            if (databases(data).isEmpty()) {
                throw new DeviceException("There is no database in " + data + "; name its folder with --data", null);
            }
            makePrivate(partial);
            Summary summary;
            try (ZipOutputStream zip =
                    new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(partial), 1 << 16))) {
                zip.setLevel(Deflater.BEST_SPEED);
                summary = write(data, partial, zip, clock.millis());
            }
            try (FileChannel written = FileChannel.open(partial, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return summary;
        } catch (IOException | StorageException e) {
            throw new DeviceException("The backup was not written: " + reason(e), e);
        } finally {
            discard(partial);
        }
    }

    private static Summary write(Path data, Path partial, ZipOutputStream zip, long created) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path database : databases(data)) {
            Path copy = partial.resolveSibling(partial.getFileName() + "." + database.getFileName());
            try {
                makePrivate(copy);
                Snapshot.copy(database, copy);
                entries.add(add(zip, database.getFileName().toString(), copy));
            } finally {
                discard(copy);
            }
        }
        for (Path ota : packages(data)) {
            try {
                entries.add(add(zip, PACKAGES + "/" + ota.getFileName(), ota));
            } catch (NoSuchFileException deletedMeanwhile) {
                // what is gone belongs into no backup
            }
        }
        ObjectNode manifest = Json.object().put("format", FORMAT).put("created", created);
        ArrayNode files = manifest.putArray("files");
        entries.forEach(entry -> files.addObject()
                .put("name", entry.name())
                .put("bytes", entry.bytes())
                .put("sha256", entry.sha256()));
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write(Json.MAPPER.writeValueAsBytes(manifest));
        zip.closeEntry();
        return new Summary(created, entries.size(), entries.stream().mapToLong(Entry::bytes).sum());
    }

    private static Entry add(ZipOutputStream zip, String name, Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            zip.putNextEntry(new ZipEntry(name));
            MessageDigest digest = sha256();
            long bytes = in.transferTo(new DigestOutputStream(zip, digest));
            zip.closeEntry();
            return new Entry(name, bytes, HexFormat.of().formatHex(digest.digest()));
        }
    }

    /// Puts a backup into a folder that is empty or not there.
    ///
    /// @throws DeviceException if the backup is damaged, or the folder is not empty; then the folder is as it was
    public static Summary restore(Path file, Path data) {
        Path target = data.toAbsolutePath();
        Path partial = target.resolveSibling(target.getFileName() + ".restoring");
        try {
            if (Files.isDirectory(target) && !isEmpty(target)) {
                throw new DeviceException(
                        "The folder " + data + " is not empty: a backup is restored into an empty one (--data)", null);
            }
            discard(partial);
            Files.createDirectories(partial.getParent());
            if (POSIX) {
                Files.createDirectory(partial, PosixFilePermissions.asFileAttribute(
                        PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(partial);
            }
            Summary summary = unpack(file, partial);
            Files.deleteIfExists(target);
            Files.move(partial, target);
            return summary;
        } catch (ZipException e) {
            throw damaged(file, "it is cut off, or no backup (" + e.getMessage() + ")", e);
        } catch (IOException e) {
            throw new DeviceException("The backup " + file + " was not restored: " + reason(e), e);
        } finally {
            discard(partial);
        }
    }

    /// Whether a backup is whole, as if it were restored.
    ///
    /// @throws DeviceException if it is not
    public static Summary check(Path file) {
        Path nowhere;
        try {
            nowhere = Files.createTempDirectory("tidings-check");
        } catch (IOException e) {
            throw new DeviceException("The backup cannot be unpacked: " + reason(e), e);
        }
        try {
            return restore(file, nowhere);
        } finally {
            discard(nowhere);
        }
    }

    private static Summary unpack(Path file, Path folder) throws IOException {
        if (!Files.exists(file)) {
            throw new DeviceException("There is no file " + file, null);
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            JsonNode manifest = manifest(file, zip);
            long bytes = 0;
            for (JsonNode listed : manifest.path("files")) {
                bytes += unpack(file, zip, listed, folder);
            }
            return new Summary(manifest.path("created").asLong(), manifest.path("files").size(), bytes);
        }
    }

    private static JsonNode manifest(Path file, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw damaged(file, "it has no " + MANIFEST + ": it is no backup, or not whole", null);
        }
        try (InputStream in = zip.getInputStream(entry)) {
            JsonNode manifest = Json.MAPPER.readTree(in);
            if (manifest.path("format").asInt() != FORMAT) {
                throw damaged(file, "its format is " + manifest.path("format") + ", and this program knows " + FORMAT,
                        null);
            }
            return manifest;
        } catch (JacksonException e) {
            throw damaged(file, "its " + MANIFEST + " cannot be read", e);
        }
    }

    private static long unpack(Path file, ZipFile zip, JsonNode listed, Path folder) throws IOException {
        String name = listed.path("name").asString("");
        ZipEntry entry = zip.getEntry(name);
        Path target = folder.resolve(name).normalize();
        if (entry == null || !target.startsWith(folder)) {
            throw damaged(file, "'" + name + "' is missing", null);
        }
        Files.createDirectories(target.getParent());
        MessageDigest digest = sha256();
        try (InputStream in = new BufferedInputStream(zip.getInputStream(entry));
                OutputStream out = new DigestOutputStream(Files.newOutputStream(target), digest)) {
            in.transferTo(out);
        } catch (IOException e) {
            throw damaged(file, "'" + name + "' cannot be unpacked (" + e.getMessage() + ")", e);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(listed.path("sha256").asString(""))) {
            throw damaged(file, "the checksum of '" + name + "' is wrong", null);
        }
        String fault = name.endsWith(".db") ? Snapshot.fault(target) : null;
        if (fault != null) {
            throw damaged(file, "the database '" + name + "' is not sound: " + fault, null);
        }
        return Files.size(target);
    }

    private static DeviceException damaged(Path file, String why, @Nullable Throwable cause) {
        return new DeviceException("The backup " + file + " is damaged: " + why, cause);
    }

    private static List<Path> databases(Path data) throws IOException {
        return list(data, "*.db");
    }

    private static List<Path> packages(Path data) throws IOException {
        return list(data.resolve(PACKAGES), "*").stream().filter(Files::isRegularFile).toList();
    }

    private static List<Path> list(Path folder, String pattern) throws IOException {
        List<Path> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder, pattern)) {
                files.forEach(all::add);
            }
        }
        all.sort(Comparator.naturalOrder());
        return all;
    }

    /// A new and empty file, for its owner alone: it will hold secrets.
    private static void makePrivate(Path file) throws IOException {
        Files.deleteIfExists(file);
        if (POSIX) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(file);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static void discard(Path file) {
        try {
            if (Files.isDirectory(file)) {
                for (Path each : list(file, "*")) {
                    discard(each);
                }
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new DeviceException("Cannot delete " + file + ": " + reason(e), e);
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException missing -> "there is no " + missing.getMessage();
            case FileAlreadyExistsException exists -> exists.getMessage() + " is there already";
            default -> String.valueOf(e.getMessage());
        };
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256", e);
        }
    }
}
