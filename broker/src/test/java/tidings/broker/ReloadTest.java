package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;

/// Users and rights that change while clients are in.
class ReloadTest {

    private static final String ALICE = line("alice", "wonderland");
    private static final String BOB = line("bob", "builder");
    private static final String RULES = "user alice\ntopic readwrite #\nuser bob\ntopic read news/#\n";

    @TempDir
    Path folder;
    private Path users;
    private Path acl;
    private Broker broker;

    @BeforeEach
    void start() throws IOException {
        users = Files.writeString(folder.resolve("users"), ALICE + BOB);
        acl = Files.writeString(folder.resolve("acl"), RULES);
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .authenticator(PasswordFile.read(users))
                .authorizer(AclFile.read(acl))
                .build());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void newUsersComeInAndOldOnesDoNot() throws IOException {
        assertThat(login("carol", "christmas")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(login("bob", "builder")).isEqualTo(ReasonCode.SUCCESS);
        Files.writeString(users, ALICE + line("carol", "christmas"));
        assertThat(broker.reload()).isEmpty();
        assertThat(login("carol", "christmas")).isEqualTo(ReasonCode.SUCCESS);
        assertThat(login("bob", "builder")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void aPasswordThatWasChangedIsNotRemembered() throws IOException {
        assertThat(login("alice", "wonderland")).isEqualTo(ReasonCode.SUCCESS);
        assertThat(login("alice", "wonderland")).isEqualTo(ReasonCode.SUCCESS);
        Files.writeString(users, line("alice", "looking glass") + BOB);
        broker.reload();
        assertThat(login("alice", "wonderland")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(login("alice", "looking glass")).isEqualTo(ReasonCode.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice:$7$101$ktJCijTjoP", "alice\n", "nonsense:plain\n"})
    void whatIsNotWholeChangesNothing(String text) throws IOException {
        Files.writeString(users, text.isEmpty() ? text : ALICE + text);
        List<String> troubles = broker.reload();
        assertThat(troubles).singleElement().asString().contains(users.toString()).contains("stays");
        assertThat(login("bob", "builder")).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void aFileThatIsGoneChangesNothing() throws IOException {
        Files.delete(users);
        Files.delete(acl);
        assertThat(broker.reload()).hasSize(2);
        assertThat(login("alice", "wonderland")).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void whatIsNotThereKeepsTheBrokerFromStarting() {
        assertThatThrownBy(() -> PasswordFile.read(folder.resolve("nobody"))).isInstanceOf(BrokerException.class);
        assertThatThrownBy(() -> AclFile.read(folder.resolve("nothing"))).isInstanceOf(BrokerException.class);
    }

    /// CVE-2021-34434 and CVE-2018-12546.
    @Test
    void whoMayNoLongerHearSomethingHearsItNoMore() throws IOException {
        try (RawClient alice = client("a", "alice", "wonderland", true);
                RawClient bob = client("b", "bob", "builder", true)) {
            bob.subscribe("news/#", Qos.AT_LEAST_ONCE);
            publish(alice, "news/1", true);
            bob.send(new PubAck(bob.receive(Publish.class).packetId()));
            Files.writeString(acl, RULES.replace("news/#", "news/2/#"));
            broker.reload();
            publish(alice, "news/1", true);
            publish(alice, "news/2/x", false);
            assertThat(bob.receive(Publish.class).message().topic().text()).as("live").isEqualTo("news/2/x");
            bob.subscribe("news/+", Qos.AT_LEAST_ONCE);
            TestBroker.hearsNothing(bob);
        }
    }

    @Test
    void whatWaitsIsHeldToTheRightsOfTheDayItIsDelivered() throws IOException {
        try (RawClient alice = client("a", "alice", "wonderland", true)) {
            try (RawClient bob = client("b", "bob", "builder", false)) {
                bob.subscribe("news/#", Qos.AT_LEAST_ONCE);
            }
            publish(alice, "news/1", false);
            publish(alice, "news/2/x", false);
            Files.writeString(acl, RULES.replace("news/#", "news/2/#"));
            broker.reload();
            try (RawClient bob = client("b", "bob", "builder", false)) {
                assertThat(bob.receive(Publish.class).message().topic().text()).isEqualTo("news/2/x");
            }
        }
    }

    /// What is kept on a topic speaks for its publisher, who may not speak there any more.
    @Test
    void whatWasRetainedIsHeardAsLongAsItsPublisherMayPublishIt() throws IOException {
        try (RawClient alice = client("a", "alice", "wonderland", true);
                RawClient bob = client("b", "bob", "builder", true)) {
            publish(alice, "news/1", true);
            Files.writeString(acl, RULES.replace("readwrite #", "read #"));
            broker.reload();
            bob.subscribe("news/#", Qos.AT_LEAST_ONCE);
            TestBroker.hearsNothing(bob);
            Files.writeString(acl, RULES);
            broker.reload();
            bob.subscribe("news/#", Qos.AT_LEAST_ONCE);
            assertThat(bob.receive(Publish.class).message().topic().text()).isEqualTo("news/1");
        }
    }

    /// What alice subscribed to, and what was under way to her, is not for bob because he knows her client id.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aSessionOfAnotherUserGivesNothingAway(int qos) throws IOException {
        Qos quality = Qos.values()[qos];
        try (RawClient alice = client("shared", "alice", "wonderland", false)) {
            alice.subscribe("secret/#", quality);
            alice.send(new Publish(Message.of("secret/1", "x").withQos(Qos.AT_LEAST_ONCE), false, 1));
            alice.receive();
            alice.receive(); // the message is under way, and never acknowledged
        }
        try (RawClient other = client("o", "alice", "wonderland", true)) {
            publish(other, "secret/2", false);
            try (RawClient bob = client("shared", "bob", "builder", false)) {
                publish(other, "secret/3", false);
                TestBroker.hearsNothing(bob);
            }
        }
    }

    @Test
    void subscriptionsThatAreNotAllowedAnyMoreEnd() throws IOException {
        try (RawClient bob = new RawClient(address(), Version.V5)) {
            bob.send(connect("b", "bob", "builder", true));
            assertThat(bob.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
            bob.subscribe("news/1", Qos.AT_LEAST_ONCE);
            bob.subscribe("news/2", Qos.AT_LEAST_ONCE);
            Files.writeString(acl, RULES.replace("read news/#", "read news/2"));
            broker.reload();
            assertThat(bob.isAlive()).as("its loop has had its turn").isTrue();
            bob.send(new Unsubscribe(
                    7, List.of(TopicFilter.of("news/1"), TopicFilter.of("news/2")), Properties.NONE));
            assertThat(bob.receive(UnsubAck.class).reasons())
                    .containsExactly(ReasonCode.NO_SUBSCRIPTION_EXISTED, ReasonCode.SUCCESS);
        }
    }

    private ReasonCode login(String user, String password) throws IOException {
        try (RawClient client = new RawClient(address(), Version.V5)) {
            client.send(connect("", user, password, true));
            return client.receive(ConnAck.class).reason();
        }
    }

    private RawClient client(String id, String user, String password, boolean clean) throws IOException {
        RawClient client = new RawClient(address(), Version.V3_1_1);
        client.send(new Connect(
                Version.V3_1_1, id, clean, 0, null, user, Bytes.utf8(password), Properties.NONE));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    private URI address() {
        return broker.addresses().get(0);
    }

    private static Connect connect(String id, String user, String password, boolean clean) {
        return new Connect(Version.V5, id, clean, 0, null, user, Bytes.utf8(password), Properties.NONE);
    }

    private static void publish(RawClient client, String topic, boolean retain) throws IOException {
        Message message = Message.of(topic, "x").withQos(Qos.AT_LEAST_ONCE).withRetain(retain);
        client.send(new Publish(message, false, 9));
        assertThat(client.receive()).isEqualTo(new PubAck(9));
    }

    private static String line(String user, String password) {
        return user + ":" + PasswordHash.of(password, new SecureRandom(), 1_000).text() + "\n";
    }
}
