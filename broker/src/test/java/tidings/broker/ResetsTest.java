package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Packet;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// Many publishers whose connections end at any moment in any way, all at once; one subscriber hears each number of each of
/// them once, in order.
///
/// `-Dresets.messages=20000` for the long run, `-Dresets.seed=...` for the same dice; the threads have their own will.
class ResetsTest {

    private static final int PUBLISHERS = 12;
    private static final int MESSAGES = Integer.getInteger("resets.messages", 200);
    private static final long SEED = Long.getLong("resets.seed", System.nanoTime());

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker(builder -> builder.allowAnonymous(true)
            .limits(Limits.defaults().with(limits -> limits.queuedMessages(PUBLISHERS * MESSAGES))));

    @Test
    @Spec({"MQTT-4.3.3-2", "MQTT-4.3.3-10", "MQTT-4.4.0-1", "MQTT-3.1.4-3"})
    void whatIsPublishedExactlyOnceIsHeardOnceHoweverItsConnectionsEnd() throws Exception {
        URI address = BROKER.address();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                RawClient subscriber = BROKER.client(Version.V5, "hears-all")) {
            subscriber.subscribe("resets/#", Qos.EXACTLY_ONCE);
            Future<@Nullable Void> hearing = threads.submit(() -> hearAll(subscriber));
            List<Future<Integer>> publishing = new ArrayList<>();
            for (int i = 0; i < PUBLISHERS; i++) {
                int number = i;
                Version version = Version.values()[i % Version.values().length];
                publishing.add(threads.submit(
                        () -> new ResettingPublisher(address, "publisher-" + number, version, MESSAGES, SEED + number)
                                .publish()));
            }
            int resets = 0;
            for (Future<Integer> each : publishing) {
                resets += each.get(10, TimeUnit.MINUTES);
            }
            hearing.get(10, TimeUnit.MINUTES);
            TestBroker.hearsNothing(subscriber);
            assertThat(resets).as("precondition: connections ended").isGreaterThan(PUBLISHERS);
        }
    }

    private static @Nullable Void hearAll(RawClient subscriber) throws IOException {
        Map<String, Integer> next = new HashMap<>();
        Set<Integer> held = new HashSet<>();
        int finished = 0;
        while (finished < PUBLISHERS * MESSAGES) {
            switch (subscriber.receive()) {
                case Publish publish -> {
                    assertThat(held.add(publish.packetId())).isTrue();
                    String topic = publish.message().topic().text();
                    int number = Integer.parseInt(publish.message().payload().asUtf8());
                    assertThat(number).as("%s, seed %s", topic, SEED).isEqualTo(next.getOrDefault(topic, 0));
                    next.put(topic, number + 1);
                    subscriber.send(new PubRec(publish.packetId()));
                }
                case PubRel release -> {
                    held.remove(release.packetId());
                    subscriber.send(new PubComp(release.packetId()));
                    finished++;
                }
                case null -> throw new AssertionError("closed");
                case Packet other -> throw new AssertionError("not for a subscriber: " + other);
            }
        }
        return null;
    }
}
