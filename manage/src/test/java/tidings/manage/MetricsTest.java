package tidings.manage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.MqttClient;
import tidings.client.MqttException;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// What Prometheus and probes see.
class MetricsTest {

    private static final String TOKEN = "a token of some length";

    private final AtomicBoolean partWorks = new AtomicBoolean(true);

    @TempDir
    private Path data;

    private Broker broker;
    private Management management;
    private ManagementServer server;
    private HttpCaller anybody;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .eventLoops(2)
                .sysInterval(Duration.ZERO)
                .data(data)
                .build());
        management = Management.of(broker)
                .measures(() -> List.of(Measure.counter("parts_made_total", "Parts that were made.", 3)))
                .check("part", partWorks::get)
                .build();
        server = ManagementServer.start("127.0.0.1", 0, TOKEN, management);
        anybody = new HttpCaller(server.port(), "");
    }

    @AfterEach
    void stop() {
        server.close();
        management.close();
        broker.close();
    }

    @Test
    void countsMessagesByQualityAndConnectionsByVersion() {
        try (MqttClient client = MqttClient.builder()
                .server(broker.addresses().get(0).toString())
                .clientId("told-of-by-nobody")
                .cleanStart(false)
                .build()) {
            client.blocking().connect();
            client.blocking().subscribe("told-of-by-nobody/#", Qos.EXACTLY_ONCE);
            client.blocking().publish(Message.of("told-of-by-nobody/a", "12345").withQos(Qos.AT_LEAST_ONCE));
            client.blocking()
                    .publish(Message.of("told-of-by-nobody/b", "12345").withQos(Qos.EXACTLY_ONCE).withRetain(true));
            String page = anybody.get("/metrics").body();
            assertThat(page).contains(
                    "mqtt_connections{listener=\"" + broker.addresses().get(0) + "\",protocol=\"5.0\"} 1.0",
                    "mqtt_sessions 1.0",
                    "mqtt_subscriptions 1.0",
                    "mqtt_retained_messages 1.0",
                    "mqtt_messages_received_total{qos=\"1\"} 1.0",
                    "mqtt_messages_received_total{qos=\"2\"} 1.0",
                    "mqtt_messages_sent_total{qos=\"1\"} 1.0",
                    "mqtt_payload_bytes_received_total 10.0",
                    "mqtt_connects_total{result=\"accepted\"} 1.0",
                    "mqtt_messages_dropped_total{reason=\"queue_full\"} 0.0",
                    "parts_made_total 3.0",
                    "jvm_memory_used_bytes", "process_uptime_seconds");
            assertThat(page).containsPattern("mqtt_publish_duration_seconds_count [2-9]");
            assertThat(page).containsPattern("storage_write_duration_seconds_count\\{store=\"broker\"} [1-9]");
            assertThat(page).doesNotContain("told-of-by-nobody");
        }
    }

    @Test
    void countsWhoIsNotLetInByReason() {
        try (MqttClient client = MqttClient.builder()
                .server(broker.addresses().get(0).toString())
                .clientId("x".repeat(1_000))
                .reconnect(again -> again.off())
                .build()) {
            assertThat(catchThrowable(() -> client.blocking().connect()))
                    .isInstanceOf(MqttException.class);
        }
        assertThat(anybody.get("/metrics").body())
                .contains("mqtt_connects_total{result=\"client_identifier_not_valid\"} 1.0");
    }

    @Test
    void countsRequestsByRouteAndNotByPath() {
        new HttpCaller(server.port(), TOKEN).get("/api/broker/client?id=secret-name");
        anybody.get("/no/such/path");
        String page = anybody.get("/metrics").body();
        assertThat(page).containsPattern("http_requests_total\\{code=\"404\",route=\"/api/broker/client\"} 1.0");
        assertThat(page).doesNotContain("secret-name", "/no/such/path");
    }

    @Test
    void everyMetricHasItsMeaning() {
        String page = anybody.get("/actuator/prometheus").body();
        assertThat(Pattern.compile("(?m)^# HELP mqtt_\\w+ \\S+").matcher(page).results()).hasSizeGreaterThan(20);
        assertThat(page).doesNotContainPattern("(?m)^# HELP \\w+ *$");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/actuator/health", "/status"})
    void isUp(String path) {
        HttpCaller.Answer answer = anybody.get(path);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("status").asString()).isEqualTo("UP");
        assertThat(answer.json().path("parts").path("eventLoops").path("status").asString()).isEqualTo("UP");
    }

    @Test
    void isAliveButNotReadyWhileAPartDoesNotWork() {
        partWorks.set(false);
        assertThat(anybody.get("/health/live").status()).isEqualTo(200);
        HttpCaller.Answer answer = anybody.get("/health/ready");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("\"part\":{\"status\":\"DOWN\"}");
    }

    @Test
    void isNotAliveWhenTheBrokerHasStopped() {
        broker.close();
        assertThat(anybody.get("/health/live").status()).isEqualTo(503);
        assertThat(anybody.get("/metrics").status()).isEqualTo(200);
    }
}
