package tidings.bench.brokers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tidings.bench.Figures;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;

/// Sessions that are away while their queues are filled at QoS 1, and come back for them; with or without a `kill -9` of the
/// broker in between. One thread.
final class Queues implements Hearer {

    private static final int SESSIONS = 10;
    private static final int WINDOW = 200;
    private static final int MESSAGES = 200_000;
    private static final int KILL_AFTER = 100_000;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final byte[][] topics = new byte[SESSIONS][];
    private final int[] acknowledged = new int[SESSIONS];
    private final Streams streams = new Streams(SESSIONS, SESSIONS);
    private final Publishers publishers;
    private long acknowledgedInAll;
    private long heard;
    private long lastHeard;
    private int present;

    private Queues(Generator generator) throws IOException {
        for (int i = 0; i < SESSIONS; i++) {
            topics[i] = ("queue/" + i).getBytes(StandardCharsets.UTF_8);
        }
        Clients clients = new Clients(generator);
        for (Connection away : clients.connect("away", SESSIONS, false, SESSIONS)) {
            Subscription subscription = Subscription.of("queue/" + away.number(), Qos.AT_LEAST_ONCE);
            clients.owe();
            away.send(new Subscribe(1, List.of(subscription), Properties.NONE));
            clients.await(0);
            away.send(Disconnect.of(ReasonCode.SUCCESS));
            generator.close(away);
        }
        publishers = new Publishers(
                clients.connect("p", SESSIONS, true, SESSIONS), (publisher, message) -> topics[publisher], 1, WINDOW);
    }

    /// Fills the queues, then drains them.
    static void run(BrokerProcess broker, Figures figures) throws IOException {
        Queues queues;
        long cpuBefore = broker.cpuMicros();
        long start = System.nanoTime();
        try (Generator generator = new Generator(broker.address())) {
            queues = new Queues(generator);
            queues.fill(generator, MESSAGES, MESSAGES);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        figures.add("fill", broker.name(), "us CPU", (double) (broker.cpuMicros() - cpuBefore) / MESSAGES);
        figures.add("fill", broker.name(), "messages/s", queues.acknowledgedInAll / seconds);
        cpuBefore = broker.cpuMicros();
        start = System.nanoTime();
        queues.drain(broker);
        seconds = (queues.lastHeard - start) / 1e9;
        figures.add("drain", broker.name(), "us CPU", (double) (broker.cpuMicros() - cpuBefore) / MESSAGES);
        figures.add("drain", broker.name(), "messages/s", queues.heard / seconds);
        queues.report("drain", broker, figures);
    }

    /// Kills a broker amid the filling, starts it again, and looks for what it had acknowledged.
    ///
    /// @return the one that was started
    static BrokerProcess runAndKill(BrokerProcess broker, Figures figures) throws IOException {
        Queues queues;
        try (Generator generator = new Generator(broker.address())) {
            queues = new Queues(generator);
            queues.fill(generator, Long.MAX_VALUE, KILL_AFTER);
            broker.kill();
        }
        BrokerProcess again = BrokerProcess.start(broker.peer(), broker.folder(), true);
        int present = queues.drain(again);
        figures.add("kill", again.name(), "acknowledged", queues.acknowledgedInAll);
        figures.add("kill", again.name(), "sessions of 10", present);
        figures.add("kill", again.name(), "ms to be there again", again.startMillis());
        queues.report("kill", again, figures);
        return again;
    }

    private void fill(Generator generator, long most, long until) throws IOException {
        publishers.atMost(most);
        long progress = System.nanoTime();
        for (long last = 0; acknowledgedInAll < until;) {
            publishers.publish();
            generator.turn(this);
            if (acknowledgedInAll > last) {
                last = acknowledgedInAll;
                progress = System.nanoTime();
            } else if (System.nanoTime() - progress > PATIENCE_NANOS) {
                throw new IOException("Acknowledged are " + acknowledgedInAll + " of " + until);
            }
        }
    }

    /// @return how many sessions were there
    private int drain(BrokerProcess broker) throws IOException {
        try (Generator generator = new Generator(broker.address())) {
            for (int i = 0; i < SESSIONS; i++) {
                generator.connect("away" + i, false, i);
            }
            lastHeard = System.nanoTime();
            while (!isAllHeard() && System.nanoTime() - lastHeard < PATIENCE_NANOS) {
                long before = heard;
                generator.turn(this);
                if (heard > before) {
                    lastHeard = System.nanoTime();
                }
            }
        }
        return present;
    }

    private boolean isAllHeard() {
        return heard >= publishers.sentInAll();
    }

    private void report(String name, BrokerProcess broker, Figures figures) {
        for (int i = 0; i < SESSIONS; i++) {
            streams.giveUp(i, i, Math.max(acknowledged[i], streams.next(i, i)));
        }
        figures.add(name, broker.name(), "lost", streams.lost());
        figures.add(name, broker.name(), "disordered", streams.disordered());
        figures.add(name, broker.name(), "doubled", streams.doubled());
    }

    @Override
    public void heard(Connection connection, int publisher, int message) {
        heard++;
        streams.heard(connection.number(), publisher, message);
    }

    @Override
    public void acknowledged(Connection connection) {
        acknowledged[connection.number()]++;
        acknowledgedInAll++;
        publishers.done(connection.number(), 1);
    }

    @Override
    public void answered(Connection connection, ByteBuffer rest) {
        present += rest.get() & 1;
    }

    @Override
    public void closed(Connection connection) {
        throw new IllegalStateException("The broker closed a connection");
    }
}
