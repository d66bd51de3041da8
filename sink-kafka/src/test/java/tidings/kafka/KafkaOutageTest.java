package tidings.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import kafka.server.BrokerServer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.test.KafkaClusterTestKit;
import org.apache.kafka.common.test.TestKitNodes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tidings.device.DeviceConfig;
import tidings.device.DeviceFigures.SinkFigures;
import tidings.device.DeviceServer;
import tidings.testkit.Await;

/// A device server whose broker of Kafka is away for a while.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class KafkaOutageTest {

    private static final String TOPIC = "telemetry";
    private static final int EVENTS = 600; // more than are carried at once
    private static final Pattern NUMBER = Pattern.compile("\"n\":(\\d+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path data;

    private KafkaClusterTestKit kafka;
    private DeviceServer server;

    @BeforeEach
    void start() throws Exception {
        TestKitNodes nodes =
                new TestKitNodes.Builder().setCombined(false).setNumBrokerNodes(1).setNumControllerNodes(1).build();
        kafka = new KafkaClusterTestKit.Builder(nodes).build();
        kafka.format();
        kafka.startup();
        kafka.waitForReadyBrokers();
        server = DeviceServer.open(DeviceConfig.builder()
                .data(data)
                .http("127.0.0.1:0")
                .admin("admin@example.org")
                .adminPassword("correct horse")
                .build());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        kafka.close();
    }

    @Test
    void eventsWaitAndArriveInOrder() throws Exception {
        URI http = server.startHttp();
        server.ensureDevice("meter", "TOKEN");
        makeSink(http, kafka.bootstrapServers());
        report(http, 0, 10);
        Await.until("all have arrived", () -> figures().sent() == 10);

        kafka.brokers().values().forEach(BrokerServer::shutdown);
        report(http, 10, 300);
        Await.until("that it failed is counted", () -> figures().failed() > 0);
        report(http, 300, EVENTS);
        assertThat(figures().queued()).isEqualTo(EVENTS - 10);
        assertThat(figures().sent()).isEqualTo(10);

        kafka.brokers().values().forEach(BrokerServer::startup);
        assertThat(read(kafka.bootstrapServers(), EVENTS).stream().distinct().toList())
                .isEqualTo(IntStream.range(0, EVENTS).boxed().toList());
        Await.until("that all have arrived is counted", () -> figures().queued() == 0);
        assertThat(figures().sent()).isEqualTo(EVENTS);
        assertThat(figures().retried()).isPositive();
        assertThat(figures().dead()).isZero();
    }

    private SinkFigures figures() {
        return server.figures().sinks().getFirst();
    }

    /// Each is answered when it is stored, whether Kafka is there or not.
    private static void report(URI http, int from, int to) throws Exception {
        for (int n = from; n < to; n++) {
            assertThat(post(http.resolve("/api/v1/TOKEN/telemetry"), "{\"n\":" + n + "}", null).statusCode())
                    .isEqualTo(200);
        }
    }

    private static void makeSink(URI http, String servers) throws Exception {
        String login = "{\"username\":\"admin@example.org\",\"password\":\"correct horse\"}";
        String answer = post(http.resolve("/api/auth/login"), login, null).body();
        String token = answer.replaceAll(".*\"token\":\"([^\"]*)\".*", "$1");
        String sink = "{\"name\":\"lake\",\"type\":\"kafka\",\"kinds\":[\"TELEMETRY\"],\"configuration\":{"
                + "\"bootstrap.servers\":\"" + servers + "\",\"topic\":\"" + TOPIC + "\",\"max.block.ms\":\"500\","
                + "\"request.timeout.ms\":\"500\",\"delivery.timeout.ms\":\"1000\"}}";
        HttpResponse<String> made = post(http.resolve("/api/sink"), sink, "Bearer " + token);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
    }

    private static HttpResponse<String> post(URI address, String body, @Nullable String authorization)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("X-Authorization", authorization);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /// The numbers in a topic from its begin, until so many different ones are there.
    private static List<Integer> read(String servers, int different) {
        List<Integer> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC)
                    .stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (all.stream().distinct().count() < different) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> all.add(number(record.value())));
            }
        }
        return all;
    }

    private static int number(String event) {
        Matcher number = NUMBER.matcher(event);
        assertThat(number.find()).as(event).isTrue();
        return Integer.parseInt(number.group(1));
    }
}
