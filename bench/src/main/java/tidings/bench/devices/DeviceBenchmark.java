package tidings.bench.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Telemetry of 1,000 devices, four values a message, at QoS 1, stored with sync and acknowledged: points a second, the time
/// to an acknowledgement, processor time a point, bytes written and kept a point; then history queries, and what SQLite does
/// by itself. The server is a process of its own; the generator's processor time is spent on the same machine.
///
/// Usage: `DeviceBenchmark [SECONDS]`.
public final class DeviceBenchmark {

    private static final int DEVICES = 1_000;
    private static final double STEADY_POINTS_PER_SECOND = 20_000;

    private DeviceBenchmark() {}

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        Path data = Files.createTempDirectory("device-benchmark");
        try (ServerProcess server = ServerProcess.start(data, DEVICES);
                DeviceLoad load = new DeviceLoad(server.mqtt(), DEVICES, 4, DeviceLoad.Form.SINGLE)) {
            Questions questions = new Questions(server.rest());
            load.run(time.toNanos() / 2, 0);
            load.drain();
            report("as many as it takes", load, time, 0, server);
            report("20,000 points a second", load, time, STEADY_POINTS_PER_SECOND / DeviceLoad.KEYS, server);
            questions.fill();
            System.out.printf("history of 100,000 points: the last 50 in %.1f ms, all in 1,000 averages in %.1f ms%n",
                    questions.last50(), questions.averagesOfAll());
            System.out.printf("SQLite by itself: %,.0f points/s%n", RawSqlite.pointsPerSecond(data, time.toNanos()));
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
                "%s: %,.0f points/s, acknowledged after p50 %.1f ms, p99 %.1f ms, %.2f µs CPU/point, "
                        + "%.0f bytes written/point, %.0f on disk, %,d MB RSS%n",
                name, result.pointsPerSecond(), result.latencyMillis(0.5), result.latencyMillis(0.99),
                (server.cpuSeconds() - cpuBefore) * 1e6 / points, (server.writtenBytes() - writtenBefore) / points,
                (server.storedBytes() - sizeBefore) / points, server.residentBytes() >> 20);
    }
}
