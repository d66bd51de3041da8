package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Await;
import tidings.testkit.Spec;

/// Many connections that fight for one client id, while messages go through its session.
class TakeoverStormTest {

    private static final int MESSAGES = 400;
    private static final Properties KEPT = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 600L)
            .with(Property.RECEIVE_MAXIMUM, 20);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @RegisterExtension
    final TestBroker broker = new TestBroker(builder -> builder
            .allowAnonymous(true)
            .eventLoops(3)
            .limits(Limits.defaults().with(limits -> limits.queuedMessages(100_000))));

    @AfterEach
    void stop() {
        threads.close();
    }

    /// The subscriber's connections take each other over at every moment; what the client remembers between them, and all
    /// that a client must remember, is which packet ids of QoS 2 it has told to have received.
    @ParameterizedTest
    @EnumSource(names = {"AT_LEAST_ONCE", "EXACTLY_ONCE"})
    @Spec({"MQTT-3.1.4-3", "MQTT-4.3.3-10", "MQTT-4.4.0-1"})
    void aSubscriberWhoIsTakenOverAgainAndAgainLosesNothingAndDoublesNothing(Qos qos) throws Exception {
        Subscriber subscriber = new Subscriber(qos);
        subscriber.begin();
        Future<?> publishing = threads.submit(() -> publishAll("publisher", qos));
        Future<?> listening = threads.submit(subscriber::hearAll);
        publishing.get(60, TimeUnit.SECONDS);
        listening.get(60, TimeUnit.SECONDS);
        List<String> all = IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList();
        if (qos == Qos.EXACTLY_ONCE) {
            assertThat(subscriber.heard).containsExactlyElementsOf(all);
        } else {
            assertThat(subscriber.heard.stream().distinct()).containsExactlyElementsOf(all);
        }
        assertThat(subscriber.takeovers).as("precondition: there was a storm").isGreaterThan(10);
    }

    /// The publisher's connections take each other over; each message is published until it is acknowledged, with what MQTT
    /// gives a client for that.
    @Test
    @Spec({"MQTT-4.3.3-10", "MQTT-3.1.4-3"})
    void aPublisherWhoIsTakenOverAgainAndAgainLosesNothingAndDoublesNothing() throws Exception {
        try (RawClient listener = broker.client(Version.V5, "listener")) {
            listener.subscribe("storm", Qos.AT_MOST_ONCE);
            Future<?> publishing = threads.submit(() -> publishWithTakeovers("publisher"));
            List<String> heard = new ArrayList<>();
            while (heard.size() < MESSAGES) {
                heard.add(listener.receive(Publish.class).message().payload().asUtf8());
            }
            publishing.get(60, TimeUnit.SECONDS);
            assertThat(heard).containsExactlyElementsOf(
                    IntStream.range(0, MESSAGES).mapToObj(i -> "m" + i).toList());
            assertThat(listener.isAlive()).isTrue();
        }
    }

    /// Each connection has a will of its own, with a delay or none, and cleans the session or does not. Each will is heard
    /// once if its connection was let in and its delay was none; a delayed one at most once.
    @Test
    @Spec({"MQTT-3.1.2-8", "MQTT-3.1.3-9", "MQTT-3.1.2-10"})
    void everyWillOfAStormIsPublishedOnceOrNotAtAllAsItsDelaySays() throws Exception {
        try (RawClient listener = broker.client(Version.V5, "will-listener")) {
            listener.subscribe("wills", Qos.AT_MOST_ONCE);
            List<Future<@Nullable String>> fighters = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                fighters.add(threads.submit(() -> fight(number)));
            }
            Set<String> due = new HashSet<>();
            for (Future<@Nullable String> fighter : fighters) {
                String will = fighter.get(60, TimeUnit.SECONDS);
                if (will != null && will.startsWith("now")) {
                    due.add(will);
                }
            }
            Await.until("all of them are gone", () -> broker.broker().connections() == 1);
            List<String> heard = heardUntilQuiet(listener);
            assertThat(heard).doesNotHaveDuplicates();
            assertThat(heard).containsAll(due);
            assertThat(due.size()).as("precondition: many were let in").isGreaterThan(20);
        }
    }

    private @Nullable String fight(int number) throws IOException {
        boolean delayed = number % 3 == 0;
        boolean clean = number % 5 == 0;
        String text = (delayed ? "later" : "now") + number;
        Properties delay = delayed ? Properties.NONE.with(Property.WILL_DELAY_INTERVAL, 300L) : Properties.NONE;
        Message will = Message.of("wills", text).withProperties(delay);
        try (RawClient client = broker.open(Version.V5)) {
            client.send(new Connect(Version.V5, "fought-for", clean, 0, will, null, null, KEPT));
            Packet answer = client.receive();
            return answer instanceof ConnAck ack && ack.reason() == ReasonCode.SUCCESS ? text : null;
        } catch (SocketException reset) {
            return null; // taken over before it could read
        }
    }

    private List<String> heardUntilQuiet(RawClient listener) throws IOException {
        List<String> heard = new ArrayList<>();
        try (RawClient last = broker.client(Version.V5, "last")) {
            last.send(Publish.of(Message.of("wills", "end")));
            while (true) {
                String text = listener.receive(Publish.class).message().payload().asUtf8();
                if (text.equals("end")) {
                    return heard;
                }
                heard.add(text);
            }
        }
    }

    private @Nullable Void publishAll(String id, Qos qos) throws IOException {
        try (RawClient publisher = broker.client(Version.V5, id)) {
            for (int i = 0; i < MESSAGES; i++) {
                publisher.send(new Publish(Message.of("storm", "m" + i).withQos(qos), false, 1));
                if (qos == Qos.AT_LEAST_ONCE) {
                    publisher.receive(PubAck.class);
                } else {
                    publisher.receive(PubRec.class);
                    publisher.send(new PubRel(1));
                    publisher.receive(PubComp.class);
                }
            }
        }
        return null;
    }

    private @Nullable Void publishWithTakeovers(String id) throws Exception {
        RawClient connection = null;
        for (int i = 0; i < MESSAGES; i++) {
            int packetId = i + 1;
            Publish publish = new Publish(Message.of("storm", "m" + i).withQos(Qos.EXACTLY_ONCE), false, packetId);
            connection = until(connection, id, publish, PubRec.class);
            connection = until(connection, id, new PubRel(packetId), PubComp.class);
        }
        if (connection != null) {
            connection.close();
        }
        return null;
    }

    /// Sends a packet, on one connection after the other, until an answer comes.
    private RawClient until(
            @Nullable RawClient connection, String id, Packet packet, Class<? extends Packet> answer)
            throws Exception {
        RawClient current = connection;
        while (true) {
            RawClient next = current == null ? connected(id) : current;
            next.send(packet);
            if (ThreadLocalRandom.current().nextInt(4) == 0) {
                current = connected(id); // takes over while the answer is on its way
                next.close();
            } else if (answer.isInstance(next.receive())) {
                return next;
            } else {
                current = null;
            }
        }
    }

    private RawClient connected(String id) throws IOException {
        RawClient client = broker.open(Version.V5);
        client.send(new Connect(Version.V5, id, false, 0, null, null, null, KEPT));
        assertThat(client.receive(ConnAck.class).reason()).isEqualTo(ReasonCode.SUCCESS);
        return client;
    }

    private final class Subscriber {
        final Qos qos;
        final List<String> heard = new ArrayList<>();
        final Set<Integer> received = new HashSet<>();
        final Set<String> distinct = new HashSet<>();
        int takeovers;

        Subscriber(Qos qos) {
            this.qos = qos;
        }

        void begin() throws IOException {
            try (RawClient first = connected("fought-for")) {
                first.subscribe("storm", qos);
            }
        }

        @Nullable
        Void hearAll() throws IOException {
            RawClient current = connected("fought-for");
            while (distinct.size() < MESSAGES) {
                if (ThreadLocalRandom.current().nextInt(20) == 0) {
                    RawClient young = connected("fought-for");
                    takeovers++;
                    current.close();
                    current = young;
                }
                Packet packet = current.receive();
                if (packet instanceof Publish publish) {
                    hear(current, publish);
                } else if (packet instanceof PubRel release) {
                    received.remove(release.packetId());
                    current.send(new PubComp(release.packetId()));
                }
            }
            current.close();
            return null;
        }

        private void hear(RawClient current, Publish publish) throws IOException {
            String text = publish.message().payload().asUtf8();
            boolean isNew = qos == Qos.AT_LEAST_ONCE || received.add(publish.packetId());
            if (isNew) {
                heard.add(text);
                distinct.add(text);
            }
            current.send(qos == Qos.AT_LEAST_ONCE
                    ? new PubAck(publish.packetId())
                    : new PubRec(publish.packetId()));
        }
    }
}
