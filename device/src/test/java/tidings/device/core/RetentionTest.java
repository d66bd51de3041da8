package tidings.device.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.device.store.Device;
import tidings.device.store.Point;
import tidings.device.store.Profile;
import tidings.device.store.ProfileTable;
import tidings.device.store.Store;
import tidings.device.store.Telemetry;
import tidings.storage.Durability;

class RetentionTest {

    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOW = 1_000 * DAY;
    private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(NOW);

    @Test
    void deletesWhatIsTooOldInSmallSteps(@TempDir Path data) throws Exception {
        Secrets secrets = new Secrets(new SecureRandom());
        try (Store store = Store.open(data, Durability.FLUSH, 100)) {
            Devices devices = new Devices(store, new Links(1), secrets, CLOCK);
            store.database().write(on -> {
                ProfileTable.put(on, profile("kept", true, "{}"));
                ProfileTable.put(on, profile("cut", false, "{\"retentionDays\":30}"));
                return 0;
            });
            Device kept = devices.create(Devices.Draft.named("a", "kept"), null);
            Device cut = devices.create(Devices.Draft.named("b", "cut"), null);
            for (Device device : List.of(kept, cut)) {
                Readings readings = new Readings();
                for (int i = 0; i < 12_000; i++) {
                    readings.add("k", NOW - 100 * DAY + i, new Value.Whole(i));
                }
                readings.add("k", NOW - 30 * DAY, new Value.Whole(1));
                readings.add("k", NOW - 30 * DAY - 1, new Value.Whole(2));
                store.telemetry().store(device.no(), readings);
            }
            assertThat(points(store, cut)).hasSize(12_002);
            int steps = new Retention(store, CLOCK).round();
            assertThat(steps).isBetween(13, 14);
            assertThat(points(store, cut)).containsExactly(new Point(NOW - 30 * DAY, new Value.Whole(1)));
            assertThat(points(store, kept)).hasSize(12_002);
            assertThat(new Retention(store, CLOCK).round()).isZero();
        }
    }

    private static List<Point> points(Store store, Device device) {
        return store.telemetry()
                .read(device.no(), List.of("k"), new Telemetry.Question(0, NOW, 20_000, false, 0, null))
                .getOrDefault("k", List.of());
    }

    private static Profile profile(String name, boolean isDefault, String description) {
        return new Profile(
                UUID.randomUUID(), 1, name, isDefault, Profile.Provisioning.DISABLED, null, null, null, null,
                description,
                1);
    }
}
