package tidings.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The file of a database, to bring to the disk what SQLite has written to it. SQLite itself syncs it only when all of the
/// journal is copied, which is all at once and while somebody waits.
///
/// It stays open as long as any connection is: where a process closes a file that it has open twice, POSIX takes away the
/// locks that SQLite has on it.
///
/// Any thread may use it.
final class DataFile implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DataFile.class);

    private final FileChannel channel;

    private DataFile(FileChannel channel) {
        this.channel = channel;
    }

    static DataFile open(Path file) throws IOException {
        return new DataFile(FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /// Waits until the disk has all that was written.
    void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("A database was not closed in order: {}", e.getMessage());
        }
    }
}
