package tidings.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// Acknowledged means stored: a server that is killed in the middle of a stream loses nothing it has acknowledged.
class KilledServerTest {

    private static final long FIRST_TS = 1_700_000_000_000L;
    private static final int POINTS = 200_000;
    private static final int KILL_AFTER = 5_000;

    @TempDir
    private Path data;

    @RepeatedTest(3)
    void everyAcknowledgedPointIsThereAfterTheRestart() throws Exception {
        Queue<Integer> acknowledged = new ConcurrentLinkedQueue<>();
        String device;
        try (ServerProcess server = ServerProcess.serve(data)) {
            device = Rest.login(server).createDevice("stream", "stream-token");
            publishUntilKilled(server, acknowledged);
        }
        assertThat(acknowledged.size()).as("killed in the middle").isBetween(KILL_AFTER, POINTS - 1);
        try (ServerProcess server = ServerProcess.serve(data)) {
            Rest rest = Rest.login(server);
            Set<Integer> stored = rest.history(device, "n", FIRST_TS, FIRST_TS + POINTS, POINTS)
                    .valueStream()
                    .map(point -> point.get("value").asInt())
                    .collect(Collectors.toSet());
            assertThat(stored).containsAll(Set.copyOf(acknowledged));
        }
    }

    private static void publishUntilKilled(ServerProcess server, Queue<Integer> acknowledged) throws Exception {
        MqttConfig config = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + server.mqttPort())
                .credentials("stream-token", "")
                .reconnect(r -> r.off())
                .config();
        try (MqttClient client = MqttClient.of(config)) {
            client.connect().join();
            for (int n = 0; n < POINTS; n++) {
                int number = n;
                String json = "{\"ts\":%d,\"values\":{\"n\":%d}}".formatted(FIRST_TS + n, n);
                client.publish(Message.of("v1/devices/me/telemetry", json).withQos(Qos.AT_LEAST_ONCE))
                        .thenRun(() -> acknowledged.add(number));
            }
            Await.until("enough acknowledged", () -> acknowledged.size() >= KILL_AFTER);
            server.kill();
        }
    }
}
