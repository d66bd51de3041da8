package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
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
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.mqtt.flow.OutgoingFlow;
import tidings.mqtt.flow.OutgoingFlow.Resend;
import tidings.testkit.Await;

/// Clients that come back whenever their broker does, and go on where they were, to the letter of the specification.
final class CrashClients {

    private static final int WINDOW = 40;
    private static final long BEFORE_NEXT_TRY_NANOS = 5_000_000;

    private CrashClients() {}

    /// What one connection is used for; ends with an exception.
    private interface Conversation {
        void hold(RawClient client, boolean sessionPresent) throws IOException;
    }

    /// Connects again and again, until it is told to stop.
    private static final class Connector {
        private final String id;
        private final Supplier<URI> address;
        private volatile boolean stopped;
        private volatile @Nullable AssertionError failure;
        private @Nullable Thread thread;

        Connector(String id, Supplier<URI> address) {
            this.id = id;
            this.address = address;
        }

        void start(Conversation conversation) {
            thread = Thread.ofPlatform().name(id).daemon().start(() -> {
                while (!stopped) {
                    try {
                        once(conversation);
                    } catch (AssertionError e) {
                        failure = e;
                        return;
                    } catch (IOException | RuntimeException down) {
                        LockSupport.parkNanos(BEFORE_NEXT_TRY_NANOS);
                    }
                }
            });
        }

        void once(Conversation conversation) throws IOException {
            try (RawClient client = new RawClient(address.get(), Version.V5)) {
                client.send(new Connect(
                        Version.V5, id, false, 0, null, null, null,
                        Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 3_600L)));
                conversation.hold(client, answered(client, ConnAck.class).sessionPresent());
            }
        }

        void stop() throws InterruptedException {
            stopped = true;
            join();
        }

        void join() throws InterruptedException {
            if (thread != null) {
                thread.join();
            }
            check();
        }

        void check() {
            AssertionError failed = failure;
            if (failed != null) {
                throw failed;
            }
        }
    }

    /// Publishes numbers from 0 on, and counts those that are safe.
    static final class Publisher {
        private final Connector connector;
        private final Qos qos;
        private final String topic;
        private final OutgoingFlow<Integer> flow = new OutgoingFlow<>();
        private int next;
        private volatile int acknowledged;
        private volatile boolean finishing;

        Publisher(String id, Qos qos, Supplier<URI> address) {
            this.connector = new Connector(id, address);
            this.qos = qos;
            this.topic = "crash/" + id;
        }

        void start() {
            connector.start((client, present) -> publish(client));
        }

        int acknowledged() {
            return acknowledged;
        }

        /// Publishes no more, and returns when all is acknowledged.
        void finish() throws InterruptedException {
            finishing = true;
            connector.join();
        }

        private void publish(RawClient client) throws IOException {
            flow.disconnected(lost -> {});
            flow.connected(WINDOW);
            do {
                for (Resend<Integer> again = flow.nextResend(); again != null; again = flow.nextResend()) {
                    client.send(again.release() ? new PubRel(again.packetId()) : message(again, true));
                }
                while (!finishing && flow.hasRoom()) {
                    int number = next++;
                    client.send(message(new Resend<>(flow.begin(qos, number), number, false), false));
                }
                if (flow.size() > 0) {
                    answer(client, answered(client, Packet.class));
                }
            } while (!finishing || flow.size() > 0);
            connector.stopped = true;
        }

        private void answer(RawClient client, Packet packet) throws IOException {
            switch (packet) {
                case PubAck ack -> done(flow.onPubAck(ack.packetId()));
                case PubRec received -> {
                    assertThat(flow.onPubRec(received.packetId())).isNotNull();
                    client.send(new PubRel(received.packetId()));
                }
                case PubComp complete -> done(flow.onPubComp(complete.packetId()));
                default -> throw new AssertionError("A publisher does not hear " + packet);
            }
        }

        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
        private void done(@Nullable Integer number) {
            if (number != null) {
                acknowledged++;
            }
        }

        private Publish message(Resend<Integer> what, boolean dup) {
            Message message = Message.of(topic, Bytes.utf8(what.what().toString())).withQos(qos);
            return new Publish(message, dup, what.packetId());
        }
    }

    /// Listens to all publishers, and takes down what it hears, of QoS 2 each packet id once until it is released.
    static final class Listener {
        private final Connector connector;
        private final Map<String, List<Integer>> heard = new ConcurrentHashMap<>();
        private final Map<String, Set<Integer>> distinct = new ConcurrentHashMap<>();
        private final Set<Integer> received = new ConcurrentSkipListSet<>();
        private volatile boolean subscribed;

        Listener(String id, Supplier<URI> address) {
            this.connector = new Connector(id, address);
        }

        void subscribe() throws IOException {
            connector.once(this::subscribe);
        }

        void start() {
            connector.start((client, present) -> {
                subscribe(client, present);
                while (!connector.stopped) {
                    take(client, answered(client, Packet.class));
                }
            });
        }

        boolean isSubscribed() {
            return subscribed;
        }

        /// Returns when it has heard so many different ones of each publisher.
        void hear(int once, int least) {
            Await.until("all are heard", () -> {
                connector.check();
                return different("once") >= once && different("least") >= least;
            });
        }

        List<Integer> heard(String publisher) {
            return heard.getOrDefault(publisher, List.of());
        }

        void finish() throws InterruptedException {
            connector.stop();
        }

        private int different(String publisher) {
            return distinct.getOrDefault(publisher, Set.of()).size();
        }

        private void subscribe(RawClient client, boolean present) throws IOException {
            assertThat(present).as("a session that was acknowledged is there").isEqualTo(subscribed);
            if (!present) {
                client.send(new Subscribe(
                        1, List.of(Subscription.of("crash/#", Qos.EXACTLY_ONCE)), Properties.NONE));
                answered(client, SubAck.class);
                subscribed = true;
            }
        }

        private void take(RawClient client, Packet packet) throws IOException {
            switch (packet) {
                case Publish publish when publish.message().qos() == Qos.AT_LEAST_ONCE -> {
                    note(publish.message());
                    client.send(new PubAck(publish.packetId()));
                }
                case Publish publish -> {
                    if (received.add(publish.packetId())) {
                        note(publish.message());
                    }
                    client.send(new PubRec(publish.packetId()));
                }
                case PubRel release -> {
                    received.remove(release.packetId());
                    client.send(new PubComp(release.packetId()));
                }
                default -> throw new AssertionError("A listener does not hear " + packet);
            }
        }

        private void note(Message message) {
            String publisher = message.topic().text().substring("crash/".length());
            int number = Integer.parseInt(message.payload().asUtf8());
            heard.computeIfAbsent(publisher, none -> Collections.synchronizedList(new ArrayList<>())).add(number);
            distinct.computeIfAbsent(publisher, none -> new ConcurrentSkipListSet<>()).add(number);
        }
    }

    private static <T extends Packet> T answered(RawClient client, Class<T> type) throws IOException {
        Packet packet = client.receive();
        if (packet == null) {
            throw new IOException("The broker is gone");
        }
        return type.cast(packet);
    }
}
