package tidings.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.mqtt.Version;
import tidings.testkit.Await;

/// Two brokers of ours, and what is between them.
class BridgeTest {

    private static final String STATE = "$SYS/broker/connection/here.bridge/state";
    private static final Authorizer NOTHING = new Authorizer() {
        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return false;
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return false;
        }
    };

    @TempDir
    private Path hereData;

    @TempDir
    private Path thereData;

    private final List<Bridge> bridges = new ArrayList<>();
    private Site here;
    private Site there;

    @BeforeEach
    void start() {
        here = new Site(hereData);
        there = new Site(thereData);
    }

    @AfterEach
    void stop() {
        bridges.forEach(Bridge::close);
        here.close();
        there.close();
    }

    @ParameterizedTest
    @EnumSource
    void takesMessagesBothWaysUnderOtherNames(Version version) {
        Bridge bridge = joined(start(here, config(there).remote(c -> c.version(version))
                .topic("out/# out 2 \"\" site/")
                .topic("in/# in 2 from/ to/")));
        for (Qos qos : Qos.values()) {
            here.publish("out/" + qos.level(), "o", qos);
            there.hears("site/out/" + qos.level() + "=o");
            assertThat(there.last().qos()).isEqualTo(qos);
            there.publish("to/in/" + qos.level(), "i", qos);
            here.hears("from/in/" + qos.level() + "=i");
            assertThat(here.last().qos()).isEqualTo(qos);
        }
        here.publish("in/1", "no", Qos.AT_LEAST_ONCE);
        there.publish("site/out/1", "no", Qos.AT_LEAST_ONCE);
        here.publish("out/last", "o", Qos.AT_LEAST_ONCE);
        there.hears("site/out/last=o");
        there.publish("to/in/last", "i", Qos.AT_LEAST_ONCE);
        here.hears("from/in/last=i");
        assertThat(there.heard()).doesNotContain("in/1=no", "site/in/1=no");
        assertThat(here.heard()).doesNotContain("site/out/1=no", "out/1=no");
        Await.until("all is counted", () -> bridge.status().equals(new Bridge.Status("bridge", true, 4, 4, 0, 0)));
    }

    @ParameterizedTest
    @EnumSource
    void retainFlagsCross(Version version) {
        joined(start(here, config(there).remote(c -> c.version(version)).topic("# both 1")));
        here.publish(Message.of("a", "x").withQos(Qos.AT_LEAST_ONCE).withRetain(true));
        there.hears("a=x");
        assertThat(there.last().isRetained()).isTrue();
        there.publish(Message.of("b", "x").withQos(Qos.AT_LEAST_ONCE).withRetain(true));
        here.hears("b=x");
        assertThat(here.last().isRetained()).isTrue();
    }

    @Test
    void retainFlagsStayHereWhereTheyAreNotToGoOut() {
        joined(start(here, config(there).topic("# both 1").outgoingRetain(false)));
        here.publish(Message.of("a", "x").withQos(Qos.AT_LEAST_ONCE).withRetain(true));
        there.hears("a=x");
        assertThat(there.last().isRetained()).isFalse();
        there.publish(Message.of("b", "x").withQos(Qos.AT_LEAST_ONCE).withRetain(true));
        here.hears("b=x");
        assertThat(here.last().isRetained()).isTrue();
    }

    @Test
    void messagesCrossAsTheyAre() {
        joined(start(here, config(there).topic("# both 1")));
        here.publish(Message.of("a", "x")
                .withQos(Qos.EXACTLY_ONCE)
                .withRetain(true)
                .with(Property.CONTENT_TYPE, "text/plain"));
        there.hears("a=x");
        assertThat(there.last().isRetained()).isTrue();
        assertThat(there.last().qos()).isEqualTo(Qos.AT_LEAST_ONCE);
        assertThat(there.last().properties().get(Property.CONTENT_TYPE)).isEqualTo("text/plain");
    }

    @ParameterizedTest
    @CsvSource({"V3_1_1, true", "V3_1_1, false", "V5, true"})
    void whatCrossedDoesNotComeBack(Version version, boolean isKnownForABridge) {
        joined(start(here, config(there).remote(c -> c.version(version).bridge(isKnownForABridge)).topic("# both 1")));
        for (int i = 0; i < 20; i++) {
            here.publish("a", "same", Qos.AT_LEAST_ONCE);
            there.publish("b", "same", Qos.AT_LEAST_ONCE);
        }
        here.publish("z", "end", Qos.AT_LEAST_ONCE);
        there.hears("z=end").publish("y", "end", Qos.AT_LEAST_ONCE);
        here.hears("y=end");
        there.publish("x", "end", Qos.AT_LEAST_ONCE); // behind an echo of y, if there were one
        here.hears("x=end");
        for (Site site : List.of(here, there)) {
            assertThat(site.heard("a=same")).isEqualTo(20);
            assertThat(site.heard("b=same")).isEqualTo(20);
            assertThat(site.heard("y=end")).isEqualTo(1);
        }
    }

    @Test
    void twoBridgesBetweenTheSameBrokersDoNotGoRoundForEver() {
        joined(start(here, config(there).remoteClientId("one").topic("# both 1")));
        joined(start(there, config(here).remoteClientId("two").topic("# both 1")));
        for (String topic : List.of("a", "b")) { // each bridge takes it over, and what the other took over back
            here.publish(topic, "x", Qos.AT_LEAST_ONCE);
            Await.until("all copies have come", () -> here.heard(topic + "=x") == 3 && there.heard(topic + "=x") == 2);
        }
        assertThat(here.heard("a=x")).isEqualTo(3);
        assertThat(there.heard("a=x")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsPublishedWhileTheOtherBrokerIsAwayWaits(boolean joinedBefore) {
        if (joinedBefore) {
            joined(start(here, config(there).topic("a out 2")));
            there.stop();
        } else {
            there.stop();
            start(here, config(there).topic("a out 2"));
        }
        here.hears(STATE + "=0");
        publishNumbered();
        there.start();
        there.hears("a=49");
        assertThat(there.heard()).containsExactlyElementsOf(numbered(50));
    }

    @Test
    void whatWaitsOutlivesTheBrokerWhereItWaits() {
        joined(start(here, config(there).topic("a out 2"))).close();
        there.stop();
        publishNumbered();
        here.stop();
        here.start();
        there.start();
        start(here, config(there).topic("a out 2"));
        there.hears("a=49");
        assertThat(there.heard()).containsExactlyElementsOf(numbered(50));
    }

    @Test
    void whatIsPublishedThereWhileTheBridgeIsAwayWaits() {
        joined(start(here, config(there).topic("a in 2"))).close();
        IntStream.range(0, 50).forEach(i -> there.publish("a", "" + i, Qos.EXACTLY_ONCE));
        there.stop();
        there.start();
        start(here, config(there).topic("a in 2"));
        here.hears("a=49");
        assertThat(here.heard()).containsExactlyElementsOf(numbered(50));
    }

    @Test
    void aBrokerThatComesAndGoesMissesNothingAndHearsNothingTwice() {
        joined(start(here, config(there).topic("a out 2")));
        for (int i = 0; i < 150; i++) {
            if (i % 50 == 25) {
                there.stop();
                there.start();
            }
            here.publish("a", "" + i, Qos.EXACTLY_ONCE);
        }
        there.hears("a=149");
        assertThat(there.heard()).containsExactlyElementsOf(numbered(150));
    }

    @Test
    void atMostOnceNothingWaits() {
        there.stop();
        Bridge bridge = start(here, config(there).topic("a out 2"));
        here.hears(STATE + "=0");
        here.publish("a", "0", Qos.AT_MOST_ONCE);
        Await.until("it is dropped", () -> bridge.status().droppedOut() == 1);
        here.publish("a", "1", Qos.AT_LEAST_ONCE);
        there.start();
        there.hears("a=1");
        assertThat(there.heard()).containsExactly("a=1");
    }

    @Test
    void whatTheOtherBrokerRefusesIsNotInTheWay() {
        Bridge bridge = joined(start(here, config(there).topic("bad out 1 \"\" $SYS/").topic("# out 1")));
        here.publish("bad", "x", Qos.AT_LEAST_ONCE);
        here.publish("good", "x", Qos.AT_LEAST_ONCE);
        there.hears("good=x");
        Await.until("it is counted", () -> bridge.status().droppedOut() == 1);
    }

    @Test
    void bothSidesAreToldWhetherItStands() {
        Bridge bridge = start(here, config(there).topic("a out"));
        here.hears(STATE + "=1");
        there.hears(STATE + "=1");
        assertThat(there.last().isRetained()).isTrue();
        there.stop();
        Await.until("here is told", () -> here.last().text().equals("0"));
        there.start();
        Await.until("here is told again", () -> here.last().text().equals("1"));
        Await.until("there is told again", () -> there.last().text().equals("1"));
        bridge.close();
        Await.until("here is told of the end", () -> here.last().text().equals("0"));
        Await.until("there is told of the end", () -> there.last().text().equals("0"));
    }

    @Test
    void ofSeveralBrokersTheFirstThatCanBeHadIsJoined() {
        BridgeConfig.Builder config = BridgeConfig.builder("bridge").address("mqtt://127.0.0.1:1");
        joined(start(here, config.address(there.uri()).topic("a")));
        here.publish("a", "x", Qos.AT_MOST_ONCE);
        there.hears("a=x");
    }

    @Test
    void logsInWhereNobodyElseMay() {
        BridgeLogin login = new BridgeLogin();
        BrokerConfig closed = BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .authenticator(login)
                .authorizer(login.allowing(NOTHING))
                .build();
        try (Broker broker = Broker.start(closed)) {
            BridgeConfig in = login.applyTo(config(there)).topic("a in 1 b/").build();
            BridgeConfig out =
                    login.applyTo(config(there)).remoteClientId("second").topic("b/# out 1").build();
            bridges.add(joined(Bridge.start(broker, out)));
            bridges.add(joined(Bridge.start(broker, in)));
            Await.until("a message goes in and out", () -> {
                there.publish("a", "x", Qos.AT_LEAST_ONCE);
                return there.heard("b/a=x") > 0;
            });
            bridges.forEach(Bridge::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "mqtt://0.0.0.0:0", "mqtt://[::]:0"})
    void findsItsWayToItsOwnBroker(String listener) {
        String address = listener.equals("unix") ? "unix://" + hereData.resolve("s") : listener;
        BrokerConfig config = BrokerConfig.builder().listen(address).allowAnonymous(true).build();
        try (Broker broker = Broker.start(config)) {
            joined(Bridge.start(broker, config(there).topic("a").build())).close();
        }
    }

    @Test
    void saysWhereItFindsNone() {
        BrokerConfig config = BrokerConfig.builder().listen("ws://127.0.0.1:0").build();
        try (Broker broker = Broker.start(config)) {
            BridgeConfig bridge = config(there).topic("a").build();
            assertThatThrownBy(() -> Bridge.start(broker, bridge))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("The bridge bridge reaches its own broker without TLS");
        }
    }

    /// At QoS 1 and 2 in turn.
    private void publishNumbered() {
        for (int i = 0; i < 50; i++) {
            here.publish("a", "" + i, i % 2 == 0 ? Qos.EXACTLY_ONCE : Qos.AT_LEAST_ONCE);
        }
    }

    private Bridge start(Site local, BridgeConfig.Builder config) {
        Bridge bridge = Bridge.start(local.broker(), config.build());
        bridges.add(bridge);
        return bridge;
    }

    private static Bridge joined(Bridge bridge) {
        Await.until("the bridge stands", () -> bridge.status().connected());
        return bridge;
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "a=" + i).toList();
    }

    private static BridgeConfig.Builder config(Site remote) {
        return BridgeConfig.builder("bridge")
                .address(remote.uri())
                .remoteClientId("here.bridge")
                .remote(c -> c.reconnect(r -> r.delay(Duration.ofMillis(20), Duration.ofMillis(50))));
    }
}
