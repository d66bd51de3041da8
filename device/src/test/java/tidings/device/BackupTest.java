package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tools.jackson.databind.JsonNode;

/// Everything in one file, and back.
class BackupTest {

    private static final int DEVICES = 20;

    @TempDir
    private Path folder;
    private Path data;
    private Path file;

    @BeforeEach
    void choosePlaces() {
        data = folder.resolve("data");
        file = folder.resolve("backup.zip");
    }

    /// What was acknowledged before the backup began is in it, whoever goes on publishing.
    @Test
    void restoresWhatWasAcknowledged() throws Exception {
        AtomicLongArray acknowledged = new AtomicLongArray(DEVICES);
        long[] before = new long[DEVICES];
        List<String> ids = new ArrayList<>();
        try (TestServer server = TestServer.start(data)) {
            AtomicBoolean stop = new AtomicBoolean();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < DEVICES; i++) {
                TestServer.Made made = server.createDevice();
                ids.add(made.id());
                int place = i;
                threads.add(Thread.startVirtualThread(() -> publish(server, made.token(), acknowledged, place, stop)));
            }
            TestServer.await("all publish", () -> sum(acknowledged) > 10 * DEVICES);
            Arrays.setAll(before, acknowledged::get);
            Backup.Summary written = Backup.write(data, file, InstantSource.system());
            assertThat(written.files()).isGreaterThanOrEqualTo(1);
            stop.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        Path restored = folder.resolve("restored");
        Backup.restore(file, restored);
        try (TestServer server = TestServer.start(restored)) {
            for (int i = 0; i < DEVICES; i++) {
                JsonNode values = server.get("/api/plugins/telemetry/DEVICE/" + ids.get(i)
                        + "/values/timeseries?keys=n&startTs=0&endTs=99999999999999&agg=MAX&interval=99999999999999"
                        + "&useStrictDataTypes=true").json();
                assertThat(values.at("/n/0/value").asLong()).isGreaterThanOrEqualTo(before[i]);
            }
        }
    }

    private static void publish(
            TestServer server, String token, AtomicLongArray acknowledged, int place, AtomicBoolean stop) {
        try (WireDevice wire = server.connect(Version.V3_1_1, token)) {
            for (long n = 1; !stop.get(); n++) {
                assertThat(wire.report("v1/devices/me/telemetry", "{\"ts\":" + n + ",\"values\":{\"n\":" + n + "}}"))
                        .isEqualTo(ReasonCode.SUCCESS);
                acknowledged.set(place, n);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static long sum(AtomicLongArray all) {
        long sum = 0;
        for (int i = 0; i < all.length(); i++) {
            sum += all.get(i);
        }
        return sum;
    }

    @Test
    void isTakenOverHttpToo() throws Exception {
        try (TestServer server = TestServer.start(data)) {
            server.createDevice();
            assertThat(server.post("/api/backup", "").status()).isEqualTo(200);
            String operator = server.user("OPERATOR", "o@example.org", null).token();
            assertThat(server.send("POST", "/api/backup", "", operator).status()).isEqualTo(403);
        }
    }

    @Test
    void bringsFirmwareBack() throws Exception {
        TestServer.start(data).close();
        Files.createDirectories(data.resolve("packages"));
        Files.write(data.resolve("packages/one"), new byte[]{1, 2, 3});
        Backup.write(data, file, InstantSource.system());
        Backup.restore(file, folder.resolve("restored"));
        assertThat(folder.resolve("restored/packages/one")).hasBinaryContent(new byte[]{1, 2, 3});
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 0.9})
    void refusesWhatIsDamaged(double place) throws Exception {
        TestServer.start(data).close();
        Backup.write(data, file, InstantSource.system());
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) (bytes.length * place)] ^= 0x55;
        Files.write(file, bytes);
        Path restored = folder.resolve("restored");
        assertThatThrownBy(() -> Backup.restore(file, restored))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("damaged");
        assertThat(restored).doesNotExist();
    }

    @Test
    void refusesWhatIsCutOffOrElsewhereOrInTheWay() throws Exception {
        TestServer.start(data).close();
        Backup.write(data, file, InstantSource.system());
        assertThatThrownBy(() -> Backup.restore(file, data)).hasMessageContaining("not empty");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> Backup.restore(file, folder.resolve("r"))).hasMessageContaining("cut off");
        Files.writeString(file, "nonsense");
        assertThatThrownBy(() -> Backup.restore(file, folder.resolve("r"))).hasMessageContaining("damaged");
        assertThatThrownBy(() -> Backup.restore(folder.resolve("none"), folder.resolve("r")))
                .hasMessageContaining("There is no file");
        assertThatThrownBy(() -> Backup.write(folder.resolve("none"), file, InstantSource.system()))
                .hasMessageContaining("--data");
    }
}
