package tidings.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Client;
import tidings.cli.load.Load;
import tidings.cli.load.LoadPlan;
import tidings.cli.load.LoadPlan.Mode;
import tidings.cli.load.Placeholders;
import tidings.cli.load.Report;
import tidings.cli.load.Report.Latency;
import tidings.client.ConnectRefusedException;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;
import tidings.testkit.Await;

/// Load on a real broker: what was sent is counted, what did not come is noticed.
class BenchCommandTest {

    @ParameterizedTest
    @EnumSource(Qos.class)
    void allThatIsPublishedIsReceived(Qos qos) throws Exception {
        try (Broker broker = broker()) {
            Report report = load(broker, plan(Mode.PUBSUB, 5, 200, "bench/%i", qos)).run();
            assertThat(report.connected()).isEqualTo(5);
            assertThat(report.sent()).isEqualTo(1_000);
            assertThat(report.acknowledged()).isEqualTo(1_000);
            assertThat(report.received()).isEqualTo(1_000);
            assertThat(report.lost() + report.repeated() + report.failed()).isZero();
            assertThat(report.deliveries().count()).isEqualTo(1_000);
            assertThat(report.deliveries().p99()).isBetween(report.deliveries().p50(), report.deliveries().max());
        }
    }

    @Test
    void whoSharesATopicReceivesWhatAllPublish() throws Exception {
        try (Broker broker = broker()) {
            Report report = load(broker, plan(Mode.PUBSUB, 4, 10, "all", Qos.AT_LEAST_ONCE)).run();
            assertThat(report.sent()).isEqualTo(40);
            assertThat(report.received()).isEqualTo(160);
            assertThat(report.lost()).isZero();
        }
    }

    @Test
    void whatIsPublishedAtARateTakesItsTime() throws Exception {
        try (Broker broker = broker()) {
            LoadPlan plan = new LoadPlan(
                    Mode.PUB, 2, Duration.ZERO, 200, 20, 50, Duration.ZERO, Duration.ZERO, 16, "a", Qos.AT_LEAST_ONCE,
                    false);
            Report report = load(broker, plan).run();
            assertThat(report.sent()).isEqualTo(100);
            assertThat(report.seconds()).isGreaterThan(0.49);
            assertThat(report.acknowledgements().count()).isEqualTo(100);
        }
    }

    @Test
    void whatDoesNotComeIsLost() throws Exception {
        try (Broker broker = Broker.start(open().authorizer(new EveryTenth()).build())) {
            Report report = load(broker, plan(Mode.PUBSUB, 1, 100, "gap", Qos.AT_LEAST_ONCE)).run();
            assertThat(report.received()).isEqualTo(90);
            assertThat(report.lost()).isEqualTo(10);
        }
    }

    @Test
    void whoOnlyReceivesSeesTheGapsOfOthers() throws Exception {
        try (Broker broker = Broker.start(open().authorizer(new EveryTenth()).build())) {
            Load listening = load(broker, plan(Mode.SUB, 1, 90, "gap/#", Qos.AT_LEAST_ONCE));
            CompletableFuture<Report> heard = inBackground(listening);
            Await.until("it has subscribed", () -> broker.view().figures().subscriptions() == 1);
            MqttConfig publisher = MqttClient.builder().server(uri(broker)).clientId("publisher").config();
            run(new Load(plan(Mode.PUB, 1, 101, "gap/a", Qos.AT_LEAST_ONCE), number -> publisher, progress -> {}));
            assertThat(heard.get().received()).isGreaterThanOrEqualTo(90);
            assertThat(heard.get().lost()).isGreaterThanOrEqualTo(9);
        }
    }

    @Test
    void whoStaysIsToldToLeave() throws Exception {
        try (Broker broker = broker()) {
            Load load = load(broker, plan(Mode.CONN, 20, 0, "none", Qos.AT_MOST_ONCE));
            CompletableFuture<Report> report = inBackground(load);
            Await.until("all are in", () -> broker.connections() == 20);
            load.stop();
            assertThat(report.get().connected()).isEqualTo(20);
            assertThat(report.get().connects().count()).isEqualTo(20);
            Await.until("all have left", () -> broker.connections() == 0);
        }
    }

    @Test
    void aServerThatLetsNobodyInIsAnError() {
        try (Broker broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").build())) {
            Load load = load(broker, plan(Mode.PUB, 3, 1, "a", Qos.AT_MOST_ONCE));
            assertThatThrownBy(load::run).isInstanceOf(ConnectRefusedException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"p99>50ms, false", "p99 > 0.000001 ms, true", "p50>1s, false", "lost>0, false", "rate<1, false",
        "rate>1, true"})
    void limitsAreMissedOrNot(String limit, boolean missed) {
        Latency times = new Latency(1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1);
        Report report = new Report(1, 0, 0, 1, 100, 100, 100, 0, 100, 100, 0, 0, times, times, times);
        assertThat(BenchLimit.parse(limit).isMissed(report)).isEqualTo(missed);
    }

    /// On a thread of its own: others have to wait where one blocks the common ones.
    private static CompletableFuture<Report> inBackground(Load load) {
        return CompletableFuture.supplyAsync(() -> run(load), task -> Thread.ofPlatform().daemon().start(task));
    }

    private static Report run(Load load) {
        try {
            return load.run();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private static LoadPlan plan(Mode mode, int clients, long messages, String topic, Qos qos) {
        return new LoadPlan(
                mode, clients, Duration.ZERO, 0, 20, messages, Duration.ZERO, Duration.ZERO, 32, topic, qos, false);
    }

    private static Load load(Broker broker, LoadPlan plan) {
        MqttConfig all = MqttClient.builder().server(uri(broker)).config();
        return new Load(
                plan, number -> all.with(client -> client.clientId(Placeholders.number("c%i", number))),
                progress -> {});
    }

    private static String uri(Broker broker) {
        return broker.addresses().get(0).toString();
    }

    private static Broker broker() {
        return Broker.start(open().build());
    }

    private static BrokerConfig.Builder open() {
        return BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true);
    }

    /// Keeps every tenth message from those who subscribed to it.
    private static final class EveryTenth implements Authorizer {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public boolean mayPublish(Client client, TopicName topic) {
            return true;
        }

        @Override
        public boolean maySubscribe(Client client, TopicFilter filter) {
            return true;
        }

        @Override
        public boolean mayHear(Client client, TopicName topic) {
            return asked.incrementAndGet() % 10 != 0;
        }
    }
}
