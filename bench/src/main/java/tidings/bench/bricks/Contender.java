package tidings.bench.bricks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import tidings.tinkerforge.Simulator;

/// A gateway that runs as a process of its own.
///
/// @param prefix of its topics
record Contender(String name, String prefix, Process process) implements AutoCloseable {

    private static final double NANOS_PER_SECOND = 1e9;

    static Contender ours(URI broker, Simulator bricks) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return start("tidings", List.of(
                java, "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                OwnGateway.class.getName(), String.valueOf(broker.getPort()),
                String.valueOf(bricks.address().getPort()), "ours/"), "ours/");
    }

    /// @param program the path of tinkerforge_mqtt
    static Contender reference(String program, URI broker, Simulator bricks) throws IOException {
        return start("tinkerforge_mqtt", List.of(
                program, "--broker-port", String.valueOf(broker.getPort()), "--ipcon-port",
                String.valueOf(bricks.address().getPort()), "--global-topic-prefix", "theirs/"), "theirs/");
    }

    private static Contender start(String name, List<String> command, String prefix) throws IOException {
        return new Contender(name, prefix, new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /// Processor time it has taken so far.
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / NANOS_PER_SECOND;
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
