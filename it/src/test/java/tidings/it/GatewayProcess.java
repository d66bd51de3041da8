package tidings.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// `tidings tinkerforge` or `tidings tinkerforge simulate` as a process of its own, whose output is read on.
record GatewayProcess(Process process, String ready) implements AutoCloseable {

    /// One simulated Temperature Bricklet 2.0, on a free port.
    static GatewayProcess simulator() throws IOException {
        return simulator("temperature_v2_bricklet");
    }

    /// Some simulated bricks, whose values stand still.
    static GatewayProcess simulator(String... names) throws IOException {
        return started("ready ", "simulate", "--port", "0", "--devices", String.join(",", names), "--period", "0");
    }

    /// A gateway that has reached its broker and its Brick Daemon.
    static GatewayProcess gateway(GatewayProcess simulator, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--ipcon-port", Integer.toString(simulator.port())));
        all.addAll(List.of(options));
        return started("Connected to the Brick Daemon", all.toArray(String[]::new));
    }

    /// Where the simulator listens.
    int port() {
        return URI.create(ready.split(" ")[1]).getPort();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static GatewayProcess started(String ready, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of("tinkerforge"));
        command.addAll(List.of(options));
        Process process = Tidings.start(command.toArray(String[]::new));
        BufferedReader lines = process.inputReader();
        List<String> said = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.add(line);
            if (line.contains(ready)) {
                Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(rest -> {})); // virtual ones hold the carriers
                return new GatewayProcess(process, line);
            }
        }
        throw new AssertionError("Ended: " + said);
    }
}
