package tidings.broker.access;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.BrokerException;

/// The text of a file that decides over access, which is read more than once. What cannot be read is an error, and never
/// an empty text.
///
/// An editor that is amid writing leaves the beginning of what it writes. So a text that breaks off within a line, where
/// it was longer before, is not taken: the next reload will find it whole.
///
/// Used by one thread at a time.
public final class AccessFile {

    private static final Logger LOG = LoggerFactory.getLogger(AccessFile.class);

    private final Path path;
    private final String what;
    private final boolean isSecret;
    private String last = "";

    /// @param what it is, with its option, as in `password file (--passwords)`
    /// @param isSecret whether others had better not read it
    public AccessFile(Path path, String what, boolean isSecret) {
        this.path = path;
        this.what = what;
        this.isSecret = isSecret;
    }

    public Path path() {
        return path;
    }

    /// Takes the text as it is now.
    ///
    /// @param taker is given it; if it throws, the text before stays the last one
    /// @throws BrokerException if it cannot be read, or breaks off
    public void read(Taker taker) {
        String text = text();
        boolean breaksOff = !text.equals(last) && last.startsWith(text) && !text.endsWith("\n");
        if (breaksOff) {
            throw new BrokerException("The " + what + " " + path + " breaks off " + (text.isEmpty()
                    ? "before its first line"
                    : "within its last line") + ": is it being written?");
        }
        taker.take(text.lines().toList());
        warnOfReaders();
        if (text.isBlank()) {
            LOG.warn("The {} {} is empty", what, path);
        } else if (!text.endsWith("\n")) {
            LOG.warn("The last line of the {} {} does not end: is it whole?", what, path);
        }
        last = text;
    }

    /// Takes lines.
    @FunctionalInterface
    public interface Taker {
        void take(List<String> lines);
    }

    private String text() {
        try {
            return Files.readString(path, StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new BrokerException("Cannot read the " + what + " " + path + ": " + reason(failure), failure);
        }
    }

    private void warnOfReaders() {
        if (!isSecret) {
            return;
        }
        try {
            Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(path);
            if (allowed.contains(PosixFilePermission.OTHERS_READ)
                    || allowed.contains(PosixFilePermission.OTHERS_WRITE)) {
                LOG.warn("Everybody on this machine may read or write the {} {}; chmod o-rwx mends that", what, path);
            }
        } catch (IOException | UnsupportedOperationException unknown) {
            LOG.debug("Who may read the {} {} is not known", what, path, unknown);
        }
    }

    private String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException none -> "there is no such file";
            case AccessDeniedException denied -> "permission denied";
            case CharacterCodingException binary -> "it is no text in UTF-8";
            default -> Files.isDirectory(path) ? "it is a folder" : String.valueOf(failure.getMessage());
        };
    }
}
