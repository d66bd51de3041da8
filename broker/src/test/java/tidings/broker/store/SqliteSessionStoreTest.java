package tidings.broker.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.spi.SessionChange;
import tidings.broker.spi.SessionStore;
import tidings.storage.Durability;
import tidings.storage.StorageException;
import tidings.testkit.Await;

class SqliteSessionStoreTest extends SessionStoreContract {

    @TempDir
    private Path folder;

    @Override
    SessionStore open() {
        return SqliteSessionStore.open(folder, Durability.FLUSH);
    }

    @Test
    void oneProcessHasAFolder() {
        store();
        assertThatThrownBy(this::open).isInstanceOf(StorageException.class).hasMessageContaining("in use");
    }

    @Test
    void clearsAwayALongQueueBitByBit() {
        write(new SessionChange.Opened(1, "c", null, 60, null));
        List<SessionChange> changes = new ArrayList<>();
        for (int i = 1; i <= 12_000; i++) {
            changes.add(queued(entry(i, "x")));
        }
        await(store().write(changes));
        write(new SessionChange.Ended(1));
        Await.until("the queue is gone", () -> read(0, 1, 1).isEmpty());
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.writeString(folder.resolve("broker.db"), "These are the times that try men's souls.".repeat(200));
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("broker.db")
                .hasMessageContaining("not a database");
    }

    @Test
    void refusesADamagedDatabaseAfterACrash() throws IOException {
        fill();
        reopened(); // all is in the main file now
        Path copy = killedCopy();
        try (FileChannel file = FileChannel.open(copy.resolve("broker.db"), StandardOpenOption.WRITE)) {
            for (long at = 8_192; at < file.size() - 512; at += 4_096) {
                file.write(ByteBuffer.wrap("rubbish!".repeat(32).getBytes(StandardCharsets.US_ASCII)),
                        at);
            }
        }
        assertThatThrownBy(() -> SqliteSessionStore.open(copy, Durability.FLUSH).load())
                .isInstanceOf(StorageException.class);
    }

    @Test
    void goesOnWithWhatWasCommittedWhenTheJournalIsTorn() throws IOException {
        fill();
        Path copy = killedCopy();
        Path journal = copy.resolve("broker.db-wal");
        long size = Files.size(journal);
        assertThat(size).isGreaterThan(20_000);
        try (FileChannel file = FileChannel.open(journal, StandardOpenOption.WRITE)) {
            file.truncate(size - 5_000);
        }
        try (SessionStore store = SqliteSessionStore.open(copy, Durability.FLUSH)) {
            long messages = store.load().sessions().get(0).queue().messages();
            assertThat(messages).isBetween(0L, 999L);
            assertThat(await(store.read(1, 0, 1_000, 1_000_000))).hasSize((int) messages);
        }
    }

    /// 1,000 messages, each in a transaction of its own.
    private void fill() {
        write(new SessionChange.Opened(1, "c", null, 60, null));
        for (int i = 1; i <= 1_000; i++) {
            write(queued(entry(i, "message " + i)));
        }
    }

    /// What would be on the disk if the process were killed now.
    private Path killedCopy() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("copy"));
        for (String name : List.of("broker.db", "broker.db-wal")) {
            Files.copy(folder.resolve(name), copy.resolve(name));
        }
        return copy;
    }
}
