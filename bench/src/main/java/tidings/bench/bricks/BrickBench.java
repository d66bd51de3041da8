package tidings.bench.bricks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.tinkerforge.Gateway;
import tidings.tinkerforge.GatewayConfig;
import tidings.tinkerforge.Simulator;
import tidings.tinkerforge.SimulatorConfig;

/// Requests to simulated bricks through a broker: how many a second, and how long one takes. With `--reference`, the path of
/// tinkerforge_mqtt, that program has its turn after ours in each round, at the same broker and the same bricks.
///
/// Arguments: `[--rounds N] [--json FILE] [--reference PROGRAM]`.
public final class BrickBench {

    private static final String DEVICE = "temperature_v2_bricklet";
    private static final String OURS = "ours/";
    private static final String THEIRS = "theirs/";
    private static final Duration ROUND = Duration.ofSeconds(2);

    private final Map<String, List<Double>> figures = new LinkedHashMap<>();
    private final String reference;

    private BrickBench(String reference) {
        this.reference = reference;
    }

    /// @param bricks how many
    /// @param answerTime how long each takes for an answer
    /// @param window requests under way for each
    private record Scenario(String name, int bricks, Duration answerTime, int window) {}

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("64 bricks of 2 ms", 64, Duration.ofMillis(2), 2),
            new Scenario("64 instant bricks", 64, Duration.ZERO, 4),
            new Scenario("one instant brick, one by one", 1, Duration.ZERO, 1));

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        BrickBench bench = new BrickBench(options.getOrDefault("--reference", ""));
        for (Scenario scenario : SCENARIOS) {
            bench.run(scenario, Integer.parseInt(options.getOrDefault("--rounds", "5")));
        }
        bench.figures.forEach((name, values) -> System.out.printf(Locale.ROOT, "%-58s %10.2f%n", name, median(values)));
        if (options.containsKey("--json")) {
            Files.writeString(Path.of(options.get("--json")), bench.json());
        }
        System.exit(0);
    }

    private void run(Scenario scenario, int rounds) throws Exception {
        BrokerConfig open = BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build();
        SimulatorConfig bricks = SimulatorConfig.defaults()
                .withAddress("127.0.0.1", 0)
                .withPeriod(Duration.ZERO)
                .withAnswerTime(scenario.answerTime())
                .withDevices(Collections.nCopies(scenario.bricks(), DEVICE));
        try (Broker broker = Broker.start(open); Simulator simulator = Simulator.start(bricks)) {
            URI address = broker.addresses().get(0);
            GatewayConfig config = GatewayConfig.builder()
                    .mqtt(mqtt -> mqtt.server(address.toString()))
                    .prefix(OURS)
                    .daemon("127.0.0.1", simulator.address().getPort())
                    .build();
            Process other = reference.isEmpty() ? null : start(address.getPort(), simulator.address().getPort());
            try (Gateway gateway = Gateway.start(config)) {
                List<String> uids = simulator.bricks().stream().map(Simulator.Brick::uid).toList();
                for (int round = -1; round < rounds && !gateway.ended().isDone(); round++) { // the first warms up
                    measure(scenario, OURS, "tidings", address, uids, round >= 0);
                    if (other != null) {
                        measure(scenario, THEIRS, "tinkerforge_mqtt", address, uids, round >= 0);
                    }
                }
            } finally {
                if (other != null) {
                    other.destroy();
                }
            }
        }
    }

    private Process start(int brokerPort, int daemonPort) throws IOException {
        return new ProcessBuilder(reference, "--broker-port", String.valueOf(brokerPort), "--ipcon-port",
                String.valueOf(daemonPort), "--global-topic-prefix", THEIRS)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void measure(
            Scenario scenario, String prefix, String who, URI broker, List<String> uids, boolean counts) {
        List<String> topics = uids.stream().map(uid -> DEVICE + "/" + uid + "/get_temperature").toList();
        try (Asking asking = new Asking(broker, prefix, topics, scenario.window())) {
            Asking.Result result = asking.run(ROUND);
            if (counts) {
                String name = scenario.name() + ", " + who + ": ";
                figures.computeIfAbsent(name + "requests/s", none -> new ArrayList<>()).add(result.perSecond());
                figures.computeIfAbsent(name + "median ms", none -> new ArrayList<>()).add(result.medianMillis());
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private String json() {
        return figures.entrySet()
                .stream()
                .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
    }
}
