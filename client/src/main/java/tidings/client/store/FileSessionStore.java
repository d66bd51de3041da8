package tidings.client.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import tidings.client.SessionStore;

/// Sessions in files of a folder, one for each client id.
public final class FileSessionStore implements SessionStore {

    private final Path folder;
    private final boolean forced;

    /// @param forced whether the disk is waited for
    public FileSessionStore(Path folder, boolean forced) {
        this.folder = folder;
        this.forced = forced;
    }

    @Override
    public Entries open(String clientId) {
        String name = URLEncoder.encode(clientId, StandardCharsets.UTF_8).replace(".", "%2E").replace("*", "%2A");
        try {
            Files.createDirectories(folder);
            return SessionFile.open(folder.resolve(name + ".session"), forced);
        } catch (IOException impossible) {
            throw new UncheckedIOException(
                    "The session of '" + clientId + "' cannot be kept in " + folder + ": " + impossible.getMessage(),
                    impossible);
        }
    }
}
