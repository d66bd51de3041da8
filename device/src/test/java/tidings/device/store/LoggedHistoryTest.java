package tidings.device.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.json.Readings;
import tidings.device.json.Value;
import tidings.storage.Durability;
import tidings.testkit.Await;
import tidings.testkit.Check;

/// Whatever is written, read, deleted, and however often the store is closed or left in the lurch: what is read is what was
/// written last.
class LoggedHistoryTest {

    @TempDir
    private Path folder;

    @Test
    void readsWhatAMapWouldRead() {
        SplittableRandom random = new SplittableRandom(Long.getLong("check.seed", 42));
        Map<String, TreeMap<Long, Value>> model = new HashMap<>();
        Store store = open();
        long device = device(store);
        for (int i = 0; i < 600; i++) {
            switch (random.nextInt(12)) {
                case 0 -> check(store, device, model, random.nextInt(5));
                case 1 -> {
                    String key = "k" + random.nextInt(5);
                    long from = random.nextInt(50);
                    store.telemetry().delete(device, List.of(key), from, from + 10);
                    model.getOrDefault(key, new TreeMap<>()).subMap(from, from + 10).clear();
                }
                case 2 -> {
                    String key = "k" + random.nextInt(5);
                    store.telemetry().delete(device, List.of(key));
                    model.remove(key);
                }
                case 3 -> {
                    store.close();
                    store = open();
                }
                default -> write(store, device, model, random);
            }
        }
        for (int key = 0; key < 5; key++) {
            check(store, device, model, key);
        }
        store.close();
    }

    @Test
    void movesManyPointsInSlices() {
        Store store = open();
        long device = device(store);
        List<Outcome.Waiting> outcomes = new ArrayList<>();
        for (int message = 0; message < 5_000; message++) {
            Readings readings = new Readings();
            for (int key = 0; key < 50; key++) {
                readings.add("k" + key, message, new Value.Whole(message * 100L + key));
            }
            Outcome.Waiting outcome = new Outcome.Waiting();
            store.database().awaitRoom(store.telemetry().write(device, readings, outcome));
            outcomes.add(outcome);
        }
        outcomes.forEach(Outcome.Waiting::await);
        Await.until("most is moved by itself", () -> rows(store) >= 100_000);
        assertThat(rows(store)).isLessThanOrEqualTo(250_000L);
        for (String key : List.of("k0", "k25", "k49")) {
            List<Point> points = read(store, device, key);
            assertThat(points).hasSize(5_000);
            assertThat(points.get(4_999).value())
                    .isEqualTo(new Value.Whole(499_900L + Long.parseLong(key.substring(1))));
        }
        store.close();
    }

    @Test
    void bytesOfPointsAreReadAsTheyWereWritten() {
        Check.forAll((random, size) -> {
            Readings readings = new Readings();
            for (int i = 0; i < 1 + size / 8; i++) {
                readings.add("", random.nextLong(), value(new SplittableRandom(random.nextLong())));
            }
            return readings;
        }, (Readings readings) -> {
            long[] series = new long[readings.size()];
            for (int i = 0; i < series.length; i++) {
                series[i] = i * 1_000_003L;
            }
            List<String> decoded = new ArrayList<>();
            PointCodec.decode(new PointCodec().encode(series, readings),
                    (no, ts, value) -> decoded.add(no + " " + ts + " " + value));
            for (int i = 0; i < series.length; i++) {
                assertThat(decoded.get(i)).isEqualTo(series[i] + " " + readings.time(i) + " " + readings.value(i));
            }
        });
    }

    private static long rows(Store store) {
        return store.database().query(on -> on.number("SELECT count(*) FROM point"));
    }

    private static void write(Store store, long device, Map<String, TreeMap<Long, Value>> model,
            SplittableRandom random) {
        Readings readings = new Readings();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            String key = "k" + random.nextInt(5);
            long ts = random.nextInt(60);
            Value value = value(random);
            readings.add(key, ts, value);
            model.computeIfAbsent(key, unused -> new TreeMap<>()).put(ts, value);
        }
        store.telemetry().store(device, readings);
    }

    private static void check(Store store, long device, Map<String, TreeMap<Long, Value>> model, int number) {
        String key = "k" + number;
        List<Point> expected = new ArrayList<>();
        model.getOrDefault(key, new TreeMap<>()).forEach((ts, value) -> expected.add(new Point(ts, value)));
        assertThat(read(store, device, key)).isEqualTo(expected);
        Point latest = store.telemetry().latest(device, List.of(key)).get(key);
        assertThat(latest).isEqualTo(expected.isEmpty() ? null : expected.getLast());
    }

    private static List<Point> read(Store store, long device, String key) {
        return store.telemetry()
                .read(device, List.of(key), new Telemetry.Question(0, 1_000_000, 1_000_000, false, 0, null))
                .getOrDefault(key, List.of());
    }

    private static Value value(SplittableRandom random) {
        return switch (random.nextInt(5)) {
            case 0 -> new Value.Bool(random.nextBoolean());
            case 1 -> new Value.Whole(random.nextLong());
            case 2 -> new Value.Real(random.nextDouble() * 1e6);
            case 3 -> new Value.Text("ä".repeat(random.nextInt(300)));
            default -> new Value.Json("[" + random.nextInt() + "]");
        };
    }

    private Store open() {
        return Store.open(folder, Durability.FLUSH, 1_000);
    }

    private static long device(Store store) {
        return store.database().write(on -> {
            Profile profile = Profile.named("default", UUID.randomUUID(), 0, true);
            ProfileTable.put(on, profile);
            return DeviceTable.insert(on, new Device(
                    0, UUID.randomUUID(), 0, "d", null, profile.id(), "default", null, null, null, false, null, 1));
        });
    }
}
