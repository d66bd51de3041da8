package tidings.bench.brokers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tidings.bench.Figures;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;

/// One scenario at one broker: publishers keep their windows full, and every message is looked for. What does not come while
/// nothing else comes either is given up, and lost. One thread.
final class Traffic implements Hearer, AutoCloseable {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Scenario scenario;
    private final BrokerProcess broker;
    private final Generator generator;
    private final Publishers publishers;
    private final Streams streams;
    private final int[] heardOf;
    private long heard;
    private long unanswered;
    private long closed;

    Traffic(Scenario scenario, BrokerProcess broker) throws IOException {
        this.scenario = scenario;
        this.broker = broker;
        this.generator = new Generator(broker.address());
        Clients clients = new Clients(generator);
        Connection[] receivers = clients.connect("r", scenario.receivers(), true, 100);
        for (Connection receiver : receivers) {
            Subscription subscription =
                    Subscription.of(scenario.filter(receiver.number()), Qos.of(scenario.qos()));
            clients.owe();
            receiver.send(new Subscribe(1, List.of(subscription), Properties.NONE));
        }
        clients.await(0);
        byte[][] topics = new byte[scenario.publishers()][];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = scenario.topic(i).getBytes(StandardCharsets.UTF_8);
        }
        this.publishers = new Publishers(
                clients.connect("p", scenario.publishers(), true, 100), (publisher, message) -> topics[publisher],
                scenario.qos(), scenario.window());
        this.streams = new Streams(scenario.receivers(), scenario.publishers());
        this.heardOf = new int[scenario.publishers()];
    }

    /// Runs it, and tells what came out.
    void run(Duration warm, Duration measured, Figures figures) throws IOException {
        goOnFor(warm);
        long before = heard;
        long cpuBefore = broker.cpuMicros();
        long ownBefore = BrokerProcess.ownCpuMicros();
        long start = System.nanoTime();
        goOnFor(measured);
        double seconds = (System.nanoTime() - start) / 1e9;
        double messages = Math.max(1, heard - before);
        long cpu = broker.cpuMicros() - cpuBefore;
        long own = BrokerProcess.ownCpuMicros() - ownBefore;
        drain();
        String name = scenario.name();
        figures.add(name, broker.name(), "us CPU", cpu / messages);
        figures.add(name, broker.name(), "messages/s", messages / seconds);
        figures.add(name, broker.name(), "lost", streams.lost() + unanswered);
        figures.add(name, broker.name(), "disordered", streams.disordered());
        figures.add(name, broker.name(), "doubled", streams.doubled());
        figures.add(name, broker.name(), "closed", closed);
        figures.add(name, broker.name(), "us generator", own / messages);
    }

    @Override
    public void close() throws IOException {
        generator.close();
    }

    @Override
    public void heard(Connection connection, int publisher, int message) {
        heard++;
        done(publisher, streams.heard(connection.number(), publisher, message));
    }

    @Override
    public void acknowledged(Connection connection) {
        if (scenario.hearers() == 0) {
            heard++;
            publishers.done(connection.number(), 1);
        }
    }

    @Override
    public void answered(Connection connection, ByteBuffer rest) {
        throw new IllegalStateException("An answer came that nobody asked for");
    }

    @Override
    public void closed(Connection connection) {
        closed++;
    }

    /// A message is done with when all have it who are to hear it.
    private void done(int publisher, int messages) {
        heardOf[publisher] += messages;
        int whole = heardOf[publisher] / scenario.hearers();
        if (whole > 0) {
            heardOf[publisher] -= whole * scenario.hearers();
            publishers.done(publisher, whole);
        }
    }

    private void goOnFor(Duration time) throws IOException {
        long now = System.nanoTime();
        long end = now + time.toNanos();
        long heardBefore = heard;
        long progress = now;
        while (now < end) {
            publishers.publish();
            generator.turn(this);
            now = System.nanoTime();
            if (heard > heardBefore) {
                heardBefore = heard;
                progress = now;
            } else if (now - progress > PATIENCE_NANOS) {
                giveUp();
                progress = now;
            }
        }
    }

    /// Waits for what is under way.
    private void drain() throws IOException {
        publishers.atMost(0);
        long heardBefore = -1;
        for (long progress = System.nanoTime(); isUnderWay() && System.nanoTime() - progress < PATIENCE_NANOS;) {
            if (heard > heardBefore) {
                heardBefore = heard;
                progress = System.nanoTime();
            }
            generator.turn(this);
        }
        giveUp();
    }

    private boolean isUnderWay() {
        return publishers.doneInAll() < publishers.sentInAll();
    }

    private void giveUp() {
        if (scenario.hearers() == 0) {
            unanswered += publishers.sentInAll() - publishers.doneInAll();
        }
        for (int publisher = 0; publisher < publishers.count(); publisher++) {
            for (int receiver = 0; receiver < scenario.receivers(); receiver++) {
                if (scenario.isFor(receiver, publisher)) {
                    done(publisher, streams.giveUp(receiver, publisher, publishers.sent(publisher)));
                }
            }
        }
    }
}
