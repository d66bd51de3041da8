package tidings.bench.devices;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.device.DeviceConfig;
import tidings.device.DeviceServer;

/// Telemetry of 1,000 devices, four values a message, at QoS 1, stored with sync and acknowledged: points a second, the time
/// to an acknowledgement, processor time a point, bytes written and kept a point; then history queries, and what SQLite does
/// by itself. The server is a process of its own; the generator's processor time is spent on the same machine.
///
/// Usage: `DeviceBenchmark [SECONDS] [CASE...]`; the cases are `flood`, `paced`, `history` and `sqlite`, all where none is
/// named.
public final class DeviceBenchmark {

    private static final Set<String> CASES = Set.of("flood", "paced", "history", "sqlite");
    /// As `tidings serve` is started.
    private static final String COLLECTOR =
            Runtime.getRuntime().availableProcessors() > 2 ? "-XX:+UseG1GC" : "-XX:+UseSerialGC";
    private static final int DEVICES = 1_000;
    private static final int POINTS_PER_MESSAGE = 4;
    private static final String USER = "admin@localhost";
    private static final String PASSWORD = "benchmark";
    private static final double STEADY_POINTS_PER_SECOND = 20_000;

    private DeviceBenchmark() {}

    public static void main(String[] args) throws Exception {
        Duration time = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 10);
        Set<String> cases = args.length > 1 ? Set.of(Arrays.copyOfRange(args, 1, args.length)) : CASES;
        if (!CASES.containsAll(cases)) {
            throw new IllegalArgumentException("The cases are " + CASES + ", not " + cases);
        }
        Path data = Files.createTempDirectory("device-benchmark");
        Process server = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-Xms32m", COLLECTOR,
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Server.class.getName(), data.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader out = server.inputReader(); DeviceLoad load = connect(out)) {
            Questions questions = new Questions(URI.create(out.readLine()), USER, PASSWORD);
            load.run(time.toNanos() / 2, 0);
            load.drain();
            if (cases.contains("flood")) {
                report("as many as it takes", load, time, 0, server, data);
            }
            if (cases.contains("paced")) {
                double messagesPerSecond = STEADY_POINTS_PER_SECOND / POINTS_PER_MESSAGE;
                load.run(time.toNanos() / 4, messagesPerSecond); // until what the flood left is in its place
                report("20,000 points a second", load, time, messagesPerSecond, server, data);
                long[] syncs = DiskSync.nanos(data, time.toNanos() / 2);
                System.out.printf("a sync of this disk by itself: p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                        syncs[syncs.length / 2] / 1e6, syncs[syncs.length * 99 / 100] / 1e6,
                        syncs[syncs.length - 1] / 1e6);
            }
            if (cases.contains("history")) {
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
            server.destroy();
            server.waitFor();
            delete(data);
        }
    }

    private static DeviceLoad connect(BufferedReader out) throws IOException {
        return new DeviceLoad(URI.create(out.readLine()), DEVICES, 4);
    }

    private static void report(
            String name, DeviceLoad load, Duration time, double messagesPerSecond, Process server, Path data)
            throws IOException {
        double cpuBefore = cpuSeconds(server);
        long writtenBefore = writtenBytes(server);
        long sizeBefore = size(data);
        DeviceLoad.Result result = load.run(time.toNanos(), messagesPerSecond);
        load.drain();
        double points = (double) result.messages() * POINTS_PER_MESSAGE;
        System.out.printf(
                "%s: %,.0f points/s, acknowledged after p50 %.1f ms, p99 %.1f ms (in the worst second %.1f ms), "
                        + "longest %.1f ms, %.2f µs CPU/point, "
                        + "%.0f bytes written/point, %.0f on disk, %,d MB RSS%n",
                name, result.pointsPerSecond(), result.latencyMillis(0.5), result.latencyMillis(0.99),
                result.worstSecondMillis(), result.latencyMillis(1),
                (cpuSeconds(server) - cpuBefore) * 1e6 / points, (writtenBytes(server) - writtenBefore) / points,
                (size(data) - sizeBefore) / points, residentBytes(server) >> 20);
    }

    private static double cpuSeconds(Process process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    private static long writtenBytes(Process process) throws IOException {
        return field(Path.of("/proc/" + process.pid() + "/io"), "write_bytes:");
    }

    private static long residentBytes(Process process) throws IOException {
        return field(Path.of("/proc/" + process.pid() + "/status"), "VmRSS:") << 10;
    }

    private static long field(Path file, String name) throws IOException {
        return Files.readAllLines(file)
                .stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    /// The server under test.
    static final class Server {

        private Server() {}

        public static void main(String[] args) {
            DeviceConfig config = DeviceConfig.builder()
                    .data(Path.of(args[0]))
                    .http("127.0.0.1:0")
                    .adminPassword(PASSWORD)
                    .build();
            DeviceServer server = DeviceServer.open(config);
            for (int i = 0; i < DEVICES; i++) {
                server.ensureDevice("device-" + i, "TOKEN-" + i);
            }
            Broker broker = Broker.start(BrokerConfig.builder()
                    .listen("mqtt://127.0.0.1:0")
                    .authenticator(server.authenticator())
                    .build());
            System.out.println(broker.addresses().get(0));
            System.out.println(server.startHttp());
        }
    }
}
