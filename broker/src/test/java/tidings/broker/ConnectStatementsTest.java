package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.hearsNothing;
import static tidings.broker.TestBroker.isClosed;
import static tidings.broker.TestBroker.keeping;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.starting;
import static tidings.broker.TestBroker.subscribe;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.text;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// What the specifications say of CONNECT and CONNACK (3.1, 3.2), statement by statement.
class ConnectStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();
    @RegisterExtension
    static final TestBroker CLOSED = new TestBroker(builder -> builder);

    @InBothVersions
    @Spec({"MQTT-3.1.0-2", "MQTT-4.13.1-1", "MQTT-3.1.0-2 of 3.1.1", "MQTT-4.8.0-1 of 3.1.1"})
    void aSecondConnectEndsTheConnection(Version version) throws IOException {
        try (RawClient client = BROKER.client(version, "second-" + version)) {
            client.send(Connect.of(version, "second-" + version, true, 0));
            isClosed(client, version, ReasonCode.PROTOCOL_ERROR);
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.1.2-4", "MQTT-3.1.4-4", "MQTT-3.2.2-2", "MQTT-3.1.2-6 of 3.1.1", "MQTT-3.1.4-3 of 3.1.1",
        "MQTT-3.2.2-1 of 3.1.1",
    })
    void cleanStartForgetsTheSession(Version version) throws IOException {
        String id = "forgotten-" + version;
        try (RawClient client = BROKER.client(keeping(version, id))) {
            subscribed(client, atMost(id, Qos.AT_LEAST_ONCE));
        }
        try (RawClient client = BROKER.open(version)) {
            ConnAck answer = BROKER.connected(client, Connect.of(version, id, true, 0));
            assertThat(answer.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(answer.sessionPresent()).isFalse();
            client.send(publish(id, "for nobody", Qos.AT_LEAST_ONCE, 1));
            client.receive(PubAck.class);
            hearsNothing(client);
        }
    }

    @Test
    @Spec("MQTT-3.1.2-6 of 3.1.1")
    void aCleanSessionEndsWithItsConnection() throws IOException {
        BROKER.client(Version.V3_1_1, "not-kept").close();
        try (RawClient client = BROKER.open(Version.V3_1_1)) {
            assertThat(BROKER.connected(client, keeping(Version.V3_1_1, "not-kept")).sessionPresent()).isFalse();
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.1.2-5", "MQTT-3.1.2-6", "MQTT-3.1.2-23", "MQTT-3.2.2-3", "MQTT-4.5.0-1", "MQTT-3.1.2-4 of 3.1.1",
        "MQTT-3.1.2-5 of 3.1.1", "MQTT-3.2.2-2 of 3.1.1", "MQTT-3.2.2-3 of 3.1.1", "MQTT-4.1.0-2 of 3.1.1",
        "MQTT-4.5.0-1 of 3.1.1",
    })
    void withoutCleanStartASessionGoesOn(Version version) throws IOException {
        String id = "goes-on-" + version;
        try (RawClient client = BROKER.open(version)) {
            assertThat(BROKER.connected(client, keeping(version, id)).sessionPresent()).as("none before").isFalse();
            subscribed(client, atMost(id, Qos.EXACTLY_ONCE));
        }
        try (RawClient other = BROKER.client(version, "other-" + id)) {
            other.send(publish(id, "missed", Qos.AT_LEAST_ONCE, 1));
            other.receive(PubAck.class);
        }
        try (RawClient client = BROKER.open(version)) {
            ConnAck answer = BROKER.connected(client, keeping(version, id));
            assertThat(answer.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(answer.sessionPresent()).isTrue();
            assertThat(text(client)).isEqualTo("missed");
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.3-2", "MQTT-3.1.3-2 of 3.1.1"})
    void theClientIdNamesTheSession(Version version) throws IOException {
        BROKER.client(keeping(version, "named-" + version)).close();
        try (RawClient other = BROKER.open(version)) {
            assertThat(BROKER.connected(other, keeping(version, "NAMED-" + version)).sessionPresent()).isFalse();
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.1.3-5", "MQTT-3.1.4-5", "MQTT-3.2.2-1", "MQTT-3.2.2-8", "MQTT-3.1.3-5 of 3.1.1",
        "MQTT-3.1.4-4 of 3.1.1",
    })
    void lettersAndDigitsAreAClientId(Version version) throws IOException {
        for (String id : new String[]{"0", "zZ9", "0123456789abcdefghijklm", "nopqrstuvwxyzABCDEFGHIJ",
            "KLMNOPQRSTUVWXYZ"}) {
            try (RawClient client = BROKER.open(version)) {
                assertThat(BROKER.connected(client, Connect.of(version, id, true, 0)).reason())
                        .isEqualTo(ReasonCode.SUCCESS);
            }
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.3-6", "MQTT-3.1.3-7", "MQTT-3.2.2-16", "MQTT-3.1.3-6 of 3.1.1"})
    void whoHasNoClientIdIsGivenOne(Version version) throws IOException {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            try (RawClient client = BROKER.open(version)) {
                ConnAck answer = BROKER.connected(client, Connect.of(version, "", true, 0));
                assertThat(answer.reason()).isEqualTo(ReasonCode.SUCCESS);
                if (version.hasProperties()) {
                    String id = answer.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER, "");
                    assertThat(id).isNotEmpty();
                    assertThat(ids.add(id)).isTrue();
                }
                hearsNothing(client);
            }
        }
    }

    @Test
    @Spec("MQTT-3.1.3-7")
    void aClientIdThatWasGivenIsOneLikeOthers() throws IOException {
        String id;
        try (RawClient client = BROKER.open(Version.V5)) {
            id = BROKER.connected(client, keeping(Version.V5, ""))
                    .properties()
                    .get(Property.ASSIGNED_CLIENT_IDENTIFIER, "");
        }
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck again = BROKER.connected(client, keeping(Version.V5, id));
            assertThat(again.sessionPresent()).isTrue();
            assertThat(again.properties().get(Property.ASSIGNED_CLIENT_IDENTIFIER)).isNull();
        }
    }

    @Test
    @Spec({
        "MQTT-3.1.3-8 of 3.1.1", "MQTT-3.1.3-9 of 3.1.1", "MQTT-3.2.2-4 of 3.1.1", "MQTT-3.2.2-5 of 3.1.1",
    })
    void aSessionToKeepNeedsAClientId() throws IOException {
        try (RawClient client = BROKER.open(Version.V3_1_1)) {
            client.send(keeping(Version.V3_1_1, ""));
            isClosed(client, ConnAck.refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID));
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.3-8", "MQTT-3.2.2-6", "MQTT-3.2.2-7", "MQTT-4.13.2-1", "MQTT-3.1.3-9 of 3.1.1"})
    void aClientIdThatIsTooLongIsRefused(Version version) throws IOException {
        try (RawClient client = BROKER.open(version)) {
            client.send(Connect.of(version, "x".repeat(60_000), true, 0));
            isClosed(client, ConnAck.refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID));
        }
    }

    @InBothVersions
    @Spec({
        "MQTT-3.1.4-2", "MQTT-3.2.2-6", "MQTT-3.2.2-7", "MQTT-3.2.2-8", "MQTT-3.2.2-4 of 3.1.1",
        "MQTT-3.2.2-5 of 3.1.1",
    })
    void whoMayNotComeInIsDisconnected(Version version) throws IOException {
        try (RawClient client = CLOSED.open(version)) {
            Bytes password = Bytes.utf8("guess");
            client.send(new Connect(version, "guess", true, 0, null, "nobody", password, Properties.NONE));
            ConnAck refusal = client.receive(ConnAck.class);
            assertThat(refusal.reason())
                    .isIn(ReasonCode.NOT_AUTHORIZED, ReasonCode.BAD_USER_NAME_OR_PASSWORD);
            assertThat(refusal.sessionPresent()).isFalse();
            isClosed(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.4-6", "MQTT-3.1.4-5 of 3.1.1"})
    void nothingAfterARefusedConnectIsHeard(Version version) throws IOException {
        try (RawClient watcher = BROKER.client(version, "watcher-" + version);
                RawClient refused = BROKER.open(version)) {
            subscribed(watcher, atMost("unheard/" + version, Qos.AT_MOST_ONCE));
            refused.send(
                    Connect.of(version, "x".repeat(1_000), true, 0),
                    publish("unheard/" + version, "x", Qos.AT_MOST_ONCE, 0));
            assertThat(refused.receive(ConnAck.class).reason().isError()).isTrue();
            isClosed(refused);
            hearsNothing(watcher);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.4-3", "MQTT-3.14.4-2", "MQTT-3.1.4-2 of 3.1.1"})
    void theNewestConnectionStays(Version version) throws IOException {
        try (RawClient old = BROKER.client(version, "taken-" + version);
                RawClient young = BROKER.client(version, "taken-" + version)) {
            isClosed(old, version, ReasonCode.SESSION_TAKEN_OVER);
            hearsNothing(young);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.2.0-1", "MQTT-3.2.0-2", "MQTT-3.2.0-1 of 3.1.1"})
    void connAckComesFirstAndOnce(Version version) throws IOException {
        String id = "hurries-" + version;
        try (RawClient client = BROKER.open(version)) {
            client.send(
                    Connect.of(version, id, true, 0), subscribe(1, atMost(id, Qos.AT_MOST_ONCE)),
                    publish(id, "own", Qos.AT_MOST_ONCE, 0));
            client.receive(ConnAck.class);
            client.receive(SubAck.class);
            client.receive(Publish.class);
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-3.14.0-1", "MQTT-3.2.2-6 of 3.1.1"})
    void beforeConnAckThereIsNoDisconnect() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            client.sendHex("10 0f 00 04 4d 51 54 54 05 03 00 3c 00 00 02 61 62");
            isClosed(client, ConnAck.refused(ReasonCode.MALFORMED_PACKET));
        }
        try (RawClient client = BROKER.open(Version.V3_1_1)) {
            client.sendHex("10 0d 00 04 4d 51 54 54 04 03 00 3c 00 01 61");
            isClosed(client);
        }
    }

    @InBothVersions
    @Spec({"MQTT-3.1.2-22", "MQTT-3.2.2-22", "MQTT-3.1.2-24 of 3.1.1"})
    void whoIsSilentIsGone(Version version) throws IOException {
        long before = System.nanoTime();
        try (RawClient client = BROKER.client(Connect.of(version, "silent-" + version, true, 1))) {
            isClosed(client, version, ReasonCode.KEEP_ALIVE_TIMEOUT);
            assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(1_500_000_000L);
        }
    }

    @Test
    @Spec("MQTT-3.1.2-28")
    void noResponseInformationUnasked() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck answer = BROKER.connected(client, Connect.of(Version.V5, "asks-nothing", true, 0));
            assertThat(answer.properties().get(Property.RESPONSE_INFORMATION)).isNull();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-29")
    void noReasonStringsWhereTheyAreNotWanted() throws IOException {
        Properties silent = Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, false);
        try (RawClient client = BROKER.client(starting("wants-no-words", silent))) {
            client.send(publish("$SYS/no", "x", Qos.AT_LEAST_ONCE, 1));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.NOT_AUTHORIZED));
            client.send(subscribe(2, atMost("x/".repeat(500), Qos.AT_MOST_ONCE)));
            assertThat(client.receive(SubAck.class).properties()).isEqualTo(Properties.NONE);
        }
    }

    @Test
    @Spec({"MQTT-3.2.2-19", "MQTT-3.1.2-24"})
    void aReasonStringIsLeftOutWhereItDoesNotFit() throws IOException {
        Properties small = Properties.NONE.with(Property.REQUEST_PROBLEM_INFORMATION, true)
                .with(Property.MAXIMUM_PACKET_SIZE, 10L);
        try (RawClient client = BROKER.open(Version.V5)) {
            client.send(starting("x".repeat(1_000), small));
            isClosed(client, ConnAck.refused(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID));
        }
    }

    @Test
    @Spec({"MQTT-4.12.0-1", "MQTT-4.12.0-4"})
    void aMethodThatIsNotOfferedEndsTheConnection() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            client.send(starting("methodical", Properties.NONE.with(Property.AUTHENTICATION_METHOD, "palm-reading")));
            isClosed(client, ConnAck.refused(ReasonCode.BAD_AUTHENTICATION_METHOD));
        }
    }

    @Test
    @Spec("MQTT-4.12.0-6")
    void whereNoMethodWasNamedNoneIsAnswered() throws IOException {
        try (RawClient client = BROKER.open(Version.V5)) {
            ConnAck answer = BROKER.connected(client, Connect.of(Version.V5, "no-method", true, 0));
            assertThat(answer.properties().get(Property.AUTHENTICATION_METHOD)).isNull();
            hearsNothing(client);
        }
    }

    @Test
    @Spec({"MQTT-4.12.0-7", "MQTT-4.13.1-1"})
    void anAuthWithoutAMethodEndsTheConnection() throws IOException {
        try (RawClient client = BROKER.client(Version.V5, "no-method-but-auth")) {
            client.send(new Auth(ReasonCode.RE_AUTHENTICATE, Properties.NONE));
            isClosed(client, Disconnect.of(ReasonCode.PROTOCOL_ERROR));
        }
    }
}
