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
import tidings.tinkerforge.Simulator;
import tidings.tinkerforge.SimulatorConfig;

/// Requests to simulated bricks through a broker: how many a second, and how long one takes; then how many callbacks a gateway
/// passes on in a second of processor time. With `--reference`, the path of tinkerforge_mqtt, that program has its turn after
/// ours in each round, at the same broker and the same bricks. Gateways are processes of their own.
///
/// Arguments: `[--rounds N] [--json FILE] [--reference PROGRAM]`.
public final class BrickBench {

    private static final String DEVICE = "temperature_v2_bricklet";
    private static final int TALKING = 16;
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
        int rounds = Integer.parseInt(options.getOrDefault("--rounds", "5"));
        for (Scenario scenario : SCENARIOS) {
            bench.run(scenario, rounds);
        }
        bench.listen(rounds);
        bench.figures.forEach((name, values) -> System.out.printf(Locale.ROOT, "%-64s %10.3f%n", name, median(values)));
        if (options.containsKey("--json")) {
            Files.writeString(Path.of(options.get("--json")), bench.json());
        }
        System.exit(0);
    }

    private void run(Scenario scenario, int rounds) throws Exception {
        try (Broker broker = broker(); Simulator simulator = simulator(scenario.bricks(), scenario.answerTime())) {
            URI address = broker.addresses().get(0);
            List<Contender> contenders = contenders(address, simulator);
            try {
                contenders.forEach(contender -> Asking.awaitGateway(address, contender.prefix()));
                for (int round = -2; round < rounds; round++) { // the first ones warm up
                    for (Contender contender : contenders) {
                        ask(scenario, contender, address, bricks(simulator), round >= 0);
                    }
                }
            } finally {
                contenders.forEach(Contender::close);
            }
        }
    }

    private void ask(Scenario scenario, Contender contender, URI broker, List<String> bricks, boolean counts) {
        List<String> paths = bricks.stream().map(brick -> brick + "/get_temperature").toList();
        try (Asking asking = new Asking(broker, contender.prefix(), paths, scenario.window())) {
            Asking.Result result = asking.run(ROUND);
            if (counts) {
                add(scenario.name(), contender, "requests/s", result.perSecond());
                add(scenario.name(), contender, "median ms", result.medianMillis());
            }
        }
    }

    /// One gateway at a time: all who are connected to a Brick Daemon are told everything.
    private void listen(int rounds) throws Exception {
        for (int index = 0; index < (reference.isEmpty() ? 1 : 2); index++) {
            try (Broker broker = broker(); Simulator simulator = simulator(TALKING, Duration.ZERO)) {
                URI address = broker.addresses().get(0);
                try (Contender contender = contender(index, address, simulator);
                        Listening listening = new Listening(address, contender, bricks(simulator))) {
                    for (int round = -5; round < rounds; round++) { // few messages a second: that takes longer
                        double callbacks = listening.perProcessorSecond(ROUND);
                        if (round >= 0) {
                            add(TALKING + " bricks that talk", contender, "callbacks/processor s", callbacks);
                        }
                    }
                }
            }
        }
    }

    /// On one loop, as mosquitto is: with several it would be chance whether a gateway and who asks it meet on the same.
    private static Broker broker() {
        return Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).eventLoops(1).build());
    }

    private static Simulator simulator(int bricks, Duration answerTime) {
        return Simulator.start(SimulatorConfig.defaults()
                .withAddress("127.0.0.1", 0)
                .withPeriod(Duration.ZERO)
                .withAnswerTime(answerTime)
                .withDevices(Collections.nCopies(bricks, DEVICE)));
    }

    private static List<String> bricks(Simulator simulator) {
        return simulator.bricks().stream().map(brick -> brick.device() + "/" + brick.uid()).toList();
    }

    private List<Contender> contenders(URI broker, Simulator bricks) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        for (int index = 0; index < (reference.isEmpty() ? 1 : 2); index++) {
            contenders.add(contender(index, broker, bricks));
        }
        return contenders;
    }

    private Contender contender(int index, URI broker, Simulator bricks) throws IOException {
        return index == 0 ? Contender.ours(broker, bricks) : Contender.reference(reference, broker, bricks);
    }

    private void add(String scenario, Contender contender, String unit, double value) {
        figures.computeIfAbsent(scenario + ", " + contender.name() + ": " + unit, none -> new ArrayList<>()).add(value);
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
