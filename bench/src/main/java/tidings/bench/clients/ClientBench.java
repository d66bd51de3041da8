package tidings.bench.clients;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import tidings.bench.Figures;

/// Measures client libraries beside each other: in each round each has its turn, so that what disturbs the machine disturbs
/// all. The first rounds warm up and do not count. CPU and allocation are those of this process; the server is another.
///
/// Arguments: `[--rounds N] [--json FILE] [--only SCENARIO,...] [--peers NAME,...]`.
public final class ClientBench {

    /// So many messages are under way at most.
    static final int WINDOW = 200;

    private static final int WARM_UPS = 8;
    private static final int SIZE = 256;
    private static final int MANY = 1_000;
    private static final int MANY_THREADED = 50; // where each has threads of its own
    private static final double MICRO = 1_000.0;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Opposite opposite;
    private final List<Peer> peers;
    private final int rounds;
    private final Figures figures = new Figures();

    private ClientBench(Opposite opposite, List<Peer> peers, int rounds) {
        this.opposite = opposite;
        this.peers = peers;
        this.rounds = rounds;
    }

    /// A turn of one peer.
    private interface Turn {
        void take(Peer.Link link, Counting counting) throws Exception;
    }

    /// @param record where figures go; nowhere while warming up
    private record Counting(String scenario, String peer, Figures record, LongAdder arrived) {

        void add(String unit, double value) {
            record.add(scenario, peer, unit, value);
        }

        void perMessage(Meter used, long messages) {
            add("us CPU", used.cpuNanos() / MICRO / messages);
            add("B allocated", (double) used.allocatedBytes() / messages);
            add("us", used.nanos() / MICRO / messages);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        List<String> names = List.of(options.getOrDefault("--peers", "").split(",", -1));
        List<Peer> chosen = Peer.all()
                .stream()
                .filter(peer -> !options.containsKey("--peers") || names.contains(peer.name()))
                .toList();
        try (Opposite opposite = new Opposite()) {
            ClientBench bench =
                    new ClientBench(opposite, chosen, Integer.parseInt(options.getOrDefault("--rounds", "7")));
            bench.run(options.getOrDefault("--only", ""));
            System.out.print(bench.figures.table());
            if (options.containsKey("--json")) {
                Files.writeString(Path.of(options.get("--json")), bench.figures.json());
            }
        }
        System.exit(0); // some peers keep threads
    }

    private void run(String only) throws Exception {
        for (int qos = 0; qos <= 2; qos++) {
            int level = qos;
            scenario(only, "publish-" + qos, qos, (link, counting) -> publish(link, level, counting));
        }
        for (int qos = 0; qos <= 2; qos++) {
            int level = qos;
            scenario(only, "receive-" + qos, qos, (link, counting) -> receive(level, counting));
        }
        scenario(only, "round-trip-1", 1, this::roundTrip);
        if (only.isEmpty() || only.contains("many")) {
            for (Peer peer : peers) {
                many(peer);
            }
        }
    }

    private void scenario(String only, String name, int qos, Turn turn) throws Exception {
        if (!only.isEmpty() && !List.of(only.split(",", -1)).contains(name)) {
            return;
        }
        List<Peer.Link> links = new ArrayList<>();
        List<LongAdder> arrivals = new ArrayList<>();
        for (Peer peer : peers) {
            LongAdder arrived = new LongAdder();
            Peer.Link link = peer.connect(opposite.port(), name + "-" + peer.name());
            if (!name.startsWith("publish")) {
                link.subscribe(topic(name, peer.name()), qos, arrived::increment);
            }
            links.add(link);
            arrivals.add(arrived);
        }
        for (int round = 0; round < WARM_UPS + rounds; round++) {
            Figures record = round < WARM_UPS ? new Figures() : figures;
            for (int i = 0; i < peers.size(); i++) {
                turn.take(links.get(i), new Counting(name, peers.get(i).name(), record, arrivals.get(i)));
            }
        }
        for (Peer.Link link : links) {
            link.close();
        }
    }

    private static void publish(Peer.Link link, int qos, Counting counting) throws Exception {
        int count = qos == 0 ? 200_000 : qos == 1 ? 100_000 : 60_000;
        byte[] payload = new byte[SIZE];
        Semaphore window = new Semaphore(WINDOW);
        Meter before = Meter.now();
        for (int i = 0; i < count; i++) {
            window.acquire();
            link.publish("bench/nobody", payload, qos, window::release);
        }
        window.acquire(WINDOW);
        counting.perMessage(Meter.now().since(before), count);
    }

    private void receive(int qos, Counting counting) throws Exception {
        int count = counting.peer.startsWith("paho") ? 3_000 : qos == 0 ? 200_000 : 100_000;
        counting.arrived.reset();
        Meter before = Meter.now();
        opposite.publish(topic(counting.scenario, counting.peer), qos, count, SIZE);
        await(counting.arrived, count);
        Meter used = Meter.now().since(before);
        long arrived = counting.arrived.sum();
        counting.perMessage(used, Math.max(1, arrived));
        counting.add("% lost", 100.0 * (count - arrived) / count);
    }

    private void roundTrip(Peer.Link link, Counting counting) throws Exception {
        int count = counting.peer.startsWith("paho") ? 20 : 1_000;
        String topic = topic(counting.scenario, counting.peer);
        counting.arrived.reset();
        long[] times = new long[count];
        byte[] payload = new byte[SIZE];
        Meter before = Meter.now();
        for (int i = 0; i < count; i++) {
            long start = System.nanoTime();
            link.publish(topic, payload, 1, () -> {});
            while (counting.arrived.sum() <= i) {
                Thread.onSpinWait();
            }
            times[i] = System.nanoTime() - start;
        }
        Meter used = Meter.now().since(before);
        Arrays.sort(times);
        counting.add("us p50", times[count / 2] / MICRO);
        counting.add("us p99", times[count * 99 / 100] / MICRO);
        counting.add("B allocated", (double) used.allocatedBytes() / count);
    }

    private void many(Peer peer) throws Exception {
        int count = peer.name().startsWith("paho") ? MANY_THREADED : MANY;
        List<Peer.Link> links = new ArrayList<>();
        for (int i = 0; i < MANY_THREADED; i++) { // warms up
            links.add(peer.connect(opposite.port(), "many-first-" + peer.name() + "-" + i));
        }
        int threads = Meter.threads();
        long heap = Meter.heap();
        Meter before = Meter.now();
        for (int i = 0; i < count; i++) {
            links.add(peer.connect(opposite.port(), "many-" + peer.name() + "-" + i));
        }
        Meter used = Meter.now().since(before);
        String scenario = "many";
        figures.add(scenario, peer.name(), "clients", count);
        figures.add(scenario, peer.name(), "threads more", Meter.threads() - threads);
        figures.add(scenario, peer.name(), "KB heap", (Meter.heap() - heap) / 1024.0 / count);
        figures.add(scenario, peer.name(), "us CPU", used.cpuNanos() / MICRO / count);
        for (Peer.Link link : links) {
            link.close();
        }
    }

    /// Waits until all are there, or nothing more comes.
    private static void await(LongAdder arrived, int count) {
        long last = arrived.sum();
        long since = System.nanoTime();
        while (last < count && System.nanoTime() - since < PATIENCE_NANOS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            long now = arrived.sum();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
        }
    }

    private static String topic(String scenario, String peer) {
        return "bench/" + scenario + "/" + peer;
    }
}
