package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// What a store is for: messages that outlive their client, and its process.
@TestInstance(TestInstance.Lifecycle.PER_METHOD)
class SurvivingTest {

    private Broker broker;

    @BeforeEach
    void start() {
        broker = broker("mqtt://127.0.0.1:0");
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource
    void whatWaitedForAConnectionIsSentByTheNextClient(Driving driving, @TempDir Path folder) {
        Queue<String> received = new ConcurrentLinkedQueue<>();
        try (MqttClient reader = MqttClient.of(uri())) {
            await(reader.connect());
            await(reader.subscribe("left", Qos.EXACTLY_ONCE, message -> received.add(message.text())));
            List<CompletableFuture<Published>> sent = new ArrayList<>();
            try (MqttClient first = driving.client(keeping(folder))) {
                for (int i = 0; i < 10; i++) {
                    Qos qos = i % 2 == 0 ? Qos.AT_LEAST_ONCE : Qos.EXACTLY_ONCE;
                    sent.add(first.publish(Message.of("left", "" + i).withQos(qos)));
                }
            }
            Await.until("all have failed", () -> sent.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            try (MqttClient second = driving.client(keeping(folder))) {
                await(second.connect());
                await(second.publish(Message.of("left", "last").withQos(Qos.AT_LEAST_ONCE)));
                Await.until("all are there", () -> received.size() == 11);
                assertThat(received).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "last");
            }
            try (MqttClient third = driving.client(keeping(folder))) {
                await(third.connect());
                await(third.publish(Message.of("left", "end").withQos(Qos.AT_LEAST_ONCE)));
                Await.until("the end is there", () -> received.contains("end"));
                assertThat(received).hasSize(12);
            }
        }
    }

    @Test
    void aResetForgetsWhatWasKept(@TempDir Path folder) {
        try (MqttClient client = keeping(folder).build()) {
            client.publish(Message.of("left", "x").withQos(Qos.AT_LEAST_ONCE));
            client.reset(client.config());
            await(client.connect());
            assertThat(client.metrics().messagesSent()).isZero();
        }
    }

    @Test
    void aSessionIsKeptByOneClientAtATimeAndNeedsAName(@TempDir Path folder) {
        try (MqttClient first = keeping(folder).build()) {
            assertThatThrownBy(() -> keeping(folder).build()).hasMessageContaining("another client has it open");
            assertThat(first.state()).isEqualTo(MqttClient.State.DISCONNECTED);
        }
        assertThatThrownBy(() -> MqttClient.builder().store(SessionStore.memory()).config())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("clientId(..)");
    }

    /// The other process publishes numbers exactly once, and is killed while it does; the next one sends what it left.
    @Test
    void numbersHaveNoGapsAndNoRepetitionsWhenTheProcessIsKilled(@TempDir Path folder) throws Exception {
        List<String> received = new CopyOnWriteArrayList<>();
        try (MqttClient reader = MqttClient.of(uri())) {
            await(reader.connect());
            await(reader.subscribe("numbers", Qos.EXACTLY_ONCE, message -> received.add(message.text())));
            for (int round = 0; round < 3; round++) {
                int enough = received.size() + 300;
                Process process = counting(folder, round);
                Await.until("numbers come", () -> received.size() >= enough);
                process.toHandle().destroyForcibly();
                process.waitFor();
            }
            try (MqttClient last = keeping(folder).build()) {
                await(last.connect());
                await(last.publish(Message.of("numbers", "end").withQos(Qos.EXACTLY_ONCE)));
                Await.until("the end is there", () -> received.contains("end"));
            }
        }
        assertThat(received).doesNotHaveDuplicates();
        for (int round = 0; round < 3; round++) {
            String prefix = round + " ";
            List<String> own = received.stream().filter(text -> text.startsWith(prefix)).toList();
            assertThat(own).hasSizeGreaterThanOrEqualTo(250);
            for (int i = 0; i < own.size(); i++) {
                assertThat(own.get(i)).isEqualTo(prefix + i);
            }
        }
    }

    private Process counting(Path folder, int round) throws IOException {
        return new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                Counting.class.getName(), uri(), folder.toString(), String.valueOf(round))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log" + round).toFile())
                .start();
    }

    /// The process that is killed.
    static final class Counting {

        private Counting() {}

        public static void main(String[] arguments) {
            BlockingClient client =
                    keeping(arguments[0], Path.of(arguments[1])).build().blocking();
            client.connect();
            for (int i = 0; i < 1_000_000; i++) {
                client.publish(Message.of("numbers", arguments[2] + " " + i).withQos(Qos.EXACTLY_ONCE));
            }
        }
    }

    private MqttConfig.Builder keeping(Path folder) {
        return keeping(uri(), folder);
    }

    private static MqttConfig.Builder keeping(String uri, Path folder) {
        return MqttClient.builder()
                .server(uri)
                .clientId("meter-17")
                .cleanStart(false)
                .sessionExpiry(Duration.ofHours(1))
                .store(SessionStore.file(folder));
    }

    private String uri() {
        return broker.addresses().get(0).toString();
    }

    private static Broker broker(String listen) {
        return Broker.start(BrokerConfig.builder().listen(listen).allowAnonymous(true).build());
    }

    private static <T> T await(CompletableFuture<T> future) {
        return future.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
