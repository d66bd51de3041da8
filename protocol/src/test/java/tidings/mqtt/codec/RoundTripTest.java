package tidings.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.Check.forAll;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Auth;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Property;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Packets.Sample;

/// What is written is what is read, for every packet of every version.
class RoundTripTest {

    private static final int LARGE = 1 << 20;

    /// A precondition of all that follows.
    @Test
    void theSamplesLeaveNothingOut() {
        Map<Version, Set<Class<?>>> kinds = new EnumMap<>(Version.class);
        Set<List<Object>> placesOfProperties = new HashSet<>();
        RandomGenerator random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            Sample sample = Packets.any().make(random, 32);
            kinds.computeIfAbsent(sample.version(), version -> new HashSet<>()).add(sample.packet().getClass());
            Packets.properties(sample.packet())
                    .forEach((place, properties) -> properties
                            .forEach((property, value) -> placesOfProperties.add(List.of(property, place))));
        }
        Set<Class<?>> all = Set.of(Packet.class.getPermittedSubclasses());
        assertThat(kinds.get(Version.V5)).isEqualTo(all);
        for (Version version : List.of(Version.V3_1, Version.V3_1_1)) {
            assertThat(all).containsAll(kinds.get(version)).hasSize(kinds.get(version).size() + 1);
            assertThat(kinds.get(version)).doesNotContain(Auth.class);
        }
        assertThat(placesOfProperties).hasSize(
                Property.all().stream().mapToInt(property -> property.places().size()).sum());
    }

    @Test
    void everyPacketIsReadAsItWasWritten() {
        forAll(Packets.any(), sample -> {
            ByteBuf bytes = Packets.encoded(sample.packet(), sample.version());
            assertThat(bytes.readableBytes()).isEqualTo(Encoder.of(sample.version()).size(sample.packet()));
            assertThat(Packets.decoder(sample, LARGE).decode(bytes)).isEqualTo(sample.packet());
            assertThat(bytes.isReadable()).isFalse();
        });
    }

    @Test
    void bytesMayArriveOneByOne() {
        forAll(Packets.any(), sample -> {
            ByteBuf bytes = Packets.encoded(sample.packet(), sample.version());
            Decoder decoder = Packets.decoder(sample, LARGE);
            ByteBuf arrived = Unpooled.buffer();
            while (bytes.readableBytes() > 1) {
                arrived.writeByte(bytes.readByte());
                assertThat(decoder.decode(arrived)).isNull();
                assertThat(arrived.readerIndex()).isZero();
            }
            arrived.writeByte(bytes.readByte());
            assertThat(decoder.decode(arrived)).isEqualTo(sample.packet());
        });
    }

    @Test
    void aPacketAsLargeAsTheLimitIsReadAndALargerOneIsNot() {
        forAll(Packets.any(), sample -> {
            ByteBuf bytes = Packets.encoded(sample.packet(), sample.version());
            int size = bytes.readableBytes();
            Decoder decoder = Packets.decoder(sample, LARGE);
            decoder.maximumPacketSize(size);
            assertThat(decoder.decode(bytes.duplicate())).isEqualTo(sample.packet());
            Decoder stricter = Packets.decoder(sample, LARGE);
            stricter.maximumPacketSize(size - 1);
            ByteBuf head = bytes.slice(0, size - (size > 5 ? 1 : 0));
            assertThat(Refusal.of(stricter, head)).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
        });
    }

    @Test
    void aFrameWritesWhatTheEncoderWrites() {
        forAll(Packets.any(), sample -> {
            if (sample.packet() instanceof Publish publish) {
                PublishFrame frame = PublishFrame.of(publish.message(), sample.version());
                ByteBuf out = Unpooled.buffer();
                frame.writeTo(out, publish.dup(), publish.packetId());
                assertThat(out).isEqualTo(Packets.encoded(publish, sample.version()));
                assertThat(frame.size()).isEqualTo(out.readableBytes());
                ByteBuf inTwo = Unpooled.buffer();
                frame.writeHeadTo(inTwo, publish.dup(), publish.packetId());
                assertThat(inTwo.readableBytes()).isEqualTo(frame.headSize());
                assertThat(inTwo.writeBytes(frame.payload())).isEqualTo(out);
            }
        });
    }

    @Test
    void aTopicThatComesAgainIsTheSameObject() {
        Decoder decoder = Decoder.forClient(Version.V5, LARGE);
        Publish first = publish(decoder, "home/kitchen/temperature");
        publish(decoder, "home/kitchen/humidity");
        Publish again = publish(decoder, "home/kitchen/temperature");
        assertThat(again.message().topic()).isSameAs(first.message().topic());
    }

    private static Publish publish(Decoder decoder, String topic) {
        Packet packet = Publish.of(Message.of(topic, "21.5").withQos(Qos.AT_MOST_ONCE));
        Packet read = decoder.decode(Packets.encoded(packet, Version.V5));
        assertThat(read).isEqualTo(packet);
        return (Publish) read;
    }
}
