package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Await;

/// Everything at once for a while: publishers and subscribers that lose their connections, takeovers, readers that read
/// nothing, wills, nonsense. Nothing that was acknowledged is lost, nothing at QoS 2 comes twice, no buffer leaks, and the
/// heap is no larger at the end.
///
/// `-Dchaos.seconds=1800` for the long run, `-Dchaos.seed=...` for the same dice; the threads have their own will.
class ChaosTest {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("chaos.seconds", 8));
    private static final long SEED = Long.getLong("chaos.seed", System.nanoTime());
    private static final int CLIENTS = 3;
    private static final long HEAP_BYTES = 64L << 20;
    /// So many messages the slowest subscriber may be behind before the publishers wait for it: queues are not what this is
    /// about.
    private static final int MOST_BEHIND = 5_000;

    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile boolean over;
    private volatile boolean drained;

    /// Something that a thread does again and again.
    private interface Step {
        void run() throws IOException;
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void nothingIsLostNothingTwiceAndNothingLeaks() throws Exception {
        Limits limits = Limits.defaults().with(all -> all.queuedMessages(1_000_000).queuedBytes(1L << 30));
        BrokerConfig config = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .eventLoops(2)
                .limits(limits)
                .build();
        Leaks leaks = new Leaks();
        try (Broker broker = Broker.start(config)) {
            run(broker.addresses().get(0));
        }
        leaks.areNone();
    }

    private void run(URI address) throws Exception {
        List<ChaosSubscriber> subscribers = new ArrayList<>();
        List<ChaosPublisher> publishers = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Version version = i == 0 ? Version.V3_1_1 : Version.V5;
            subscribers.add(new ChaosSubscriber(address, i, version, SEED + i));
            publishers.add(new ChaosPublisher(address, i, version, SEED - i));
        }
        BooleanSupplier farBehind = () -> said(publishers) - leastHeard(subscribers) > MOST_BEHIND;
        List<CompletableFuture<Void>> talking = publishers.stream()
                .map(each -> thread(() -> over, () -> {
                    if (farBehind.getAsBoolean()) {
                        TestBroker.pass(Duration.ofMillis(5));
                    } else {
                        each.step();
                    }
                }))
                .toList();
        subscribers.forEach(each -> thread(() -> drained, each::step));
        RandomGenerator random = new SplittableRandom(SEED);
        CompletableFuture<Void> noise = thread(() -> over, () -> makeNoise(address, random));

        goOnFor(TIME.dividedBy(3));
        long heapBefore = usedHeap();
        goOnFor(TIME.multipliedBy(2).dividedBy(3));
        over = true;
        noise.join();
        CompletableFuture.allOf(talking.toArray(CompletableFuture[]::new)).join();
        for (ChaosPublisher publisher : publishers) {
            publisher.drain();
        }
        long all = said(publishers);
        assertThat(all).as("published").isGreaterThan(1_000);
        Await.until("all is heard, seed " + SEED, () -> !failures.isEmpty()
                || subscribers.stream().allMatch(each -> each.heard() == all));
        drained = true;
        for (ChaosSubscriber subscriber : subscribers) {
            subscriber.close();
        }
        assertThat(failures).as("seed " + SEED).isEmpty();
        assertThat(usedHeap()).isLessThan(heapBefore + HEAP_BYTES);
    }

    private void goOnFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && failures.isEmpty()) {
            TestBroker.pass(Duration.ofMillis(100));
        }
    }

    private static long said(List<ChaosPublisher> publishers) {
        return publishers.stream().mapToLong(ChaosPublisher::said).sum();
    }

    private static long leastHeard(List<ChaosSubscriber> subscribers) {
        return subscribers.stream().mapToLong(ChaosSubscriber::heard).min().orElseThrow();
    }

    private CompletableFuture<Void> thread(BooleanSupplier end, Step step) {
        return CompletableFuture.runAsync(() -> {
            try {
                while (!end.getAsBoolean() && failures.isEmpty()) {
                    step.run();
                }
            } catch (Throwable failure) {
                if (!end.getAsBoolean()) {
                    failures.add(failure);
                }
            }
        }, task -> Thread.ofPlatform().daemon().start(task));
    }

    /// One thing that a client does which nobody wants.
    private static void makeNoise(URI address, RandomGenerator random) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            String id = "noise-" + random.nextInt(3);
            switch (random.nextInt(5)) {
                case 0 -> client.sendBytes(Unpooled.wrappedBuffer(bytes(random, 40)));
                case 1 -> {
                    ByteBuf cut = Unpooled.buffer();
                    Encoder.of(Version.V5).encode(Connect.of(Version.V5, id, true, 0), cut);
                    client.sendBytes(cut.readSlice(random.nextInt(cut.readableBytes())));
                }
                case 2 -> client.send(
                        Connect.of(Version.V5, id, random.nextBoolean(), 0),
                        TestBroker.subscribe(1, TestBroker.atMost("chaos/#", Qos.AT_MOST_ONCE)));
                case 3 ->
                    client.send(TestBroker.withWill(Version.V5, id, Message.of("noise", "gone").withRetain(true)));
                default -> {
                    client.send(TestBroker.keeping(Version.V5, id));
                    for (int i = 1; i < 50; i++) {
                        Message message = Message.of("noise/" + random.nextInt(100), TestBroker.bytes(i * 100));
                        client.send(new Publish(message.withQos(Qos.EXACTLY_ONCE).withRetain(i % 2 == 0), false, i));
                    }
                }
            }
            TestBroker.pass(Duration.ofMillis(random.nextInt(20)));
        } catch (SocketException closedAlready) {
            // which is an answer as well
        }
    }

    private static byte[] bytes(RandomGenerator random, int most) {
        byte[] bytes = new byte[random.nextInt(most)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
