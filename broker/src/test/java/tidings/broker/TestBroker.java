package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// A broker for the tests of a class, and the sentences that most of them begin with. It serves all of them where it is a
/// static field, and each test has its own where it is not.
final class TestBroker implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback {

    private final UnaryOperator<BrokerConfig.Builder> changes;
    private @Nullable Broker broker;
    private boolean isOfOneTest;

    TestBroker() {
        this(builder -> builder.allowAnonymous(true));
    }

    TestBroker(UnaryOperator<BrokerConfig.Builder> changes) {
        this.changes = changes;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        broker().close();
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (broker == null) {
            isOfOneTest = true;
            start();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (isOfOneTest) {
            broker().close();
        }
    }

    private void start() {
        BrokerConfig.Builder builder = BrokerConfig.builder().listen("mqtt://127.0.0.1:0").eventLoops(2);
        broker = Broker.start(changes.apply(builder).build());
    }

    Broker broker() {
        if (broker == null) {
            throw new IllegalStateException("The broker runs only while its tests do");
        }
        return broker;
    }

    URI address() {
        return broker().addresses().get(0);
    }

    /// A connection, not a word said.
    RawClient open(Version version) throws IOException {
        return new RawClient(address(), version);
    }

    /// A client that is in, with a session that ends with its connection.
    RawClient client(Version version, String id) throws IOException {
        return RawClient.connected(address(), version, id);
    }

    /// A client that is in, as its CONNECT wants it.
    RawClient client(Connect connect) throws IOException {
        RawClient client = open(connect.version());
        assertThat(connected(client, connect).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    /// What the broker says to a CONNECT.
    ConnAck connected(RawClient client, Connect connect) throws IOException {
        client.send(connect);
        return client.receive(ConnAck.class);
    }

    /// A CONNECT without Clean Start, of a session that is kept for a while.
    static Connect keeping(Version version, String id) {
        return keeping(version, id, Properties.NONE);
    }

    static Connect keeping(Version version, String id, Properties more) {
        Properties properties =
                version.hasProperties() ? more.with(Property.SESSION_EXPIRY_INTERVAL, 600L) : Properties.NONE;
        return new Connect(version, id, false, 0, null, null, null, properties);
    }

    /// A CONNECT with Clean Start and properties.
    static Connect starting(String id, Properties properties) {
        return new Connect(Version.V5, id, true, 0, null, null, null, properties);
    }

    /// A CONNECT with a will.
    static Connect withWill(Version version, String id, Message will) {
        return new Connect(version, id, true, 0, will, null, null, Properties.NONE);
    }

    static Publish publish(String topic, String text, Qos qos, int id) {
        return publish(Message.of(topic, text).withQos(qos), id);
    }

    static Publish publish(Message message, int id) {
        return new Publish(message, false, id);
    }

    static Subscribe subscribe(int id, Subscription... subscriptions) {
        return new Subscribe(id, List.of(subscriptions), Properties.NONE);
    }

    static List<ReasonCode> subscribed(RawClient client, Subscription... subscriptions) throws IOException {
        client.send(subscribe(1, subscriptions));
        return client.receive(SubAck.class).reasons();
    }

    static Subscription atMost(String filter, Qos qos) {
        return Subscription.of(filter, qos);
    }

    /// The payload of the next packet, which is a PUBLISH.
    static String text(RawClient client) throws IOException {
        return client.receive(Publish.class).message().payload().asUtf8();
    }

    /// Checks that nothing was on its way to a client but the answer to a ping.
    static void hearsNothing(RawClient client) throws IOException {
        client.send(PingReq.INSTANCE);
        assertThat(client.receive()).isEqualTo(PingResp.INSTANCE);
    }

    /// Checks that a connection is closed, after the given packets.
    static void isClosed(RawClient client, Packet... last) throws IOException {
        for (Packet packet : last) {
            assertThat(client.receive()).isEqualTo(packet);
        }
        assertThat(client.receive()).isNull();
    }

    /// Checks that a connection is closed, in MQTT 5 with a reason.
    static void isClosed(RawClient client, Version version, ReasonCode reason) throws IOException {
        isClosed(client, version.hasProperties() ? new Packet[]{Disconnect.of(reason)} : new Packet[0]);
    }

    /// Lets time pass that the broker counts in seconds.
    static void pass(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        Await.until(time + " have passed", () -> System.nanoTime() - end > 0);
    }

    static Bytes bytes(int size) {
        return Bytes.handOver(new byte[size]);
    }
}
