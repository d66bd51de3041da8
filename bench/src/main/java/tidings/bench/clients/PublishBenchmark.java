package tidings.bench.clients;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;

/// From the call that publishes a message to the news that it has arrived, one at a time, with a broker in the same
/// process.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PublishBenchmark {

    @Param({"tidings", "hivemq", "paho-3", "paho-5", "vertx"})
    private String peer = "tidings";

    @Param({"1", "2"})
    private int qos = 1;

    private final byte[] payload = new byte[256];
    private @Nullable Broker broker;
    private Peer.@Nullable Link link;

    /// Starts a broker, and connects.
    @Setup
    public void start() throws Exception {
        Broker started = Broker.start(
                BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        broker = started;
        Peer chosen = Peer.all().stream().filter(one -> one.name().equals(peer)).findFirst().orElseThrow();
        link = chosen.connect(started.addresses().get(0).getPort(), "benchmark");
    }

    /// Ends both.
    @TearDown
    public void stop() throws Exception {
        Objects.requireNonNull(link).close();
        Objects.requireNonNull(broker).close();
    }

    /// One message, and its acknowledgement.
    @Benchmark
    public void publish() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Objects.requireNonNull(link).publish("bench/nobody", payload, qos, arrived::countDown);
        arrived.await();
    }
}
