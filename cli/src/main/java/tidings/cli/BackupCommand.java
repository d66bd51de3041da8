package tidings.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.device.Backup;

/// `tidings backup FILE`: all that a server has stored, while it runs.
@Command(name = "backup", description = "Writes all that a server has stored to a file, while it runs or not.", footer = {
    "", "The file holds secrets: keep it as well as the data folder. `tidings restore` brings it back."})
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private final RestOptions server = new RestOptions();

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("backup.zip");

    @Option(names = "--data", paramLabel = "DIR", description = "The data folder of a server on this machine; ./data by default.")
    private Path data = Path.of("data");

    @Option(names = "--remote", description = "From the server that --server names, over REST.")
    private boolean remote;

    @Override
    public Integer call() throws IOException {
        if (remote) {
            Path partial = file.resolveSibling(file.getFileName() + ".part");
            try (InputStream in = server.connect().open("POST", "/api/backup")) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(partial);
            }
            System.out.println(Files.size(file) + " bytes in " + file);
        } else {
            Backup.Summary summary = Backup.write(data, file, InstantSource.system());
            System.out.println(summary.files() + " files, " + summary.bytes() + " bytes, in " + Files.size(file)
                    + " bytes: " + file);
        }
        return ExitStatus.OK;
    }
}
