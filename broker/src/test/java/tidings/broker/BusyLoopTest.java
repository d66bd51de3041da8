package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.broker.spi.Login;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// Two connections of one client, on two event loops of which one is busy. Loops take connections in turn; the first one is
/// not on the loop that accepts them, so that one may be held up.
class BusyLoopTest {

    private static final String BUSY = "keeps its loop busy";

    private final Map<String, Thread> loops = new ConcurrentHashMap<>();
    private final Map<String, Thread> homes = new ConcurrentHashMap<>();
    private final CountDownLatch isBusy = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private int clients;

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .authenticator(this::login)
            .authorizer(new Authorizer() {
                @Override
                public boolean mayPublish(Client client, TopicName topic) {
                    homes.put(client.clientId(), Thread.currentThread());
                    return true;
                }

                @Override
                public boolean maySubscribe(Client client, TopicFilter filter) {
                    return true;
                }
            }));

    @AfterEach
    void stop() {
        goOn.countDown();
    }

    /// A client sends a message behind its CONNECT, loses patience, connects again, and sends it again; it is released
    /// there before the first connection is read.
    @InBothVersions
    @Spec({"MQTT-4.3.3-10", "MQTT-3.1.4-3"})
    void whatCameFirstAndIsReadLastIsOvertaken(Version version) throws Exception {
        Thread busy = loopOf("the first");
        String publisher = whoseHomeIsNot(busy);
        String listener = whoseHomeIsNot(busy);
        if (busy.equals(loopOf("the last"))) {
            loopOf("the very last"); // now it is the busy one's turn
        }
        try (RawClient busyOne = begin(version, BUSY);
                RawClient hears = broker.client(version, listener);
                RawClient first = begin(version, publisher);
                RawClient second = begin(version, publisher)) {
            assertThat(isBusy.await(20, TimeUnit.SECONDS)).isTrue();
            hears.subscribe("t", Qos.AT_MOST_ONCE);
            first.send(TestBroker.publish("t", "once", Qos.EXACTLY_ONCE, 1));
            second.send(TestBroker.publish("t", "once", Qos.EXACTLY_ONCE, 1));
            assertThat(second.receive(ConnAck.class).reason().isError()).isFalse();
            assertThat(second.receive()).isEqualTo(new PubRec(1));
            second.send(new PubRel(1));
            assertThat(second.receive()).isEqualTo(new PubComp(1));
            goOn.countDown();
            assertThat(first.receive(ConnAck.class).reason().isError()).isTrue();
            TestBroker.isClosed(first);
            assertThat(second.isAlive()).isTrue();
            assertThat(TestBroker.text(hears)).isEqualTo("once");
            TestBroker.hearsNothing(hears);
            assertThat(busyOne.receive(ConnAck.class).reason().isError()).isFalse();
        }
    }

    private CompletionStage<Verdict> login(Login login) {
        loops.put(login.clientId(), Thread.currentThread());
        if (login.clientId().equals(BUSY)) {
            isBusy.countDown();
            try {
                goOn.await();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        }
        return CompletableFuture.completedStage(Verdict.ACCEPTED);
    }

    /// The loop on which a client comes in.
    private Thread loopOf(String clientId) throws IOException {
        broker.client(Version.V5, clientId).close();
        return loops.get(clientId);
    }

    /// The id of a client whose session is on another loop.
    private String whoseHomeIsNot(Thread loop) throws IOException {
        while (true) {
            String id = "client-" + clients++;
            try (RawClient client = broker.client(Version.V5, id)) {
                client.send(TestBroker.publish("where", "", Qos.AT_LEAST_ONCE, 1));
                client.receive(PubAck.class);
            }
            if (!loop.equals(homes.get(id))) {
                return id;
            }
        }
    }

    private RawClient begin(Version version, String clientId) throws IOException {
        RawClient client = broker.open(version);
        Connect connect = TestBroker.keeping(version, clientId);
        client.send(connect);
        return client;
    }
}
