package tidings.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

class FlightRecorderTest {

    @Test
    void connectsDisconnectsAndSlowHandlersAreRecorded(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("client.jfr");
        try (Recording recording = new Recording();
                Broker broker = Broker.start(
                        BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build())) {
            recording.enable("tidings.client.Connect");
            recording.enable("tidings.client.Disconnect");
            recording.enable("tidings.client.SlowHandler").withThreshold(Duration.ZERO);
            recording.start();
            try (MqttClient client = MqttClient.builder()
                    .server(broker.addresses().get(0).toString())
                    .clientId("recorded")
                    .build()) {
                client.subscribe("slow", Qos.AT_LEAST_ONCE, message -> {});
                client.connect().orTimeout(20, TimeUnit.SECONDS).join();
                client.publish(Message.of("slow", "x").withQos(Qos.AT_LEAST_ONCE)).join();
                client.disconnect().orTimeout(20, TimeUnit.SECONDS).join();
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream().toList();
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("tidings.client.Connect"))
                .anySatisfy(event -> {
                    assertThat(event.getString("clientId")).isEqualTo("recorded");
                    assertThat(event.getBoolean("connected")).isTrue();
                });
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("tidings.client.Disconnect"))
                .anySatisfy(event -> assertThat(event.getString("by")).isEqualTo("CLIENT"));
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("tidings.client.SlowHandler"))
                .anySatisfy(event -> assertThat(event.getString("told")).contains("slow"));
    }
}
