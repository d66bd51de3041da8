package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What the broker tells of itself.
class SysTopicsTest {

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .allowAnonymous(true)
            .sysInterval(Duration.ofMillis(100)));

    @Test
    void tellsInMosquittosNamesWhatGoesOn() throws IOException {
        try (RawClient pub = broker.client(Version.V5, "sys-pub");
                RawClient sub = broker.client(Version.V5, "sys-sub")) {
            sub.subscribe("$share/g/nothing", Qos.AT_MOST_ONCE);
            for (int i = 1; i <= 5; i++) {
                pub.send(new Publish(Message.of("sys/x", "12345").withQos(Qos.AT_LEAST_ONCE), false, i));
                assertThat(pub.receive()).isEqualTo(new PubAck(i, ReasonCode.NO_MATCHING_SUBSCRIBERS));
            }
            sub.subscribe("$SYS/#", Qos.AT_MOST_ONCE);
            Map<String, String> heard = new HashMap<>();
            for (int i = 0; !isTold(heard); i++) {
                assertThat(i).as("messages: %s", heard).isLessThan(5_000);
                Message message = sub.receive(Publish.class).message();
                heard.put(message.topic().text().substring("$SYS/broker/".length()), message.payload().asUtf8());
            }
            assertThat(heard.get("version")).startsWith("tidings version ");
            assertThat(heard.get("uptime")).matches("\\d+ seconds");
            assertThat(heard).containsEntry("publish/bytes/received", "25")
                    .containsEntry("publish/messages/dropped", "0")
                    .containsEntry("clients/total", "2")
                    .containsEntry("clients/disconnected", "0")
                    .containsEntry("clients/maximum", "2")
                    .containsEntry("shared_subscriptions/count", "1");
            assertThat(Integer.parseInt(heard.get("messages/received"))).isGreaterThan(7);
            assertThat(Double.parseDouble(heard.get("load/publish/received/1min"))).isPositive();
            assertThat(heard).containsKeys("bytes/received", "bytes/sent", "messages/sent", "store/messages/count",
                    "store/messages/bytes", "retained messages/count", "heap/current", "clients/expired");
        }
    }

    @Test
    void nobodyElseTellsBelowItAndWildcardsDoNotReachIt() throws IOException {
        try (RawClient client = broker.client(Version.V5, "sys-liar")) {
            client.subscribe("#", Qos.AT_MOST_ONCE);
            client.send(new Publish(Message.of("$SYS/broker/uptime", "x").withQos(Qos.AT_LEAST_ONCE), false, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
            client.send(new Publish(
                    Message.of("$SYS/broker/connection/me", "x").withQos(Qos.AT_LEAST_ONCE), false, 2));
            assertThat(client.receive()).as("of bridges only the state")
                    .isEqualTo(
                            new PubAck(2, ReasonCode.NOT_AUTHORIZED));
            client.send(Publish.of(Message.of("sys/end", "x")));
            assertThat(client.receive(Publish.class).message().topic().text()).isEqualTo("sys/end");
        }
    }

    private static boolean isTold(Map<String, String> heard) {
        return "5".equals(heard.get("publish/messages/received"))
                && "2".equals(heard.get("clients/connected"))
                && "2".equals(heard.get("subscriptions/count"))
                && "1".equals(heard.get("shared_subscriptions/count"))
                && !"0.00".equals(heard.getOrDefault("load/publish/received/1min", "0.00"))
                && heard.size() > 50;
    }
}
