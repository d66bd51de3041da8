package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;

/// An authorizer and who it is asked about. Each client may publish below its user name, subscribe to anything but
/// `secret/#` (eve not to `alice/` either), and hear what is not in `muted`.
class AccessTest {

    private final Set<String> muted = ConcurrentHashMap.newKeySet();
    private final Set<String> silenced = ConcurrentHashMap.newKeySet();

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .authenticator(login -> CompletableFuture.completedStage(
                    login.userName() == null ? Verdict.NOT_MINE : Verdict.ACCEPTED))
            .authorizer(new ByName()));

    private final class ByName implements Authorizer {
        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            if (topic.text().endsWith("/broken")) {
                throw new IllegalStateException("broken, for the test");
            }
            return topic.text().startsWith(client.userName() + "/") && !silenced.contains(client.clientId());
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            boolean notForEve = filter.pattern().startsWith("alice/") && "eve".equals(client.userName());
            return !filter.pattern().equals("secret/#") && !notForEve;
        }

        @Override
        public boolean mayHear(Client client, TopicName topic) {
            return !muted.contains(topic.text());
        }
    }

    @Test
    void whatMayNotBePublishedIsRefusedAndNotHeard() throws IOException {
        try (RawClient listener = connected("listener", "bob", null); RawClient alice = connected("a", "alice", null)) {
            listener.subscribe("#", Qos.AT_MOST_ONCE);
            alice.send(publish("bob/x", 1), publish("alice/broken", 2), publish("alice/x", 3));
            assertThat(alice.receive()).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
            assertThat(alice.receive()).isEqualTo(new PubAck(2, ReasonCode.NOT_AUTHORIZED));
            assertThat(alice.receive()).isEqualTo(new PubAck(3));
            assertThat(listener.receive(Publish.class).message().topic().text()).isEqualTo("alice/x");
        }
    }

    @Test
    void whatMayNotBeSubscribedToIsRefusedSharedOrNot() throws IOException {
        try (RawClient client = connected("c", "alice", null)) {
            assertThat(client.subscribe("secret/#", Qos.AT_MOST_ONCE).reasons())
                    .containsExactly(ReasonCode.NOT_AUTHORIZED);
            assertThat(client.subscribe("$share/g/secret/#", Qos.AT_MOST_ONCE).reasons())
                    .containsExactly(ReasonCode.NOT_AUTHORIZED);
        }
    }

    @Test
    void whatMayNotBeHeardIsNotSentKeptOrNot() throws IOException {
        try (RawClient alice = connected("a", "alice", null); RawClient listener = connected("l", "bob", null)) {
            alice.send(Publish.of(Message.of("alice/kept", "x").withRetain(true)), publish("alice/end", 1));
            alice.receive(PubAck.class);
            muted.add("alice/kept");
            listener.subscribe("alice/#", Qos.AT_MOST_ONCE);
            alice.send(Publish.of(Message.of("alice/kept", "y")), publish("alice/end", 2));
            assertThat(listener.receive(Publish.class).message().topic().text()).isEqualTo("alice/end");
        }
    }

    @Test
    void aWillIsHeldToTheRulesWhenItIsGivenAndWhenItIsDue() throws IOException {
        try (RawClient client = broker.open(Version.V5)) {
            client.send(connect("w", "alice", Message.of("bob/will", "x")));
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.NOT_AUTHORIZED));
        }
        try (RawClient listener = connected("l", "bob", null)) {
            listener.subscribe("#", Qos.AT_MOST_ONCE);
            RawClient silent = connected("silenced", "alice", Message.of("alice/will", "never"));
            RawClient loud = connected("loud", "alice", Message.of("alice/will", "heard"));
            silenced.add("silenced");
            silent.close();
            try (RawClient same = connected("silenced", "alice", null)) {
                assertThat(same.isAlive()).isTrue();
            }
            loud.close();
            assertThat(listener.receive(Publish.class).message().payload().asUtf8()).isEqualTo("heard");
        }
    }

    @Test
    void whoComesBackAsSomebodyElseLosesTheSubscriptionsItMayNotHave() throws IOException {
        try (RawClient client = resumed("alice", false)) {
            client.subscribe("alice/#", Qos.AT_MOST_ONCE);
            client.subscribe("bob/#", Qos.AT_MOST_ONCE);
        }
        try (RawClient client = resumed("eve", true);
                RawClient alice = connected("a", "alice", null);
                RawClient bob = connected("b", "bob", null)) {
            alice.send(publish("alice/x", 1));
            alice.receive(PubAck.class);
            bob.send(publish("bob/x", 1));
            assertThat(client.receive(Publish.class).message().topic().text()).isEqualTo("bob/x");
        }
    }

    private RawClient resumed(String user, boolean present) throws IOException {
        RawClient client = broker.open(Version.V5);
        Properties kept = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L);
        client.send(new Connect(Version.V5, "resumed", false, 0, null, user, Bytes.utf8("x"), kept));
        assertThat(client.receive(ConnAck.class).sessionPresent()).isEqualTo(present);
        return client;
    }

    private RawClient connected(String id, String user, @Nullable Message will)
            throws IOException {
        RawClient client = broker.open(Version.V5);
        client.send(connect(id, user, will));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    private static Connect connect(String id, String user, @Nullable Message will) {
        return new Connect(Version.V5, id, true, 0, will, user, Bytes.utf8("x"), Properties.NONE);
    }

    private static Publish publish(String topic, int id) {
        return new Publish(Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE), false, id);
    }
}
