package tidings.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/// A file with secrets, written whole or not at all: whoever reads it meanwhile reads the old one.
final class SecretFile {

    private SecretFile() {}

    /// Replaces a file; a new one is for its owner alone.
    static void write(Path file, List<String> lines) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Path written = Files.createTempFile(real.getParent(), "." + real.getFileName(), ".new");
        try {
            Files.write(written, lines, StandardCharsets.UTF_8);
            keepPermissions(real, written);
            Files.move(written, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    private static void keepPermissions(Path from, Path to) throws IOException {
        if (!Files.getFileStore(to).supportsFileAttributeView("posix")) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.exists(from)
                ? Files.getPosixFilePermissions(from)
                : PosixFilePermissions.fromString("rw-------");
        Files.setPosixFilePermissions(to, permissions);
    }
}
