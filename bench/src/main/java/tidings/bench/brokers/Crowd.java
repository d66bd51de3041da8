package tidings.bench.brokers;

import java.io.IOException;
import tidings.bench.Figures;

/// Many clients that come, say nothing and stay: what each costs as it comes, and the memory it holds. They come again and
/// again; the last time counts, when the broker has its buffers and its compiled code. The first time, right after the
/// start, is a figure of its own.
final class Crowd {

    private static final int CLIENTS = 10_000;
    private static final int AT_ONCE = 100;
    private static final int WARM_UPS = 7;

    private Crowd() {}

    static void run(BrokerProcess broker, Figures figures) throws IOException, InterruptedException {
        long cpuAtStart = broker.cpuMicros();
        comeAndGo(broker);
        figures.add("connect", broker.name(), "us CPU at first", perClient(broker.cpuMicros() - cpuAtStart));
        for (int again = 1; again < WARM_UPS; again++) {
            comeAndGo(broker);
        }
        broker.collectGarbage();
        long bytesBefore = broker.residentBytes();
        long cpuBefore = broker.cpuMicros();
        long start = System.nanoTime();
        try (Generator generator = new Generator(broker.address())) {
            come(generator);
            double seconds = (System.nanoTime() - start) / 1e9;
            figures.add("connect", broker.name(), "us CPU", perClient(broker.cpuMicros() - cpuBefore));
            figures.add("connect", broker.name(), "connections/s", CLIENTS / seconds);
            broker.collectGarbage();
            double bytes = (double) (broker.residentBytes() - bytesBefore) / CLIENTS;
            figures.add("idle", broker.name(), "kB each", bytes / 1_000);
        }
    }

    private static void comeAndGo(BrokerProcess broker) throws IOException, InterruptedException {
        try (Generator generator = new Generator(broker.address())) {
            come(generator);
        }
    }

    private static void come(Generator generator) throws IOException, InterruptedException {
        new Clients(generator).connect("c", CLIENTS, true, AT_ONCE);
    }

    private static double perClient(long cpuMicros) {
        return (double) cpuMicros / CLIENTS;
    }
}
