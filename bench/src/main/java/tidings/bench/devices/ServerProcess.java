package tidings.bench.devices;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.device.DeviceConfig;
import tidings.device.DeviceServer;

/// The device server under test, a process of its own, and what it costs. Its devices have the tokens `TOKEN-0` and so on.
final class ServerProcess implements AutoCloseable {

    /// As `tidings serve` is started.
    private static final String COLLECTOR =
            Runtime.getRuntime().availableProcessors() > 2 ? "-XX:+UseG1GC" : "-XX:+UseSerialGC";
    private static final String USER = "admin@localhost";
    private static final String PASSWORD = "benchmark";
    private static final Duration LONGEST_END = Duration.ofMinutes(2);

    private final Path data;
    private final Process process;
    private final URI mqtt;
    private final URI http;

    private ServerProcess(Path data, Process process, URI mqtt, URI http) {
        this.data = data;
        this.process = process;
        this.mqtt = mqtt;
        this.http = http;
    }

    /// Starts it, and waits until it listens.
    static ServerProcess start(Path data, int devices) throws IOException {
        Process process = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-Xms32m", COLLECTOR,
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Server.class.getName(), data.toString(), Integer.toString(devices))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out = process.inputReader();
        String mqtt = out.readLine();
        String http = out.readLine();
        if (mqtt == null || http == null || !mqtt.startsWith("mqtt:") || !http.startsWith("http:")) {
            process.destroy();
            throw new IOException("The server did not start, but said " + mqtt);
        }
        return new ServerProcess(data, process, URI.create(mqtt), URI.create(http));
    }

    URI mqtt() {
        return mqtt;
    }

    Rest rest() throws IOException, InterruptedException {
        return new Rest(http, USER, PASSWORD);
    }

    double cpuSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    long writtenBytes() throws IOException {
        return field(Path.of("/proc/" + process.pid() + "/io"), "write_bytes:");
    }

    long residentBytes() throws IOException {
        return field(Path.of("/proc/" + process.pid() + "/status"), "VmRSS:") << 10;
    }

    /// What it has stored.
    long storedBytes() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.mapToLong(file -> file.toFile().isFile() ? file.toFile().length() : 0).sum();
        }
    }

    /// Ends it in order, so that all is where it belongs.
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("The server did not end within " + LONGEST_END);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static long field(Path file, String name) throws IOException {
        return Files.readAllLines(file)
                .stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /// What runs in the process.
    static final class Server {

        private Server() {}

        public static void main(String[] args) {
            DeviceConfig config = DeviceConfig.builder()
                    .data(Path.of(args[0]))
                    .http("127.0.0.1:0")
                    .adminPassword(PASSWORD)
                    .build();
            DeviceServer server = DeviceServer.open(config);
            for (int i = 0; i < Integer.parseInt(args[1]); i++) {
                server.ensureDevice("device-" + i, "TOKEN-" + i);
            }
            Broker broker = Broker.start(BrokerConfig.builder()
                    .listen("mqtt://127.0.0.1:0")
                    .authenticator(server.authenticator())
                    .build());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                broker.close();
                server.close();
            }));
            System.out.println(broker.addresses().get(0));
            System.out.println(server.startHttp());
        }
    }
}
