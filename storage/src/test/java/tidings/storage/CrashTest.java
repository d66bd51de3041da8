package tidings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.storage.Numbers.Insert;

class CrashTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(names = {"FSYNC", "FLUSH"})
    void whatWasAnsweredSurvivesAKill(Durability durability) throws IOException, InterruptedException {
        Process victim = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp", System.getProperty("java.class.path"), Victim.class.getName(), folder.toString(),
                durability.name()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        List<Long> answered = new ArrayList<>();
        try (BufferedReader out = victim.inputReader()) {
            for (int i = 0; i < 500; i++) {
                answered.add(Long.parseLong(out.readLine()));
            }
            assertThatThrownBy(() -> Numbers.open(folder)).hasMessageContaining("in use by process " + victim.pid());
            victim.destroyForcibly();
        }
        assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
        try (Database database = Numbers.open(folder)) {
            assertThat(Numbers.in(database)).containsAll(answered);
        }
    }

    /// Writes numbers and says which were answered, until it is killed.
    static final class Victim {

        public static void main(String[] args) {
            DatabaseConfig config = Numbers.config(Path.of(args[0]))
                    .durability(Durability.valueOf(args[1]))
                    .waitingBytes(100);
            Database database = Database.open(config);
            for (long n = 0; true; n++) {
                Insert insert = new Insert(n);
                long number = n;
                insert.outcome.thenRun(() -> System.out.println(number));
                while (!database.writer().offer(insert)) {
                    Thread.onSpinWait();
                }
            }
        }
    }
}
