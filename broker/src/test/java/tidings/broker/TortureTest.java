package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.broker.TestBroker.atMost;
import static tidings.broker.TestBroker.bytes;
import static tidings.broker.TestBroker.isClosed;
import static tidings.broker.TestBroker.publish;
import static tidings.broker.TestBroker.subscribed;
import static tidings.broker.TestBroker.withWill;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubRec;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;
import tidings.mqtt.Unsubscribe;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.testkit.Await;
import tidings.testkit.RawPacket;
import tidings.testkit.RawPacket.To;

/// Clients that do what they can to hurt: each gets what the specification has for it, and a pair of healthy ones next to
/// it notices nothing.
class TortureTest {

    private static final int DEEP = 10_000;

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker(builder -> builder.allowAnonymous(true)
            .limits(Limits.defaults().with(limits -> limits.connectTimeout(Duration.ofMillis(500)))));

    private @Nullable HealthyPair healthy;

    @BeforeEach
    void beginWell(TestInfo test) throws IOException {
        healthy = new HealthyPair(BROKER.address(), "healthy/" + test.getDisplayName());
    }

    @AfterEach
    void theHealthyNoticedNothing() throws IOException {
        healthy().close();
    }

    @Test
    void packetsThatEndInTheMiddle() throws IOException {
        for (RawPacket raw : (Iterable<RawPacket>) RawPacket.all().filter(raw -> raw.to() == To.SERVER)::iterator) {
            try (RawClient client = BROKER.client(Version.valueOf(raw.version()), "cut")) {
                byte[] bytes = raw.bytes();
                client.sendBytes(Unpooled.wrappedBuffer(bytes, 0, bytes.length - 1));
            }
        }
    }

    @Test
    void topicsOfTenThousandLevels() throws IOException {
        String deep = "a/".repeat(DEEP) + "a";
        try (RawClient client = BROKER.client(Version.V5, "deep")) {
            client.send(publish(deep, "x", Qos.AT_LEAST_ONCE, 1), publish(deep, "x", Qos.EXACTLY_ONCE, 2));
            assertThat(client.receive()).isEqualTo(new PubAck(1, ReasonCode.TOPIC_NAME_INVALID));
            assertThat(client.receive()).isEqualTo(new PubRec(2, ReasonCode.TOPIC_NAME_INVALID));
            for (String filter : List.of(deep, deep + "/#", "+/".repeat(DEEP) + "+", "/".repeat(65_000))) {
                assertThat(subscribed(client, atMost(filter, Qos.AT_MOST_ONCE)))
                        .containsExactly(ReasonCode.TOPIC_FILTER_INVALID);
                client.send(new Unsubscribe(2, List.of(TopicFilter.of(filter)), Properties.NONE));
                assertThat(client.receive(UnsubAck.class).reasons())
                        .containsExactly(ReasonCode.NO_SUBSCRIPTION_EXISTED);
            }
        }
        try (RawClient client = BROKER.open(Version.V5)) {
            client.send(withWill(Version.V5, "deep-will", Message.of(deep, "x")));
            isClosed(client, ConnAck.refused(ReasonCode.TOPIC_NAME_INVALID));
        }
        try (RawClient client = BROKER.client(Version.V3_1_1, "deep-old")) {
            assertThat(subscribed(client, atMost(deep, Qos.AT_MOST_ONCE)))
                    .containsExactly(ReasonCode.UNSPECIFIED_ERROR);
            client.send(publish(deep, "x", Qos.AT_MOST_ONCE, 0));
            isClosed(client);
        }
    }

    @Test
    void aPacketFullOfFilters() throws IOException {
        List<Subscription> many = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            many.add(atMost("many/" + i, Qos.AT_MOST_ONCE));
        }
        try (RawClient client = BROKER.client(Version.V5, "many-filters")) {
            client.send(new Subscribe(1, many, Properties.NONE));
            List<ReasonCode> reasons = client.receive(SubAck.class).reasons();
            assertThat(reasons).hasSameSizeAs(many).startsWith(ReasonCode.SUCCESS).endsWith(ReasonCode.QUOTA_EXCEEDED);
            client.send(new Unsubscribe(2, many.stream().map(Subscription::filter).toList(), Properties.NONE));
            assertThat(client.receive(UnsubAck.class).reasons())
                    .hasSameSizeAs(many)
                    .startsWith(ReasonCode.SUCCESS)
                    .endsWith(ReasonCode.NO_SUBSCRIPTION_EXISTED);
        }
    }

    @Test
    void allFourThousandWildcardsOfTwelveLevels() throws IOException {
        List<Subscription> all = new ArrayList<>();
        for (int bits = 0; bits < 1 << 12; bits++) {
            StringBuilder filter = new StringBuilder();
            for (int level = 0; level < 12; level++) {
                filter.append(level == 0 ? "" : "/").append((bits >> level & 1) == 0 ? "x" : "+");
            }
            all.add(atMost(filter.toString(), Qos.AT_MOST_ONCE));
        }
        try (RawClient client = BROKER.client(Version.V5, "wildcards")) {
            client.send(new Subscribe(1, all, Properties.NONE));
            client.receive(SubAck.class);
            for (int i = 0; i < 50; i++) {
                client.send(publish("x/x/x/x/x/x/x/x/x/x/x/x", "m" + i, Qos.AT_MOST_ONCE, 0));
                assertThat(TestBroker.text(client)).isEqualTo("m" + i);
            }
            TestBroker.hearsNothing(client);
        }
    }

    @Test
    void strangersThatSayNothingOrDripAreSentAwayInTime() throws IOException {
        List<RawClient> strangers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            strangers.add(BROKER.open(Version.V5));
        }
        ByteBuf connect = Unpooled.buffer();
        Encoder.of(Version.V5).encode(Connect.of(Version.V5, "x".repeat(200), true, 0), connect);
        RawClient drips = strangers.get(0);
        try {
            while (connect.isReadable()) {
                drips.sendBytes(connect.readSlice(1));
                TestBroker.pass(Duration.ofMillis(20));
            }
        } catch (SocketException closed) {
            assertThat(connect.isReadable()).as("closed in the middle").isTrue();
        }
        for (RawClient stranger : strangers) {
            assertThat(stranger.receive()).isNull();
            stranger.close();
        }
    }

    @Test
    void aPublishThatDripsArrivesWhole() throws IOException {
        ByteBuf drops = Unpooled.buffer();
        Encoder.of(Version.V3_1_1).encode(publish("drip", "x".repeat(200), Qos.AT_MOST_ONCE, 0), drops);
        try (RawClient client = BROKER.client(Connect.of(Version.V3_1_1, "drips", true, 1))) {
            subscribed(client, atMost("drip", Qos.AT_MOST_ONCE));
            while (drops.isReadable()) {
                client.sendBytes(drops.readSlice(Math.min(drops.readableBytes(), 5)));
                TestBroker.pass(Duration.ofMillis(50));
            }
            assertThat(TestBroker.text(client)).hasSize(200);
        }
    }

    @Test
    void connectionsThatAreTornDown() throws IOException {
        RandomGenerator random = new SplittableRandom(7);
        for (int i = 0; i < 300; i++) {
            try (Socket socket = new Socket(BROKER.address().getHost(), BROKER.address().getPort())) {
                ByteBuf bytes = Unpooled.buffer();
                Encoder.of(Version.V5).encode(Connect.of(Version.V5, "torn-" + i % 5, false, 0), bytes);
                Encoder.of(Version.V5).encode(publish("torn", "x", Qos.EXACTLY_ONCE, 1), bytes);
                byte[] some = new byte[random.nextInt(bytes.readableBytes() + 1)];
                bytes.readBytes(some);
                socket.getOutputStream().write(some);
                socket.setSoLinger(true, 0);
            }
        }
        Await.until("all are gone", () -> BROKER.broker().connections() <= 20);
    }

    @Test
    void aReaderThatReadsNothingLosesWhatDoesNotFitAndNothingElse() throws IOException {
        try (RawClient slow = BROKER.client(Version.V5, "slow");
                RawClient loud = BROKER.client(Version.V5, "loud")) {
            subscribed(slow, atMost("loud", Qos.AT_LEAST_ONCE));
            Message large = Message.of("loud", bytes(100_000));
            for (int i = 0; i < 500; i++) {
                loud.send(publish(large.withQos(i % 2 == 0 ? Qos.AT_MOST_ONCE : Qos.AT_LEAST_ONCE), i % 2 * (i + 1)));
                if (i % 2 == 1) {
                    assertThat(loud.receive()).isInstanceOf(PubAck.class);
                }
            }
            loud.send(Publish.of(Message.of("loud", "the end")));
            healthy().someMore();
            int heard = 0;
            for (Packet next = slow.receive(); next instanceof Publish publish; next = slow.receive()) {
                heard++;
                if (publish.message().qos() == Qos.AT_LEAST_ONCE) {
                    slow.send(new PubAck(publish.packetId()));
                }
                if (heard == 50) {
                    slow.send(PingReq.INSTANCE);
                }
            }
            assertThat(heard).isBetween(50, 501);
        }
    }

    @Test
    void aSubscriberThatNeverAcknowledgesHasAnEndOfQueue() throws IOException {
        try (RawClient deaf = BROKER.client(Version.V3_1_1, "never-acknowledges");
                RawClient loud = BROKER.client(Version.V5, "insists")) {
            subscribed(deaf, atMost("insists", Qos.EXACTLY_ONCE));
            for (int i = 1; i <= 5_000; i++) {
                loud.send(publish("insists", "m" + i, Qos.AT_LEAST_ONCE, i));
                loud.receive(PubAck.class);
            }
            for (int i = 1; i <= 500; i++) {
                assertThat(TestBroker.text(deaf)).isEqualTo("m" + i);
            }
        }
    }

    @Test
    void publishesExactlyOnceThatAreNeverReleased() throws IOException {
        try (RawClient client = BROKER.client(Version.V3_1_1, "never-releases")) {
            for (int id = 1; id <= 65_535; id += 1_000) {
                Publish[] some = new Publish[Math.min(1_000, 65_536 - id)];
                for (int i = 0; i < some.length; i++) {
                    some[i] = publish("unreleased", "x", Qos.EXACTLY_ONCE, id + i);
                }
                client.send(some);
                for (int i = 0; i < some.length; i++) {
                    assertThat(client.receive()).isEqualTo(new PubRec(id + i));
                }
            }
            TestBroker.hearsNothing(client);
        }
    }

    @Test
    void aClientIdThatManyFightFor() throws IOException {
        List<RawClient> fighters = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RawClient client = BROKER.open(Version.V5);
            client.send(Connect.of(Version.V5, "fought-for", i % 2 == 0, 0));
            fighters.add(client);
        }
        List<RawClient> left = new ArrayList<>(fighters);
        Await.until("one is left", () -> {
            left.removeIf(fighter -> !survives(fighter));
            return left.size() == 1;
        });
        TestBroker.hearsNothing(left.get(0));
        for (RawClient fighter : fighters) {
            fighter.close();
        }
    }

    private static boolean survives(RawClient fighter) {
        try {
            fighter.send(PingReq.INSTANCE);
            return isAnswered(fighter);
        } catch (SocketException closed) {
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isAnswered(RawClient fighter) throws IOException {
        for (Packet next = fighter.receive(); next != null; next = fighter.receive()) {
            if (next == PingResp.INSTANCE) {
                return true;
            }
            if (!(next instanceof ConnAck)) {
                assertThat(next).isEqualTo(Disconnect.of(ReasonCode.SESSION_TAKEN_OVER));
            }
        }
        return false;
    }

    private HealthyPair healthy() {
        if (healthy == null) {
            throw new IllegalStateException("began badly");
        }
        return healthy;
    }
}
