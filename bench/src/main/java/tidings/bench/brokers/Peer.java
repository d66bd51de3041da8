package tidings.bench.brokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A broker that can be measured, and how it is started. All let everybody in, and have room in their queues for what the
/// generator may have under way; all else is as it comes. Java brokers have the same heap and collector.
enum Peer {

    TIDINGS {
        @Override
        boolean isHere() {
            return Files.isExecutable(launcher());
        }

        @Override
        List<String> command(int port, Path folder, boolean durable) {
            List<String> command = new ArrayList<>(List.of(
                    launcher().toString(), "broker", "--listen", "mqtt://127.0.0.1:" + port, "--allow-anonymous",
                    "--max-queued-messages", "1000000", "--max-queued-bytes", "1GiB"));
            if (durable) {
                command.addAll(List.of("--data", folder.toString()));
            }
            return command;
        }

        private Path launcher() {
            return HOME.resolve("tidings");
        }
    },

    MOSQUITTO {
        @Override
        boolean isHere() {
            return Files.isExecutable(PROGRAM);
        }

        @Override
        List<String> command(int port, Path folder, boolean durable) throws IOException {
            Path configuration = Files.writeString(folder.resolve("mosquitto.conf"), """
                    listener %d 127.0.0.1
                    allow_anonymous true
                    max_queued_messages 0
                    persistence %s
                    persistence_location %s/
                    """.formatted(port, durable, folder));
            return List.of(PROGRAM.toString(), "-c", configuration.toString());
        }
    },

    HIVEMQ {
        @Override
        boolean isHere() {
            return Files.isDirectory(PEERS.resolve("hivemq/classes"));
        }

        @Override
        List<String> command(int port, Path folder, boolean durable) {
            String classPath = PEERS.resolve("hivemq/classes") + ":" + PEERS.resolve("hivemq/lib") + "/*";
            return java(classPath, "HiveMq", String.valueOf(port), folder.toString(), durable ? "file" : "in-memory");
        }
    },

    MOQUETTE {
        @Override
        boolean isHere() {
            return Files.isDirectory(PEERS.resolve("moquette/lib"));
        }

        @Override
        List<String> command(int port, Path folder, boolean durable) throws IOException {
            Files.writeString(Files.createDirectories(folder.resolve("config")).resolve("moquette.conf"), """
                    host 127.0.0.1
                    port %d
                    allow_anonymous true
                    telemetry_enabled false
                    persistence_enabled %s
                    data_path %s
                    """.formatted(port, durable, folder));
            return java(
                    PEERS.resolve("moquette/lib") + "/*", "-Dmoquette.path=" + folder, "io.moquette.broker.Server");
        }
    };

    /// Of the checkout.
    private static final Path HOME = Path.of(System.getProperty("bench.home", "."));
    private static final Path PEERS = HOME.resolve("bench/target/peers");
    private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");
    private static final String HEAP = "-Xmx1g";

    /// Whether it can be started here.
    abstract boolean isHere();

    /// How it is started.
    ///
    /// @param folder of its own
    /// @param durable whether it is to keep sessions on the disk, as it does by default when told to keep them
    abstract List<String> command(int port, Path folder, boolean durable) throws IOException;

    /// What our launcher hands on to Java; the others are Java's own options.
    static String javaOptions() {
        return HEAP;
    }

    private static List<String> java(String classPath, String... rest) {
        List<String> first = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseG1GC", HEAP,
                "--enable-native-access=ALL-UNNAMED", "-cp", classPath);
        return Stream.concat(first.stream(), Stream.of(rest)).toList();
    }
}
