package tidings.device.rest;

import io.javalin.http.Context;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tidings.device.rest.Api.Access;

/// A backup over HTTP, for those who sit elsewhere.
final class BackupRoutes {

    private final Desk.BackupWriter backup;

    BackupRoutes(Desk.BackupWriter backup) {
        this.backup = backup;
    }

    void addTo(Api api) {
        api.area("Backup")
                .post("/api/backup", Access.ADMINISTRATOR,
                        "Everything that is stored, as one file, for `tidings restore`. It holds secrets.",
                        this::download)
                .answers("Bytes", "application/zip")
                .audited("TENANT BACKUP");
    }

    private void download(Context context) throws IOException {
        Path file = Files.createTempFile("tidings-backup", ".zip");
        try {
            backup.write(file);
            context.contentType("application/zip")
                    .header("Content-Disposition", "attachment; filename=\"tidings-backup.zip\"")
                    .header("Content-Length", Long.toString(Files.size(file)))
                    .result(deletedAfterwards(file));
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static InputStream deletedAfterwards(Path file) throws IOException {
        return new FilterInputStream(Files.newInputStream(file)) {
            @Override
            public void close() throws IOException {
                super.close();
                Files.deleteIfExists(file);
            }
        };
    }
}
