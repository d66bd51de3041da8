package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Everything in one file, and back.
class BackupTest {

    private static final int DEVICES = Integer.getInteger("backup.devices", 1_000);
    private static final int EACH = 3;
    private static final int CONNECTING_AT_ONCE = 50;
    private static final Duration LONGEST = Duration.ofMinutes(5);

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
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void restoresWhatWasAcknowledged() throws Exception {
        AtomicLongArray acknowledged = new AtomicLongArray(DEVICES);
        long[] before = new long[DEVICES];
        try (TestServer server = TestServer.start(data)) {
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch publishing = new CountDownLatch(DEVICES);
            Semaphore connecting = new Semaphore(CONNECTING_AT_ONCE);
            List<Future<?>> publishers = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < DEVICES; i++) {
                    int place = i;
                    server.server().ensureDevice("publisher-" + i, "PUBLISHER-" + i);
                    publishers.add(threads.submit(() -> {
                        connecting.acquire();
                        try (WireDevice wire = server.connect(Version.V3_1_1, "PUBLISHER-" + place)) {
                            connecting.release();
                            for (long n = 1; !stop.get(); n++) {
                                report(wire, n);
                                acknowledged.set(place, n);
                                if (n == EACH) {
                                    publishing.countDown();
                                }
                            }
                        }
                        return null;
                    }));
                }
                boolean all = publishing.await(LONGEST.toSeconds(), TimeUnit.SECONDS);
                Arrays.setAll(before, acknowledged::get);
                Backup.Summary written = Backup.write(data, file, InstantSource.system());
                stop.set(true);
                assertThat(all).as("all publish").isTrue();
                assertThat(written.files()).isGreaterThanOrEqualTo(1);
            }
            for (Future<?> publisher : publishers) {
                publisher.get();
            }
        }
        Path restored = folder.resolve("restored");
        Backup.restore(file, restored);
        try (TestServer server = TestServer.start(restored)) {
            for (int i = 0; i < DEVICES; i++) {
                assertThat(newest(server, "publisher-" + i)).isGreaterThanOrEqualTo(before[i]);
            }
        }
    }

    private static void report(WireDevice wire, long n) throws IOException {
        assertThat(wire.report("v1/devices/me/telemetry", "{\"ts\":" + n + ",\"values\":{\"n\":" + n + "}}"))
                .isEqualTo(ReasonCode.SUCCESS);
    }

    /// The newest value of a device, with all of those before it.
    private static long newest(TestServer server, String device) {
        String id = server.get("/api/tenant/devices?deviceName=" + device).json().at("/id/id").asString();
        String all = "/api/plugins/telemetry/DEVICE/" + id + "/values/timeseries?keys=n&startTs=0&endTs=99999999999999"
                + "&interval=99999999999999&useStrictDataTypes=true&agg=";
        long newest = server.get(all + "MAX").json().at("/n/0/value").asLong();
        assertThat(server.get(all + "COUNT").json().at("/n/0/value").asLong()).isEqualTo(newest);
        return newest;
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
