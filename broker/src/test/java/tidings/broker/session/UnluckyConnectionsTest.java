package tidings.broker.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tidings.broker.Limits;
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
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscribe;
import tidings.mqtt.Subscription;
import tidings.mqtt.Version;
import tidings.testkit.Check;
import tidings.testkit.Gen;
import tidings.testkit.Spec;

/// A publisher and a subscriber that lose their connections again and again, with whatever was on the way: what the
/// qualities promise holds all the same.
class UnluckyConnectionsTest {

    private static final int MESSAGES = 30;
    private static final Properties KEPT = Properties.NONE.with(Property.SESSION_EXPIRY_INTERVAL, 1_000L);

    @Test
    @Spec({"MQTT-4.3.2-3", "MQTT-4.3.2-4", "MQTT-4.6.0-5"})
    void atLeastOnceLosesNothingAndKeepsTheOrder() {
        Check.forAll(Gen.ints(0, Integer.MAX_VALUE), seed -> {
            List<String> heard = new Story(seed, Qos.AT_LEAST_ONCE).play();
            assertThat(heard.stream().distinct()).containsExactlyElementsOf(all());
        });
    }

    @Test
    @Spec({"MQTT-4.3.3-2", "MQTT-4.3.3-8", "MQTT-4.3.3-9", "MQTT-4.3.3-10"})
    void exactlyOnceLosesNothingAndDoublesNothing() {
        Check.forAll(Gen.ints(0, Integer.MAX_VALUE),
                seed -> assertThat(new Story(seed, Qos.EXACTLY_ONCE).play()).containsExactlyElementsOf(all()));
    }

    private static List<String> all() {
        return IntStream.rangeClosed(1, MESSAGES).mapToObj(i -> "m" + i).toList();
    }

    private static final class Story {
        final RandomGenerator random;
        final Qos qos;
        final HandLoop loop = new HandLoop();
        final Router router = new Router(Limits.defaults());
        final Shard shard;
        final List<String> heard = new ArrayList<>();
        final Set<Integer> heardIds = new HashSet<>();
        Line publisher;
        Line subscriber;
        int sending = 1;
        boolean recorded;

        Story(int seed, Qos qos) {
            this.random = new SplittableRandom(seed);
            this.qos = qos;
            this.shard = new Shard(0, 1, loop, router, Limits.defaults(), new AtomicInteger());
            router.start(List.of(shard));
            subscriber = new Line("sub");
            subscriber.peer.received(new Subscribe(1, List.of(Subscription.of("t", qos)), Properties.NONE));
            subscriber.outbox.next(SubAck.class);
            publisher = new Line("pub");
        }

        /// One connection; packets of the broker that are not read before it is lost are lost too.
        final class Line {
            final RecordingOutbox outbox = new RecordingOutbox(Version.V5);
            final Peer peer;

            Line(String id) {
                Connect connect = new Connect(
                        Version.V5, id, false, 0, null, null, null, KEPT.with(Property.RECEIVE_MAXIMUM, 4));
                Peer admitted = shard.admit(connect, id, outbox);
                assertThat(admitted).isNotNull();
                peer = admitted;
                outbox.next(ConnAck.class);
            }
        }

        List<String> play() {
            send(false);
            for (int step = 0; sending <= MESSAGES; step++) {
                assertThat(step).as("steps").isLessThan(100_000);
                switch (random.nextInt(12)) {
                    case 0 -> losePublisher();
                    case 1 -> loseSubscriber();
                    case 2, 3, 4, 5 -> publisherReads();
                    default -> subscriberReads();
                }
            }
            loseSubscriber();
            while (subscriberReads()) {
                assertThat(heard).hasSizeLessThan(10_000);
            }
            return heard;
        }

        void losePublisher() {
            if (random.nextBoolean()) {
                publisher.peer.closed(ReasonCode.SUCCESS); // else the new connection takes over
            }
            publisher = new Line("pub");
            send(true);
        }

        void loseSubscriber() {
            if (random.nextBoolean()) {
                subscriber.peer.closed(ReasonCode.SUCCESS);
            }
            subscriber = new Line("sub");
        }

        void send(boolean again) {
            int id = sending;
            if (id > MESSAGES) {
                return;
            }
            publisher.peer.received(recorded
                    ? new PubRel(id)
                    : new Publish(Message.of("t", "m" + id).withQos(qos), again, id));
            publisher.peer.readComplete();
        }

        void publisherReads() {
            Packet packet = publisher.outbox.next();
            if (packet instanceof PubRec) {
                recorded = true;
                send(false);
            } else if (packet instanceof PubAck || packet instanceof PubComp) {
                recorded = false;
                sending++;
                send(false);
            }
        }

        boolean subscriberReads() {
            Packet packet = subscriber.outbox.next();
            if (packet instanceof Publish publish) {
                hear(publish);
            } else if (packet instanceof PubRel release) {
                heardIds.remove(release.packetId());
                subscriber.peer.received(new PubComp(release.packetId()));
            }
            return packet != null;
        }

        void hear(Publish publish) {
            String text = publish.message().payload().asUtf8();
            if (qos == Qos.AT_LEAST_ONCE) {
                heard.add(text);
                subscriber.peer.received(new PubAck(publish.packetId()));
            } else {
                if (heardIds.add(publish.packetId())) {
                    heard.add(text);
                }
                subscriber.peer.received(new PubRec(publish.packetId()));
            }
        }
    }
}
