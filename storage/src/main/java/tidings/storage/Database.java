package tidings.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// An SQLite database: one writer that commits for many at once, and readers that never wait for it.
///
/// ```java
/// DatabaseConfig config = DatabaseConfig.in(folder, "meters").migrations(Migrations.of(Meters.class, "0001-meters.sql"));
/// try (Database database = Database.open(config)) {
///     database.writer().submit(on -> on.run("INSERT INTO meter (name) VALUES (?)", "cellar")).join();
///     long meters = database.query(on -> on.number("SELECT count(*) FROM meter"));
/// }
/// ```
///
/// Its files are for the user alone who runs the process, and for one process at a time. Any thread may use it.
public final class Database implements AutoCloseable {

    private static final boolean POSIX = Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    private final @Nullable FolderLock lock;
    private final @Nullable DataFile file;
    private final GroupCommit writer;
    private final Readers readers;

    private Database(@Nullable FolderLock lock, @Nullable DataFile file, GroupCommit writer, Readers readers) {
        this.lock = lock;
        this.file = file;
        this.writer = writer;
        this.readers = readers;
    }

    /// A question to a database.
    @FunctionalInterface
    public interface Query<T> {

        /// Reads; is called on a thread that may be kept busy.
        T read(Statements on) throws SQLException;
    }

    /// Opens a database, makes it where there is none, and brings its tables up to date.
    ///
    /// @throws StorageException if it cannot; the message says why
    public static Database open(DatabaseConfig config) {
        if (config.durability() == Durability.MEMORY) {
            return open(config, null, null, SqliteFile.inMemory());
        }
        Path folder = config.folder().toAbsolutePath();
        FolderLock lock = null;
        DataFile data = null;
        try {
            makeFolder(folder);
            lock = FolderLock.take(makeFile(folder.resolve(config.name() + ".lock")));
            Path file = makeFile(folder.resolve(config.name() + ".db"));
            data = DataFile.open(file);
            return open(config, lock, data, SqliteFile.at(file, config.durability()));
        } catch (IOException e) {
            free(lock, data);
            throw new StorageException("Cannot write to the data folder " + folder + ": " + reason(e), e);
        } catch (StorageException e) {
            free(lock, data);
            throw e;
        }
    }

    /// Who writes.
    public GroupCommit writer() {
        return writer;
    }

    /// Asks, without waiting for the answer.
    ///
    /// @return completed on a reader's thread
    public <T> CompletableFuture<T> read(Query<T> query) {
        return readers.read(query);
    }

    /// Asks, and waits for the answer: not for an event loop, nor from within an answer of the writer.
    ///
    /// @throws StorageException if it cannot be read
    public <T> T query(Query<T> query) {
        return await(readers.read(query));
    }

    /// Writes, and waits until it is committed: not for an event loop, nor from within an answer of the writer.
    ///
    /// @throws StorageException if it cannot be written; what the change itself threw, where that is unchecked
    public <T> T write(GroupCommit.Change<T> change) {
        return await(writer.submit(change));
    }

    /// Hands over work, and waits while there is no room for it: not for an event loop, nor from within an answer of the
    /// writer.
    public void awaitRoom(Work work) {
        while (!writer.offer(work)) {
            CompletableFuture<Boolean> room = new CompletableFuture<>();
            writer.whenRoom(() -> room.complete(true));
            room.join();
        }
    }

    /// What a future answers, in the words of who failed: unchecked exceptions are not wrapped.
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /// Writes and answers what waits, and frees the files.
    @Override
    public void close() {
        writer.close();
        readers.close();
        free(lock, file);
    }

    /// After all connections are closed.
    private static void free(@Nullable FolderLock lock, @Nullable DataFile file) {
        if (file != null) {
            file.close();
        }
        if (lock != null) {
            lock.close();
        }
    }

    private static Database open(
            DatabaseConfig config, @Nullable FolderLock lock, @Nullable DataFile data, SqliteFile file) {
        WriterConnection connection = null;
        try {
            connection = new WriterConnection(file, data);
            connection.migrate(config.migrations());
            Readers readers = new Readers(file::openToRead, config.readers(), config.name() + "-reader-");
            GroupCommit writer = new GroupCommit(
                    connection, config.waitingBytes(), config.largestGroup(), config.gathering(),
                    config.name() + "-writer");
            return new Database(lock, data, writer, readers);
        } catch (SQLException | StorageException e) {
            if (connection != null) {
                connection.end();
            }
            throw new StorageException("Cannot open " + file.place() + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        if (POSIX) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        } else {
            Files.createDirectories(folder);
        }
    }

    /// An empty file is a database to SQLite; its journals take its permissions.
    private static Path makeFile(Path file) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        if (POSIX) {
            return Files.createFile(file, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        }
        return Files.createFile(file);
    }

    private static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException denied -> "access denied";
            case FileAlreadyExistsException exists -> "it is a file";
            case NoSuchFileException missing -> "there is no such folder, and it cannot be made";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.toString();
        };
    }
}
