package tidings.client.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.SessionStore;
import tidings.mqtt.Bytes;

class FileSessionStoreTest implements SessionStoreContract {

    @TempDir
    Path folder;

    @Override
    public SessionStore store() {
        return new FileSessionStore(folder, true);
    }

    @Test
    void aFileThatEndsAnywhereHoldsWhatWasWholeBefore() throws IOException {
        try (SessionStore.Entries entries = store().open("a")) {
            for (int i = 1; i <= 5; i++) {
                entries.put(i, Bytes.utf8("value " + i));
            }
        }
        byte[] whole = Files.readAllBytes(file("a"));
        int record = (whole.length - 8) / 5;
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file("cut"), Arrays.copyOf(whole, length));
            try (SessionStore.Entries entries = store().open("cut")) {
                assertThat(SessionStoreContract.read(entries)).as("%d bytes", length)
                        .hasSize(Math.max(0, (length - 8) / record));
                entries.put(9, Bytes.utf8("after"));
            }
            try (SessionStore.Entries entries = store().open("cut")) {
                assertThat(SessionStoreContract.read(entries)).containsEntry(9L, "after");
            }
        }
    }

    @Test
    void whatFollowsADamagedByteIsNotBelieved() throws IOException {
        try (SessionStore.Entries entries = store().open("a")) {
            entries.put(1, Bytes.utf8("one"));
            entries.put(2, Bytes.utf8("two"));
        }
        byte[] whole = Files.readAllBytes(file("a"));
        whole[whole.length - 1] ^= 1;
        Files.write(file("a"), whole);
        try (SessionStore.Entries entries = store().open("a")) {
            assertThat(SessionStoreContract.read(entries)).containsExactly(Map.entry(1L, "one"));
        }
    }

    @Test
    void anotherFileIsLeftAlone() throws IOException {
        Files.writeString(file("a"), "something else entirely");
        assertThatThrownBy(() -> store().open("a"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is none of a session");
        assertThat(file("a")).hasContent("something else entirely");
    }

    @Test
    void theFileIsWrittenAnewWhenMostOfItIsForgotten() throws IOException {
        Random random = new Random(1);
        Map<Long, String> expected = new TreeMap<>();
        try (SessionStore.Entries entries = store().open("a")) {
            for (int i = 0; i < 20_000; i++) {
                long key = random.nextInt(500);
                String value = "x".repeat(random.nextInt(500));
                entries.put(key, Bytes.utf8(value));
                expected.put(key, value);
                if (i % 100 == 0) {
                    entries.remove(key);
                    expected.remove(key);
                    entries.commit();
                }
            }
            assertThat(SessionStoreContract.read(entries)).isEqualTo(expected);
        }
        assertThat(Files.size(file("a"))).isLessThan(2_000_000);
        try (SessionStore.Entries entries = store().open("a")) {
            assertThat(SessionStoreContract.read(entries)).isEqualTo(expected);
        }
    }

    /// The other process counts, says each number that it has committed, and is killed while it does.
    @Test
    void whatWasCommittedSurvivesAKillOfTheProcess() throws Exception {
        Process process = new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                Counting.class.getName(), folder.toString())
                .redirectErrorStream(true)
                .start();
        long said = 0;
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said = Math.max(said, Long.parseLong(line)); // the last line may be cut
                if (said >= 3_000) {
                    process.toHandle().destroyForcibly(); // the process itself would close its output here
                }
            }
        }
        process.waitFor();
        assertThat(said).isGreaterThanOrEqualTo(3_000);
        try (SessionStore.Entries entries = store().open("a")) {
            Map<Long, String> left = SessionStoreContract.read(entries);
            assertThat(left.keySet()).contains(said).allMatch(key -> key > 3_000 - Counting.KEPT);
        }
    }

    /// Keeps the last hundred numbers.
    static final class Counting {

        static final int KEPT = 100;

        private Counting() {}

        public static void main(String[] arguments) {
            SessionStore.Entries entries = new FileSessionStore(Path.of(arguments[0]), false).open("a");
            for (long i = 1; i <= 1_000_000; i++) {
                entries.put(i, Bytes.utf8("x".repeat(1_000)));
                entries.remove(i - KEPT);
                entries.commit();
                System.out.println(i);
            }
        }
    }

    private Path file(String client) {
        return folder.resolve(client + ".session");
    }
}
