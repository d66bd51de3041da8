package tidings.bench.brokers;

import java.io.IOException;
import tidings.bench.Figures;

/// Many clients that come, say nothing and stay: what each costs as it comes, and the memory it holds. They come twice, and
/// the second time counts, when the broker has its buffers.
final class Crowd {

    private static final int CLIENTS = 10_000;
    private static final int AT_ONCE = 100;

    private Crowd() {}

    static void run(BrokerProcess broker, Figures figures) throws IOException, InterruptedException {
        try (Generator generator = new Generator(broker.address())) {
            new Clients(generator).connect("c", CLIENTS, true, AT_ONCE);
        }
        broker.collectGarbage();
        long bytesBefore = broker.residentBytes();
        long cpuBefore = broker.cpuMicros();
        long start = System.nanoTime();
        try (Generator generator = new Generator(broker.address())) {
            new Clients(generator).connect("c", CLIENTS, true, AT_ONCE);
            double seconds = (System.nanoTime() - start) / 1e9;
            figures.add("connect", broker.name(), "us CPU", (double) (broker.cpuMicros() - cpuBefore) / CLIENTS);
            figures.add("connect", broker.name(), "connections/s", CLIENTS / seconds);
            broker.collectGarbage();
            double bytes = (double) (broker.residentBytes() - bytesBefore) / CLIENTS;
            figures.add("idle", broker.name(), "kB each", bytes / 1_000);
        }
    }
}
