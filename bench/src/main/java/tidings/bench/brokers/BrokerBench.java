package tidings.bench.brokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import tidings.bench.Figures;

/// Measures brokers beside each other: case by case each has its turn, round by round, since two runs on a machine that does
/// other things as well cannot be compared. Each broker is a process of its own on the first processor; this one, the
/// generator, is on the second.
///
/// Arguments: `[--rounds N] [--json FILE] [--peers NAME,...] [--cases NAME,...] [--seconds N] [--warm-up N]`. A case is
/// taken where its name begins with one that is given.
public final class BrokerBench {

    private static final Duration WARM = Duration.ofSeconds(1);
    private static final List<String> OTHERS =
            List.of("start", "connect", "subscribe-200k", "queue", "kill");

    private final Map<String, String> options;
    private final Path folder;
    private final Figures figures = new Figures();
    private final List<BrokerProcess> running = new ArrayList<>();
    private int folders;

    private BrokerBench(Map<String, String> options, Path folder) {
        this.options = options;
        this.folder = folder;
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        BrokerBench bench = new BrokerBench(options, Files.createTempDirectory("tidings-bench"));
        Runtime.getRuntime().addShutdownHook(new Thread(bench::report)); // who is interrupted tells what there is
        try {
            bench.run();
        } finally {
            bench.running.forEach(BrokerProcess::close);
            delete(bench.folder);
        }
    }

    private void report() {
        System.out.print(figures.table());
        if (options.containsKey("--json")) {
            try {
                Files.writeString(Path.of(options.get("--json")), figures.json());
            } catch (IOException e) {
                System.err.println("bench/run: cannot write " + options.get("--json") + " (--json): " + e.getMessage());
            }
        }
    }

    private void run() throws Exception {
        List<Peer> peers = peers();
        List<Scenario> scenarios =
                Scenario.all().stream().filter(scenario -> isWanted(scenario.name())).toList();
        if (!scenarios.isEmpty()) {
            for (Peer peer : peers) {
                running.add(start(peer, false));
            }
            for (BrokerProcess broker : running) {
                warmUp(broker);
            }
        }
        for (int round = 0; round < number("--rounds", 3); round++) {
            Collections.rotate(peers, 1);
            Collections.rotate(running, 1);
            for (Scenario scenario : scenarios) {
                for (BrokerProcess broker : running) {
                    measure(scenario, broker, WARM, figures);
                }
                System.err.println(scenario.name() + ", round " + (round + 1));
            }
            for (String other : OTHERS) {
                for (Peer peer : isWanted(other) ? peers : List.<Peer>of()) {
                    measure(other, peer);
                }
            }
        }
    }

    /// Those of which one is given, or all; a word on those that cannot be had.
    private List<Peer> peers() {
        List<String> names = List.of(options.getOrDefault("--peers", "").toUpperCase(Locale.ROOT).split(",", -1));
        List<Peer> chosen = new ArrayList<>();
        for (Peer peer : Peer.values()) {
            if (options.containsKey("--peers") && !names.contains(peer.name())) {
                continue;
            }
            if (peer.isHere()) {
                chosen.add(peer);
            } else {
                System.err.println("bench/run: " + peer.name().toLowerCase(Locale.ROOT) + " is not here; without it");
            }
        }
        return chosen;
    }

    /// Lets the just-in-time compiler of a broker see all that is coming.
    private void warmUp(BrokerProcess broker) throws IOException {
        Duration each = Duration.ofMillis(number("--warm-up", 12) * 1_000L / Scenario.all().size());
        for (Scenario scenario : Scenario.all()) {
            measure(scenario, broker, each, new Figures());
        }
    }

    private void measure(Scenario scenario, BrokerProcess broker, Duration warm, Figures record) throws IOException {
        Duration measured = record.equals(figures) ? Duration.ofSeconds(number("--seconds", 2)) : Duration.ZERO;
        try (Traffic traffic = new Traffic(scenario, broker)) {
            traffic.run(warm, measured, record);
        }
    }

    /// One of those that have a broker of their own.
    private void measure(String name, Peer peer) throws Exception {
        boolean durable = name.equals("queue") || name.equals("kill");
        BrokerProcess broker = start(peer, durable);
        try {
            switch (name) {
                case "start" -> figures.add(name, broker.name(), "ms to CONNACK", broker.startMillis());
                case "connect" -> Crowd.run(broker, figures);
                case "subscribe-200k" -> Filters.run(broker, figures);
                case "queue" -> Queues.run(broker, figures);
                default -> broker = Queues.runAndKill(broker, figures);
            }
            System.err.println(name + ", " + broker.name());
        } catch (IOException failure) {
            System.err.println(name + ", " + broker.name() + ": " + failure.getMessage());
        } finally {
            broker.close();
        }
    }

    private BrokerProcess start(Peer peer, boolean durable) throws IOException {
        return BrokerProcess.start(peer, Files.createDirectory(folder.resolve("broker" + folders++)), durable);
    }

    private boolean isWanted(String name) {
        return !options.containsKey("--cases")
                || Arrays.stream(options.get("--cases").split(",", -1)).anyMatch(name::startsWith);
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
