package tidings.mqtt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.Check.forAll;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.PubAck;
import tidings.mqtt.PubComp;
import tidings.mqtt.PubRec;
import tidings.mqtt.PubRel;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.flow.IncomingFlow.Arrival;
import tidings.mqtt.flow.OutgoingFlow.Resend;
import tidings.testkit.Gen;
import tidings.testkit.Spec;

/// A sender and a receiver on a [Wire] that is cut again and again.
class TwoEndsTest {

    private static final int MESSAGES = 40;
    private static final Gen<RandomGenerator> SEEDS = (random, size) -> new SplittableRandom(random.nextLong());

    @Test
    @Spec({"MQTT-4.3.3-2", "MQTT-4.3.3-8", "MQTT-4.4.0-1", "MQTT-4.6.0-1"})
    void exactlyOnceArrivesExactlyOnceAndInOrder() {
        forAll(SEEDS, random -> {
            Ends ends = new Ends(random, Qos.EXACTLY_ONCE);
            ends.exchange();
            assertThat(ends.heard).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(ends.finished).hasSize(MESSAGES).doesNotHaveDuplicates();
        });
    }

    @Test
    @Spec({"MQTT-4.3.2-2", "MQTT-4.4.0-1", "MQTT-4.6.0-1"})
    void atLeastOnceArrivesAtLeastOnceAndFirstInOrder() {
        forAll(SEEDS, random -> {
            Ends ends = new Ends(random, Qos.AT_LEAST_ONCE);
            ends.exchange();
            assertThat(ends.heard.stream().distinct()).isEqualTo(IntStream.range(0, MESSAGES).boxed().toList());
            assertThat(ends.finished).hasSize(MESSAGES).doesNotHaveDuplicates();
        });
    }

    private static final class Ends {
        final List<Integer> heard = new ArrayList<>();
        final List<Integer> finished = new ArrayList<>();
        private final RandomGenerator random;
        private final Qos qos;
        private final Wire wire;
        private final int receiveMaximum;
        private final OutgoingFlow<Integer> sender = new OutgoingFlow<>();
        private final IncomingFlow receiver = new IncomingFlow();
        private int next;
        private int cuts;

        Ends(RandomGenerator random, Qos qos) {
            this.random = random;
            this.qos = qos;
            this.wire = new Wire(random);
            this.receiveMaximum = 1 + random.nextInt(10);
        }

        void exchange() {
            connect();
            while (finished.size() < MESSAGES) {
                if (cuts < 20 && random.nextInt(15) == 0) {
                    cuts++;
                    wire.cut();
                    sender.disconnected(lost -> {});
                    connect();
                }
                sendWhatHasRoom();
                wire.step(this::atReceiver, this::atSender);
            }
            assertThat(sender.size()).isZero();
        }

        private void connect() {
            sender.connected(receiveMaximum);
            receiver.connected(receiveMaximum);
        }

        private void sendWhatHasRoom() {
            for (Resend<Integer> again = sender.nextResend(); again != null; again = sender.nextResend()) {
                wire.sendThere(
                        again.release() ? new PubRel(again.packetId()) : publish(again.what(), again.packetId(), true));
            }
            while (next < MESSAGES && sender.hasRoom()) {
                wire.sendThere(publish(next, sender.begin(qos, next), false));
                next++;
            }
        }

        private Publish publish(int number, int packetId, boolean dup) {
            return new Publish(Message.of("t", Bytes.utf8(Integer.toString(number))).withQos(qos), dup, packetId);
        }

        private void atReceiver(Packet packet) {
            switch (packet) {
                case Publish publish -> received(publish);
                case PubRel release -> {
                    receiver.released(release.packetId());
                    wire.sendBack(new PubComp(release.packetId()));
                }
                default -> throw new AssertionError(packet);
            }
        }

        private void received(Publish publish) {
            Arrival arrival = receiver.arrived(publish);
            assertThat(arrival).isNotIn(Arrival.TOO_MANY, Arrival.PENDING);
            if (arrival == Arrival.NEW) {
                heard.add(Integer.valueOf(publish.message().payload().asUtf8()));
            }
            if (qos == Qos.AT_LEAST_ONCE) {
                receiver.answeredAtLeastOnce();
                wire.sendBack(new PubAck(publish.packetId()));
            } else {
                receiver.answeredExactlyOnce(publish.packetId(), false);
                wire.sendBack(new PubRec(publish.packetId()));
            }
        }

        private void atSender(Packet packet) {
            switch (packet) {
                case PubAck ack -> finished(sender.onPubAck(ack.packetId()));
                case PubRec rec -> {
                    if (sender.onPubRec(rec.packetId()) != null) {
                        wire.sendThere(new PubRel(rec.packetId()));
                    }
                }
                case PubComp complete -> finished(sender.onPubComp(complete.packetId()));
                default -> throw new AssertionError(packet);
            }
        }

        private void finished(@Nullable Integer number) {
            if (number != null) {
                finished.add(number);
            }
        }
    }
}
