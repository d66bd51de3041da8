package tidings.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tidings.device.Backup;

/// `tidings restore FILE`.
@Command(name = "restore", description = "Brings a backup back into an empty data folder.")
final class RestoreCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("backup.zip");

    @Option(names = "--data", paramLabel = "DIR", description = "An empty folder, or one that is not there; ./data by default.")
    private Path data = Path.of("data");

    @Option(names = "--check", description = "Restore to nowhere: only see whether the backup is whole.")
    private boolean check;

    @Override
    public Integer call() {
        if (check) {
            Backup.Summary summary = Backup.check(file);
            System.out.println("whole: " + summary.files() + " files, " + summary.bytes() + " bytes");
        } else {
            Backup.Summary summary = Backup.restore(file, data);
            System.out.println(summary.files() + " files, " + summary.bytes() + " bytes, in " + data);
        }
        return ExitStatus.OK;
    }
}
