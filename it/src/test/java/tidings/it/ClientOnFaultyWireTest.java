package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.client.Published;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Clients whose connections break all the time lose nothing, and get nothing twice that is to come once.
class ClientOnFaultyWireTest {

    private static final int MESSAGES = 300;

    enum Server {
        OURS,
        MOSQUITTO
    }

    static Stream<Arguments> everyServerAndVersion() {
        return Stream.of(Server.values())
                .flatMap(server -> Stream.of(Version.V3_1_1, Version.V5)
                        .flatMap(version -> Stream.of(1L, 2L).map(seed -> Arguments.of(server, version, seed))));
    }

    @ParameterizedTest
    @MethodSource("everyServerAndVersion")
    void exactlyOnceIsOnceAndInOrder(Server server, Version version, long seed, @TempDir Path folder) throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (AutoCloseable running = start(server, folder);
                FaultyWire toPublisher = new FaultyWire(port(running), seed);
                FaultyWire toSubscriber = new FaultyWire(port(running), seed + 1_000);
                MqttClient subscriber = MqttClient.of(config(toSubscriber, version, "subscriber"));
                MqttClient publisher = MqttClient.of(config(toPublisher, version, "publisher"))) {
            await(subscriber.subscribe("once/#", Qos.EXACTLY_ONCE, message -> received.add(message.text())),
                    subscriber.connect());
            CompletableFuture<?> connected = publisher.connect();
            List<CompletableFuture<Published>> sent = IntStream.range(0, MESSAGES)
                    .mapToObj(i -> publisher.publish(Message.of("once/x", "" + i).withQos(Qos.EXACTLY_ONCE)))
                    .toList();
            await(connected);
            Await.until("all were sent", () -> sent.stream().allMatch(CompletableFuture::isDone));
            assertThat(toPublisher.breaks()).as("the wire broke").isPositive();
            toSubscriber.mended();
            Await.until("all came", () -> received.size() >= MESSAGES);
            assertThat(received).containsExactlyElementsOf(IntStream.range(0, MESSAGES).mapToObj(i -> "" + i).toList());
        }
    }

    @ParameterizedTest
    @MethodSource("everyServerAndVersion")
    void atLeastOnceIsThat(Server server, Version version, long seed, @TempDir Path folder) throws Exception {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (AutoCloseable running = start(server, folder);
                FaultyWire wire = new FaultyWire(port(running), seed);
                MqttClient subscriber = MqttClient.of(
                        MqttClient.builder().server("127.0.0.1:" + port(running)).config());
                MqttClient publisher = MqttClient.of(config(wire, version, "publisher"))) {
            await(subscriber.subscribe("least/#", Qos.AT_LEAST_ONCE, message -> received.add(message.text())),
                    subscriber.connect());
            CompletableFuture<?> connected = publisher.connect();
            IntStream.range(0, MESSAGES)
                    .forEach(
                            i -> publisher.publish(Message.of("least/x", "" + i).withQos(Qos.AT_LEAST_ONCE)));
            await(connected);
            List<String> all = IntStream.range(0, MESSAGES).mapToObj(i -> "" + i).toList();
            Await.until("all came", () -> received.containsAll(all));
            assertThat(received.stream().distinct()).containsExactlyElementsOf(all);
            assertThat(wire.breaks()).as("the wire broke").isPositive();
        }
    }

    private static MqttConfig config(FaultyWire wire, Version version, String clientId) {
        return MqttClient.builder()
                .server("127.0.0.1:" + wire.port())
                .version(version)
                .clientId(clientId)
                .cleanStart(false)
                .sessionExpiry(Duration.ofHours(1))
                .reconnect(r -> r.delay(Duration.ofMillis(1), Duration.ofMillis(10)).firstConnect(true))
                .config();
    }

    private static AutoCloseable start(Server server, Path folder) throws IOException {
        if (server == Server.OURS) {
            return Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        }
        return Mosquitto.start(folder);
    }

    private static int port(AutoCloseable running) {
        return running instanceof Mosquitto mosquitto
                ? mosquitto.port()
                : ((Broker) running).addresses().get(0).getPort();
    }

    private static void await(CompletableFuture<?>... futures) {
        CompletableFuture.allOf(futures).orTimeout(20, TimeUnit.SECONDS).join();
    }
}
