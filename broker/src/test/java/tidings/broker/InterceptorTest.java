package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.broker.spi.Client;
import tidings.broker.spi.Interceptor;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Two interceptors: the first decides by topic, the second counts what reaches it.
class InterceptorTest {

    private final Map<String, CompletableFuture<Interceptor.Decision<Message>>> later = new ConcurrentHashMap<>();
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    private Broker broker;

    @BeforeEach
    void start() {
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .eventLoops(1)
                .interceptor(new ByTopic())
                .interceptor(new Counting())
                .build());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    private final class ByTopic implements Interceptor {

        @Override
        public Decision<Client> connect(Client client) {
            return client.clientId().equals("unwanted") ? Decision.refuse(ReasonCode.BANNED) : Decision.pass(client);
        }

        @Override
        public Decision<Message> publish(Client client, Message message) {
            String topic = message.topic().text();
            return switch (topic.substring(0, topic.indexOf('/'))) {
                case "refused" -> Decision.refuse(ReasonCode.QUOTA_EXCEEDED);
                case "broken" -> throw new IllegalStateException("broken, for the test");
                case "moved" -> Decision.pass(new Message(
                        TopicName.of("to/" + topic), message.payload(), message.qos(), message.retain(),
                        message.properties()));
                case "later" -> Decision.later(later.computeIfAbsent(topic, any -> new CompletableFuture<>()));
                default -> Decision.pass(message);
            };
        }

        @Override
        public Decision<Subscription> subscribe(Client client, Subscription subscription) {
            String filter = subscription.filter().text();
            if (filter.equals("late")) {
                return Decision.later(
                        CompletableFuture.supplyAsync(() -> Decision.pass(Subscription.of("a/1", Qos.AT_MOST_ONCE))));
            }
            return filter.equals("refused")
                    ? Decision.refuse(ReasonCode.TOPIC_FILTER_INVALID)
                    : Decision.pass(subscription);
        }
    }

    private final class Counting implements Interceptor {

        @Override
        public Decision<Message> publish(Client client, Message message) {
            seen.add(message.topic().text());
            return Decision.pass(message);
        }

        @Override
        public void disconnected(Client client) {
            seen.add("gone " + client.clientId());
        }
    }

    @Test
    void messagesPassChangeOrAreForbidden() throws Exception {
        try (RawClient client = RawClient.connected(address(), Version.V5, "c")) {
            client.subscribe("#", Qos.AT_MOST_ONCE);
            client.send(publish("a/1", 1), publish("refused/1", 2), publish("broken/1", 3), publish("moved/1", 4));
            assertThat(topic(client)).isEqualTo("a/1");
            assertThat(client.receive()).isEqualTo(new PubAck(1));
            assertThat(client.receive()).isEqualTo(new PubAck(2, ReasonCode.QUOTA_EXCEEDED));
            assertThat(client.receive()).isEqualTo(new PubAck(3, ReasonCode.UNSPECIFIED_ERROR));
            assertThat(topic(client)).isEqualTo("to/moved/1");
            assertThat(client.receive()).isEqualTo(new PubAck(4));
        }
        assertThat(seen.take()).isEqualTo("a/1");
        assertThat(seen.take()).isEqualTo("to/moved/1");
        assertThat(seen.take()).isEqualTo("gone c");
    }

    @Test
    void whatIsDecidedLaterKeepsItsOrderAndHoldsUpNobodyElse() throws Exception {
        try (RawClient slow = RawClient.connected(address(), Version.V5, "slow");
                RawClient other = RawClient.connected(address(), Version.V5, "other")) {
            slow.send(publish("later/1", 1), publish("a/2", 2), publish("later/3", 3));
            Await.until("it is being decided", () -> later.containsKey("later/1"));
            other.subscribe("#", Qos.AT_MOST_ONCE);
            assertThat(other.isAlive()).isTrue();
            later.get("later/1").complete(Interceptor.Decision.pass(Message.of("later/1", "x")));
            assertThat(topic(other)).isEqualTo("later/1");
            assertThat(topic(other)).isEqualTo("a/2");
            Await.until("the next is being decided", () -> later.containsKey("later/3"));
            later.get("later/3").completeExceptionally(new IOException("for the test"));
            assertThat(slow.receive(PubAck.class).packetId()).isEqualTo(1);
            assertThat(slow.receive(PubAck.class).packetId()).isEqualTo(2);
            assertThat(slow.receive()).isEqualTo(new PubAck(3, ReasonCode.UNSPECIFIED_ERROR));
            assertThat(slow.isAlive()).isTrue();
        }
    }

    @Test
    void clientsAndSubscriptionsPassChangeOrAreForbidden() throws Exception {
        try (RawClient unwanted = new RawClient(address(), Version.V5)) {
            unwanted.send(Connect.of(Version.V5, "unwanted", true, 0));
            assertThat(unwanted.receive()).isEqualTo(ConnAck.refused(ReasonCode.BANNED));
        }
        try (RawClient client = RawClient.connected(address(), Version.V5, "c")) {
            assertThat(TestBroker.subscribed(
                    client, Subscription.of("refused", Qos.AT_MOST_ONCE), Subscription.of("late", Qos.AT_LEAST_ONCE),
                    Subscription.of("b/1", Qos.AT_LEAST_ONCE)))
                    .containsExactly(
                            ReasonCode.TOPIC_FILTER_INVALID, ReasonCode.SUCCESS, ReasonCode.granted(Qos.AT_LEAST_ONCE));
            client.send(publish("a/1", 1));
            assertThat(topic(client)).isEqualTo("a/1");
        }
    }

    private URI address() {
        return broker.addresses().get(0);
    }

    private static String topic(RawClient client) throws IOException {
        return client.receive(Publish.class).message().topic().text();
    }

    private static Publish publish(String topic, int id) {
        return new Publish(Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE), false, id);
    }
}
