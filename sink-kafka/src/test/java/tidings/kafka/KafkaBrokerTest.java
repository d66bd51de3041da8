package tidings.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tidings.device.spi.RefusedEventException;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;

/// With a broker of Kafka that listens on a free port, and takes a while to start on a busy machine.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaBrokerTest {

    private static final int LARGEST_RECORD = 2_000;
    private static final int PARTITIONS = 3;
    private static final int EVENTS = 300;
    private static KafkaClusterTestKit kafka;

    @BeforeAll
    static void start() throws Exception {
        TestKitNodes nodes =
                new TestKitNodes.Builder().setCombined(true).setNumBrokerNodes(1).setNumControllerNodes(1).build();
        kafka = new KafkaClusterTestKit.Builder(nodes)
                .setConfigProp("message.max.bytes", LARGEST_RECORD)
                .setConfigProp("num.partitions", PARTITIONS)
                .build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
    }

    @AfterAll
    static void stop() throws Exception {
        kafka.close();
    }

    @Test
    void eventsOfADeviceArriveInOrder() throws Exception {
        List<SinkEvent> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(event(i, "device-" + i % 7, "{\"no\":" + i + "}"));
        }
        try (Sink sink = open("ordered", Map.of())) {
            sink.deliver(events.subList(0, EVENTS / 2));
            sink.deliver(events.subList(EVENTS / 2, EVENTS));
        }
        Map<String, List<String>> sent = new HashMap<>();
        events.forEach(event -> sent.computeIfAbsent(event.deviceId(), none -> new ArrayList<>()).add(event.json()));
        Map<String, List<String>> arrived = new HashMap<>();
        read("ordered", EVENTS).forEach(record -> arrived.computeIfAbsent(record.key(), none -> new ArrayList<>())
                .add(record.value()));
        assertThat(arrived).isEqualTo(sent);
    }

    @Test
    void whatTheBrokerFindsTooLargeIsRefused() throws Exception {
        try (Sink sink = open("sized", Map.of())) {
            List<SinkEvent> large = List.of(event(1, "d", "x".repeat(2 * LARGEST_RECORD)));
            assertThatThrownBy(() -> sink.deliver(large)).isInstanceOf(RefusedEventException.class);
            sink.deliver(List.of(event(2, "d", "small")));
        }
        assertThat(read("sized", 1)).extracting(ConsumerRecord::value).containsExactly("small");
    }

    /// Whoever has the wrong settings may mend them: nothing is lost meanwhile.
    @Test
    void whatTheBrokerDoesNotSpeakIsTriedAgainLater() {
        Map<String, String> wrong = Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN",
                "sasl.jaas.config", "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" "
                        + "password=\"p\";",
                "max.block.ms", "1000");
        try (Sink sink = open("secret", wrong)) {
            List<SinkEvent> events = List.of(event(1, "d", "{}"));
            assertThatThrownBy(() -> sink.deliver(events)).isInstanceOf(IOException.class)
                    .hasMessageContaining("Kafka");
        }
    }

    private static Sink open(String topic, Map<String, String> more) {
        Map<String, String> configuration = new HashMap<>(more);
        configuration.put("bootstrap.servers", kafka.bootstrapServers());
        configuration.put("topic", topic);
        return new KafkaProvider().open(configuration);
    }

    private static SinkEvent event(long no, String device, String json) {
        return new SinkEvent(no, "TELEMETRY", device, "name of " + device, json);
    }

    /// Reads a topic from its begin, until so many records are there.
    private static List<ConsumerRecord<String, String>> read(String topic, int count) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream().map(KafkaBrokerTest::partition).toList();
            assertThat(partitions).hasSize(PARTITIONS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (all.size() < count) {
                consumer.poll(Duration.ofSeconds(1)).forEach(all::add);
            }
        }
        return all;
    }

    private static TopicPartition partition(PartitionInfo info) {
        return new TopicPartition(info.topic(), info.partition());
    }
}
