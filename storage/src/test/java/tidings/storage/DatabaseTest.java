package tidings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.testkit.Await;

class DatabaseTest {

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenIsThereAgain() {
        try (Database database = Numbers.open(folder)) {
            database.write(on -> on.run("INSERT INTO number (n) VALUES (7)"));
        }
        try (Database database = Numbers.open(folder)) {
            assertThat(Numbers.in(database)).containsExactly(7L);
        }
    }

    @Test
    void aLongJournalBeginsAnewWhileWritingGoesOn() {
        try (Database database = Numbers.open(folder)) {
            Await.until("it is long", () -> {
                database.write(on -> on.run("INSERT INTO text (t) VALUES (hex(randomblob(500000)))"));
                return pagesOfJournal(database) >= 4_000;
            });
            Await.until("it begins anew", () -> {
                database.write(on -> on.run("INSERT INTO number DEFAULT VALUES"));
                return pagesOfJournal(database) < 4_000;
            });
            assertThat(database.<Long>query(on -> on.number("SELECT count(*) FROM text WHERE length(t) < 1000000")))
                    .isZero();
        }
    }

    private static long pagesOfJournal(Database database) {
        Long pages = database.query(on -> on.first(row -> row.getLong(2), "PRAGMA wal_checkpoint(NOOP)"));
        return pages == null ? 0 : pages;
    }

    @Test
    void whatAQueryThrowsIsItsAnswerAndReadersGoOn() {
        try (Database database = Numbers.open(folder)) {
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> database.query(on -> {
                    throw new StackOverflowError("too deep");
                })).hasRootCauseMessage("too deep");
            }
            assertThat(Numbers.in(database)).isEmpty();
        }
    }

    @Test
    void aClosedDatabaseSaysThatItIsClosed() {
        Database database = Numbers.open(folder);
        database.close();
        assertThatThrownBy(() -> Numbers.in(database)).hasMessageContaining("The database is closed");
        assertThatThrownBy(() -> database.write(on -> on.run("INSERT INTO number (n) VALUES (7)")))
                .hasMessageContaining("The database is closed");
    }

    @Test
    void everyQueryOfManyIsAnswered() {
        try (Database database = Numbers.open(folder)) {
            List<CompletableFuture<Long>> answers = IntStream.range(0, 9_000)
                    .mapToObj(i -> database.<Long>read(on -> on.number("SELECT " + i % 10)))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).join()).isEqualTo(i % 10);
            }
        }
    }

    @Test
    void takesTheStepsThatAreNew() {
        Numbers.open(folder).close();
        Migrations more = Migrations.of(Numbers.class, "0001-numbers.sql", "0002-names.sql");
        try (Database database = Database.open(Numbers.config(folder).migrations(more))) {
            database.write(on -> on.run("INSERT INTO number (n, name) VALUES (1, 'one')"));
        }
    }

    @Test
    void aStepThatFailsLeavesNothing() {
        Numbers.open(folder).close();
        Migrations broken = Migrations.of(Numbers.class, "0001-numbers.sql", "0002-broken.sql");
        assertThatThrownBy(() -> Database.open(Numbers.config(folder).migrations(broken)))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("number already exists");
        try (Database database = Numbers.open(folder)) {
            assertThat(database.<Long>query(on -> on.number("SELECT count(*) FROM sqlite_schema WHERE name = 'half'")))
                    .isZero();
        }
    }

    @Test
    void refusesWhatANewerVersionWrote() {
        Numbers.open(folder).close();
        assertThatThrownBy(() -> Database.open(DatabaseConfig.in(folder, "numbers")))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void refusesASecondOwner() {
        try (Database database = Numbers.open(folder)) {
            assertThat(Numbers.in(database)).isEmpty();
            assertThatThrownBy(() -> Numbers.open(folder))
                    .isInstanceOf(StorageException.class)
                    .hasMessage("The data folder " + folder + " is in use by process " + ProcessHandle.current().pid());
        }
        Numbers.open(folder).close();
    }

    @Test
    void refusesAFolderThatIsAFile() throws IOException {
        Path file = Files.createFile(folder.resolve("data"));
        assertThatThrownBy(() -> Numbers.open(file))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.writeString(folder.resolve("numbers.db"), "this is a text, and not at all a database".repeat(100));
        assertThatThrownBy(() -> Numbers.open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("not a database");
        Files.delete(folder.resolve("numbers.db"));
        Numbers.open(folder).close();
    }

    @Test
    void itsFilesAreForItsOwnerAlone() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
        Path data = folder.resolve("new/data");
        try (Database database = Numbers.open(data); var files = Files.list(data)) {
            database.write(on -> on.run("INSERT INTO number (n) VALUES (7)"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data))).isEqualTo("rwx------");
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(2);
            for (Path file : all) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void readersCannotWrite() {
        try (Database database = Numbers.open(folder)) {
            assertThatThrownBy(() -> database.query(on -> on.run("DELETE FROM number")))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("readonly");
        }
    }
}
