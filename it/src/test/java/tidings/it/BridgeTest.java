package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.Subscription;
import tidings.mqtt.Subscription.RetainHandling;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Our broker and mosquitto joined, by our bridge and by mosquitto's; and what is left when one of them is killed.
class BridgeTest {

    private static final String STATE = "$SYS/broker/connection/it.bridge/state";

    @TempDir
    private Path folder;

    /// An application that hears everything, now or later.
    private static final class Ears implements AutoCloseable {
        private final Queue<String> heard = new ConcurrentLinkedQueue<>();
        private final BlockingClient client;

        Ears(String uri) {
            client = MqttClient.builder()
                    .server(uri)
                    .clientId("ears")
                    .cleanStart(false)
                    .sessionExpiry(MqttConfig.NEVER)
                    .reconnect(r -> r.delay(Duration.ofMillis(20), Duration.ofMillis(100)).firstConnect(true))
                    .build()
                    .blocking();
            client.async()
                    .onMessage(message -> heard
                            .add(message.topic() + "=" + message.text() + (message.isRetained() ? " retained" : "")));
            client.connect();
            client.subscribe(Stream.of("#", "$SYS/broker/connection/#")
                    .map(filter -> new Subscription(
                            TopicFilter.of(filter), Qos.EXACTLY_ONCE, false, true, RetainHandling.SEND_IF_NEW))
                    .toList());
        }

        void publish(String topic, String text, Qos qos) {
            client.publish(Message.of(topic, text).withQos(qos));
        }

        void publishRetained(String topic, String text) {
            client.publish(Message.of(topic, text).withQos(Qos.AT_LEAST_ONCE).withRetain(true));
        }

        void hear(String message) {
            Await.until(message + " is heard beside " + heard, () -> heard.contains(message));
        }

        /// Waits until it hears again what it says itself.
        void isBack() {
            Await.until("the ears are back", () -> {
                publish("ping", "x", Qos.AT_LEAST_ONCE);
                return !topic("ping").isEmpty();
            });
        }

        List<String> topic(String name) {
            return heard.stream().filter(message -> message.startsWith(name + "=")).toList();
        }

        @Override
        public void close() {
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V3_1_1", "V5"})
    void mosquittoIsJoined(Version version) throws Exception {
        String spoken = version == Version.V5 ? "5" : "3.1.1";
        try (Mosquitto mosquitto = Mosquitto.start(folder);
                ServerProcess broker = broker(mosquitto.uri(), "version: " + spoken);
                Ears here = new Ears(uri(broker));
                Ears there = new Ears(mosquitto.uri())) {
            here.hear(STATE + "=1 retained");
            there.hear(STATE + "=1 retained");
            for (Qos qos : Qos.values()) {
                here.publish("out/x", "" + qos, qos);
                there.hear("site/out/x=" + qos);
                there.publish("both/y", "" + qos, qos);
                here.hear("both/y=" + qos);
            }
            here.publishRetained("both/kept", "x");
            there.hear("both/kept=x retained");
            there.publish("both/end", "x", Qos.AT_LEAST_ONCE);
            here.hear("both/end=x");
            assertThat(here.topic("both/kept")).hasSize(1);
            assertThat(there.topic("both/y")).hasSize(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqttv311", "mqttv50"})
    void mosquittosBridgeJoinsUs(String version) throws Exception {
        try (ServerProcess broker = ServerProcess.broker("--allow-anonymous");
                Mosquitto mosquitto = Mosquitto.start(
                        folder, "connection upstream", "address 127.0.0.1:" + broker.mqttPort(),
                        "bridge_protocol_version " + version, "remote_clientid it.bridge", "topic # both 2");
                Ears here = new Ears(uri(broker));
                Ears there = new Ears(mosquitto.uri())) {
            Await.until("both are joined", () -> {
                there.publish("ping", "x", Qos.AT_LEAST_ONCE);
                return !here.topic("ping").isEmpty();
            });
            here.hear(STATE + "=1 retained");
            here.publish("down", "x", Qos.EXACTLY_ONCE);
            there.hear("down=x");
            there.publish("up", "x", Qos.EXACTLY_ONCE);
            here.hear("up=x");
            here.publish("end", "x", Qos.EXACTLY_ONCE);
            there.hear("end=x");
            assertThat(there.topic("up")).hasSize(1); // nothing comes back
        }
    }

    @Test
    void aMosquittoConfMayDescribeTheBridge() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(folder)) {
            Path conf = Files.writeString(folder.resolve("ours.conf"), "allow_anonymous true\nconnection up\naddress "
                    + "127.0.0.1:" + mosquitto.port() + "\nremote_clientid it.bridge\ntopic both/# both 2\n");
            try (ServerProcess broker = ServerProcess.broker("--mosquitto-conf", conf.toString());
                    Ears here = new Ears(uri(broker));
                    Ears there = new Ears(mosquitto.uri())) {
                here.hear(STATE + "=1 retained");
                here.publish("both/x", "down", Qos.EXACTLY_ONCE);
                there.hear("both/x=down");
                there.publish("both/x", "up", Qos.EXACTLY_ONCE);
                here.hear("both/x=up");
            }
        }
    }

    @Test
    void nothingIsLostWhereMosquittoIsStoppedAndStarted() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(
                folder, "persistence true", "persistence_location " + folder + "/");
                ServerProcess broker = broker(mosquitto.uri(), "first-delay: 50ms");
                Ears here = new Ears(uri(broker));
                Ears there = new Ears(mosquitto.uri())) {
            here.hear(STATE + "=1 retained");
            IntStream.range(0, 20).forEach(i -> here.publish("both/n", "" + i, Qos.EXACTLY_ONCE));
            there.hear("both/n=19");
            mosquitto.stop();
            IntStream.range(20, 40).forEach(i -> here.publish("both/n", "" + i, Qos.EXACTLY_ONCE));
            broker.pause(); // else the bridge could be back before the ears are, and be heard by nobody
            mosquitto.start();
            there.isBack();
            broker.resume();
            IntStream.range(40, 60).forEach(i -> here.publish("both/n", "" + i, Qos.EXACTLY_ONCE));
            there.hear("both/n=59");
            assertThat(there.topic("both/n")).containsExactlyElementsOf(numbered(60));
        }
    }

    @Test
    void nothingIsLostWhereOurBrokerIsKilled() throws Exception {
        try (Mosquitto mosquitto = Mosquitto.start(folder); Ears there = new Ears(mosquitto.uri())) {
            try (ServerProcess broker = broker(mosquitto.uri()); Ears here = new Ears(uri(broker))) {
                here.hear(STATE + "=1 retained");
                mosquitto.stop();
                IntStream.range(0, 50).forEach(i -> here.publish("both/n", "" + i, Qos.EXACTLY_ONCE));
                broker.kill();
            }
            mosquitto.start();
            there.isBack();
            try (ServerProcess broker = broker(mosquitto.uri())) {
                there.hear("both/n=49");
                assertThat(there.topic("both/n")).containsExactlyElementsOf(numbered(50));
                assertThat(broker.stop()).isZero();
            }
        }
    }

    @Test
    void aFileThatIsNotAsItShouldBeIsNamed() throws Exception {
        Path file = Files.writeString(folder.resolve("b.yaml"), "adress: mqtt://x\n");
        Tool.Result result = Tidings.run("broker", "--bridge", file.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.output()).contains(
                file + " (--bridge): there is no key 'adress'; did you mean 'address'?");
        Files.writeString(file, "address: mqtt://x\n");
        assertThat(Tidings.run("broker", "--bridge", file.toString()).output())
                .contains(file + " (--bridge): The bridge b has no topic");
        assertThat(Tidings.run("broker", "--bridge", folder + "/none").output())
                .contains("Cannot read " + folder + "/none (--bridge): there is no such file");
    }

    /// A broker with a bridge, which keeps what it has in the folder.
    private ServerProcess broker(String remote, String... more) throws IOException {
        List<String> lines = List.of(
                "name: bridge", "address: " + remote, "client-id: it.bridge", "topics:", "  - out/# out 2 \"\" site/",
                "  - both/# both 2");
        Path file = Files.write(folder.resolve("bridge.yaml"), Stream.concat(lines.stream(), Stream.of(more)).toList());
        return ServerProcess.broker(
                "--allow-anonymous", "--data", folder.resolve("data").toString(), "--bridge", file.toString());
    }

    private static String uri(ServerProcess broker) {
        return "mqtt://127.0.0.1:" + broker.mqttPort();
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "both/n=" + i).toList();
    }
}
