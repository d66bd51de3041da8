package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.ConnAck;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Qos;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// Logins that are not decided in the order in which they came.
class LateLoginTest {

    private final BlockingQueue<CompletableFuture<Verdict>> logins = new LinkedBlockingQueue<>();

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .authenticator(login -> {
                if (!login.clientId().equals("publishes")) {
                    return CompletableFuture.completedStage(Verdict.ACCEPTED);
                }
                CompletableFuture<Verdict> verdict = new CompletableFuture<>();
                logins.add(verdict);
                return verdict;
            }));

    /// A client need not wait for its CONNACK. It loses patience, connects again, and sends its message again; then the login
    /// of the first connection is through, and the same message behind it.
    @InBothVersions
    @Spec({"MQTT-4.3.3-10", "MQTT-3.1.4-3"})
    void aConnectionThatALaterOneHasOvertakenStaysOutWithWhatItSent(Version version) throws Exception {
        try (RawClient hears = broker.client(version, "hears");
                RawClient first = broker.open(version);
                RawClient second = broker.open(version)) {
            hears.subscribe("t", Qos.AT_MOST_ONCE);
            CompletableFuture<Verdict> firstLogin = begin(first, version);
            CompletableFuture<Verdict> secondLogin = begin(second, version);
            secondLogin.complete(Verdict.ACCEPTED);
            assertThat(second.receive(ConnAck.class).reason().isError()).isFalse();
            assertThat(second.receive()).isEqualTo(new PubRec(1));
            second.send(new PubRel(1));
            assertThat(second.receive()).isEqualTo(new PubComp(1));
            firstLogin.complete(Verdict.ACCEPTED);
            assertThat(first.receive(ConnAck.class).reason().isError()).isTrue();
            TestBroker.isClosed(first);
            second.send(PingReq.INSTANCE);
            assertThat(second.receive()).as("it is still in").isEqualTo(PingResp.INSTANCE);
            assertThat(TestBroker.text(hears)).isEqualTo("once");
            TestBroker.hearsNothing(hears);
        }
    }

    private CompletableFuture<Verdict> begin(RawClient client, Version version)
            throws IOException, InterruptedException {
        client.send(
                TestBroker.keeping(version, "publishes"),
                TestBroker.publish("t", "once", Qos.EXACTLY_ONCE, 1));
        CompletableFuture<Verdict> login = logins.poll(20, TimeUnit.SECONDS);
        assertThat(login).isNotNull();
        return login;
    }
}
