package tidings.bench.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;

/// Telemetry of 1,000 devices, four values a message, at QoS 1, stored with sync and acknowledged: points a second, the time
/// to an acknowledgement, processor time a point, bytes written and kept a point; then history queries, and what SQLite does
/// by itself. The server is a process of its own; the generator's processor time is spent on the same machine.
///
/// Usage: `DeviceBenchmark [SECONDS] [CASE...]`; the cases are `flood`, `paced`, `history` and `sqlite`, all where none is
/// named.
public final class DeviceBenchmark {

    private static final Set<String> CASES = Set.of("flood", "paced", "history", "sqlite");
    private static final int DEVICES = 1_000;
    private static final double STEADY_POINTS_PER_SECOND = 20_000;

    private DeviceBenchmark() {}

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        Set<String> cases = args.length > 1 ? Set.of(Arrays.copyOfRange(args, 1, args.length)) : CASES;
        if (!CASES.containsAll(cases)) {
            throw new IllegalArgumentException("The cases are " + CASES + ", not " + cases);
        }
        Path data = Files.createTempDirectory("device-benchmark");
        try (ServerProcess server = ServerProcess.start(data, DEVICES);
                DeviceLoad load = new DeviceLoad(server.mqtt(), DEVICES, 4, DeviceLoad.Form.SINGLE)) {
            load.run(time.toNanos() / 2, 0);
            load.drain();
            if (cases.contains("flood")) {
                report("as many as it takes", load, time, 0, server);
            }
            if (cases.contains("paced")) {
                double messagesPerSecond = STEADY_POINTS_PER_SECOND / DeviceLoad.KEYS;
                load.run(time.toNanos() / 4, messagesPerSecond); // until what the flood left is in its place
                report("20,000 points a second", load, time, messagesPerSecond, server);
                reportSyncs(DiskSync.nanos(data, time.toNanos() / 2));
            }
            if (cases.contains("history")) {
                Questions questions = new Questions(server.rest());
                questions.fill();
                System.out.printf(
                        "history of 100,000 points: the last 50 in %.1f ms, all in 1,000 averages in %.1f ms%n",
                        questions.last50(), questions.averagesOfAll());
            }
            if (cases.contains("sqlite")) {
                System.out.printf("SQLite by itself: %,.0f points/s%n",
                        RawSqlite.pointsPerSecond(data, time.toNanos()));
            }
        } finally {
            Folders.delete(data);
        }
    }

    private static void report(
            String name, DeviceLoad load, Duration time, double messagesPerSecond, ServerProcess server)
            throws IOException {
        double cpuBefore = server.cpuSeconds();
        long writtenBefore = server.writtenBytes();
        long sizeBefore = server.storedBytes();
        DeviceLoad.Result result = load.run(time.toNanos(), messagesPerSecond);
        load.drain();
        double points = (double) result.messages() * DeviceLoad.KEYS;
        System.out.printf(
                "%s: %,.0f points/s, acknowledged after p50 %.1f ms, p99 %.1f ms (in the worst second %.1f ms), "
                        + "longest %.1f ms, %.2f µs CPU/point, "
                        + "%.0f bytes written/point, %.0f on disk, %,d MB RSS%n",
                name, result.pointsPerSecond(), result.latencyMillis(0.5), result.latencyMillis(0.99),
                result.worstSecondMillis(), result.latencyMillis(1),
                (server.cpuSeconds() - cpuBefore) * 1e6 / points, (server.writtenBytes() - writtenBefore) / points,
                (server.storedBytes() - sizeBefore) / points, server.residentBytes() >> 20);
    }

    private static void reportSyncs(long[] nanos) {
        System.out.printf("a sync of this disk by itself: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                nanos[nanos.length / 2] / 1e6, nanos[nanos.length * 99 / 100] / 1e6, nanos[nanos.length - 1] / 1e6);
    }
}
