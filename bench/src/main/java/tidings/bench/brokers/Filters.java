package tidings.bench.brokers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tidings.bench.Figures;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;

/// 200,000 filters of 200 clients, one in ten with a wildcard, and messages to all their topics in turn, each of which one
/// client hears.
final class Filters implements Hearer {

    private static final int FILTERS = 200_000;
    private static final int CLIENTS = 200;
    private static final int IN_ONE_PACKET = 100;
    private static final int PUBLISHERS = 50;
    private static final int WINDOW = 20;
    private static final int MESSAGES = 200_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final BrokerProcess broker;
    private final Figures figures;
    private final byte[][] topics = new byte[FILTERS][];
    private final BitSet[] heardOf = new BitSet[PUBLISHERS];
    private long heard;
    private long doubled;
    private final Publishers publishers;

    private Filters(BrokerProcess broker, Clients clients, Figures figures) throws IOException {
        this.broker = broker;
        this.figures = figures;
        for (int i = 0; i < FILTERS; i++) {
            topics[i] = topic(i).getBytes(StandardCharsets.UTF_8);
        }
        for (int i = 0; i < PUBLISHERS; i++) {
            heardOf[i] = new BitSet();
        }
        publishers = new Publishers(
                clients.connect("p", PUBLISHERS, true, PUBLISHERS),
                (publisher, message) -> topics[(message * PUBLISHERS + publisher) % FILTERS], 1, WINDOW);
        subscribe(clients);
    }

    static void run(BrokerProcess broker, Figures figures) throws IOException {
        try (Generator generator = new Generator(broker.address())) {
            Filters filters = new Filters(broker, new Clients(generator), figures);
            filters.publish(generator, MESSAGES, false); // the first time around warms up
            filters.publish(generator, 2 * MESSAGES, true);
        }
    }

    private void subscribe(Clients clients) throws IOException {
        Connection[] connections = clients.connect("s", CLIENTS, true, CLIENTS);
        long bytesBefore = broker.residentBytes();
        long cpuBefore = broker.cpuMicros();
        long start = System.nanoTime();
        for (int first = 0; first < FILTERS; first += IN_ONE_PACKET) {
            List<Subscription> some = new ArrayList<>();
            for (int i = first; i < first + IN_ONE_PACKET; i++) {
                some.add(Subscription.of(filter(i), Qos.AT_LEAST_ONCE));
            }
            int client = first / IN_ONE_PACKET % CLIENTS;
            clients.owe();
            connections[client].send(new Subscribe(1 + first / IN_ONE_PACKET, some, Properties.NONE));
            clients.await(CLIENTS / 2);
        }
        clients.await(0);
        double seconds = (System.nanoTime() - start) / 1e9;
        String name = "subscribe-200k";
        figures.add(name, broker.name(), "us CPU", (double) (broker.cpuMicros() - cpuBefore) / FILTERS);
        figures.add(name, broker.name(), "filters/s", FILTERS / seconds);
        figures.add(name, broker.name(), "bytes each", (double) (broker.residentBytes() - bytesBefore) / FILTERS);
    }

    private void publish(Generator generator, long until, boolean counts) throws IOException {
        long before = heard;
        long cpuBefore = broker.cpuMicros();
        long start = System.nanoTime();
        publishers.atMost(until);
        long progress = start;
        for (long last = heard; heard < until && System.nanoTime() - progress < PATIENCE_NANOS;) {
            publishers.publish();
            generator.turn(this);
            if (heard > last) {
                last = heard;
                progress = System.nanoTime();
            }
        }
        if (counts) {
            String name = "publish-to-200k";
            double messages = Math.max(1, heard - before);
            double seconds = (System.nanoTime() - start) / 1e9;
            figures.add(name, broker.name(), "us CPU", (double) (broker.cpuMicros() - cpuBefore) / messages);
            figures.add(name, broker.name(), "messages/s", messages / seconds);
            figures.add(name, broker.name(), "lost", until - heard);
            figures.add(name, broker.name(), "doubled", doubled);
        }
    }

    @Override
    public void heard(Connection connection, int publisher, int message) {
        if (heardOf[publisher].get(message)) {
            doubled++;
            return;
        }
        heardOf[publisher].set(message);
        heard++;
        publishers.done(publisher, 1);
    }

    @Override
    public void acknowledged(Connection connection) {
        // what is heard counts
    }

    @Override
    public void answered(Connection connection, ByteBuffer rest) {
        throw new IllegalStateException("An answer came that nobody asked for");
    }

    @Override
    public void closed(Connection connection) {
        throw new IllegalStateException("The broker closed a connection");
    }

    private static String topic(int number) {
        return "site" + number / 1_000 + "/line" + number % 10 + "/device" + number;
    }

    /// Matches the topic of its number and no other.
    private static String filter(int number) {
        return number % 10 == 0 ? "site" + number / 1_000 + "/+/device" + number : topic(number);
    }
}
