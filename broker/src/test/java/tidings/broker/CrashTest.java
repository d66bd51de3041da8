package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.CrashClients.Listener;
import tidings.broker.CrashClients.Publisher;
import tidings.mqtt.Qos;
import tidings.storage.Durability;
import tidings.testkit.Await;

/// Kills a broker with -9 while clients publish and listen, again and again: nothing that was acknowledged may be lost, and
/// nothing of QoS 2 may come twice.
///
/// `-Dcrash.rounds=1000` for many; `-Dcrash.durability=FSYNC` to sync.
class CrashTest {

    private static final int ROUNDS = Integer.getInteger("crash.rounds", 4);
    private static final String DURABILITY = System.getProperty("crash.durability", Durability.FLUSH.name());

    @TempDir
    private Path folder;

    private volatile URI address = URI.create("mqtt://127.0.0.1:1");

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS) // of many rounds
    void nothingAcknowledgedIsLostAndNothingOfQos2IsDoubled() throws Exception {
        Listener awake = new Listener("awake", () -> address);
        Listener asleep = new Listener("asleep", () -> address);
        Publisher once = new Publisher("once", Qos.EXACTLY_ONCE, () -> address);
        Publisher least = new Publisher("least", Qos.AT_LEAST_ONCE, () -> address);
        long seed = Long.getLong("check.seed", System.nanoTime());
        Random random = new Random(seed);
        Process broker = startBroker();
        asleep.subscribe(); // and goes
        awake.start();
        Await.until("the listener listens", awake::isSubscribed);
        once.start();
        least.start();
        for (int round = 0; round < ROUNDS; round++) {
            int wanted = 50 + random.nextInt(500);
            int before = once.acknowledged() + least.acknowledged();
            Await.until("round " + round + " goes on",
                    () -> once.acknowledged() + least.acknowledged() - before >= wanted);
            kill(broker);
            broker = startBroker();
        }
        once.finish();
        least.finish();
        int published = once.acknowledged() + least.acknowledged();
        assertThat(published).isGreaterThan(ROUNDS * 50);
        awake.hear(once.acknowledged(), least.acknowledged());
        asleep.start();
        asleep.hear(once.acknowledged(), least.acknowledged());
        kill(broker);
        for (Listener listener : List.of(awake, asleep)) {
            assertThat(listener.heard("once")).as("QoS 2, each once and in order, seed %s", seed)
                    .containsExactlyElementsOf(
                            IntStream.range(0, once.acknowledged()).boxed().toList());
            assertThat(listener.heard("least")).as("QoS 1, seed %s", seed)
                    .containsAll(
                            IntStream.range(0, least.acknowledged()).boxed().toList());
            listener.finish();
        }
    }

    private Process startBroker() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp",
                System.getProperty("java.class.path"), Victim.class.getName(), folder.toString(), DURABILITY));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String line = process.inputReader().readLine();
        while (line != null && !line.startsWith("mqtt://")) {
            line = process.inputReader().readLine();
        }
        address = URI.create(Objects.requireNonNull(line, "the broker did not start"));
        return process;
    }

    private static void kill(Process broker) throws InterruptedException {
        broker.destroyForcibly();
        assertThat(broker.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /// The broker that is killed.
    static final class Victim {

        public static void main(String[] args) {
            Broker broker = Broker.start(BrokerConfig.builder()
                    .listen("mqtt://127.0.0.1:0")
                    .allowAnonymous(true)
                    .eventLoops(2)
                    .data(Path.of(args[0]))
                    .durability(Durability.valueOf(args[1]))
                    .build());
            System.out.println(broker.addresses().get(0));
        }
    }
}
