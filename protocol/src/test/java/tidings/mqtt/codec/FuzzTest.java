package tidings.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.Check.forAll;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Packets.Sample;
import tidings.testkit.Gen;

/// Whatever the bytes: packets, a refusal, or more bytes wanted; nothing else comes out of a decoder, soon, for little
/// memory, and however they arrive.
class FuzzTest {

    private static final int LIMIT = 4_096;
    /// What a decoder may allocate for each byte that is there: a user property of 5 bytes becomes some objects.
    private static final int ALLOCATED_PER_BYTE = 200;
    /// And what it may in any case: the reader's first tables, a message of a refusal.
    private static final int ALLOCATED_ANYWAY = 64 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /// Bytes for one end of a connection.
    private record Stream(Version version, boolean toServer, ByteBuf bytes, long seed) {

        Decoder decoder() {
            return toServer ? Decoder.forServer(LIMIT) : Decoder.forClient(version, LIMIT);
        }

        @Override
        public String toString() {
            return version + (toServer ? " to the server " : " to the client ") + ByteBufUtil.hexDump(bytes);
        }
    }

    /// What came out of a decoder: packets, then a refusal or nothing.
    private record Outcome(List<Packet> packets, String refusal, int left) {}

    @Test
    void onlyPacketsAndRefusalsComeOut() {
        forAll(streams(), stream -> {
            Outcome outcome = decode(stream.decoder(), stream.bytes.duplicate());
            assertThat(outcome.packets).hasSizeLessThanOrEqualTo(stream.bytes.readableBytes() / 2);
        });
    }

    @Test
    void howBytesArriveMakesNoDifference() {
        forAll(streams(), stream -> {
            Outcome whole = decode(stream.decoder(), stream.bytes.duplicate());
            assertThat(decodeInPieces(stream)).isEqualTo(whole);
        });
    }

    @Test
    void memoryFollowsTheBytesThatAreThereAndNotThoseAnnounced() {
        forAll(streams(), stream -> {
            Decoder decoder = stream.decoder();
            ByteBuf bytes = stream.bytes.duplicate();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            decode(decoder, bytes);
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).isLessThan(
                    ALLOCATED_ANYWAY + (long) ALLOCATED_PER_BYTE * stream.bytes.readableBytes());
        });
    }

    @Test
    void whatIsAnnouncedTooLargeIsRefusedBeforeItComes() {
        Decoder decoder = Decoder.forClient(Version.V5, LIMIT);
        ByteBuf bytes = Unpooled.wrappedBuffer(new byte[]{0x30, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F});
        assertThat(Refusal.of(decoder, bytes)).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    }

    private static Outcome decodeInPieces(Stream stream) {
        Decoder decoder = stream.decoder();
        ByteBuf arriving = stream.bytes.duplicate();
        ByteBuf arrived = Unpooled.buffer();
        List<Packet> packets = new ArrayList<>();
        RandomGenerator random = new SplittableRandom(stream.seed);
        String refusal = "";
        while (arriving.isReadable() && refusal.isEmpty()) {
            arrived.writeBytes(arriving, Math.min(arriving.readableBytes(), random.nextInt(1, 20)));
            Outcome outcome = decode(decoder, arrived);
            packets.addAll(outcome.packets);
            refusal = outcome.refusal;
        }
        return new Outcome(packets, refusal, refusal.isEmpty() ? arrived.readableBytes() : 0);
    }

    private static Outcome decode(Decoder decoder, ByteBuf bytes) {
        List<Packet> packets = new ArrayList<>();
        try {
            int left = bytes.readableBytes();
            for (Packet next = decoder.decode(bytes); next != null; next = decoder.decode(bytes)) {
                assertThat(bytes.readableBytes()).as("each packet takes bytes").isLessThan(left);
                left = bytes.readableBytes();
                packets.add(next);
            }
            assertThat(bytes.readableBytes()).as("a packet is read whole or not at all").isEqualTo(left);
            return new Outcome(packets, "", left);
        } catch (MalformedPacketException refused) {
            return new Outcome(packets, refused.reason() + ": " + refused.getMessage(), 0);
        }
    }

    /// Good packets behind a good CONNECT, one of them made wrong; or the whole of them made wrong; or mere noise.
    private static Gen<Stream> streams() {
        return (random, size) -> {
            Sample sample = Packets.any().make(random, size);
            Version version = sample.version();
            ByteBuf bytes = Unpooled.buffer();
            if (sample.toServer() && !(sample.packet() instanceof Connect)) {
                Encoder.of(version).encode(Connect.of(version, "c", true, 0), bytes);
            }
            ByteBuf packet = Packets.encoded(sample.packet(), version);
            switch (random.nextInt(4)) {
                case 0 -> bytes.writeBytes(Mutation.of(packet, random));
                case 1, 2 -> bytes.writeBytes(Mutation.ofBody(packet, random));
                default -> bytes.writeBytes(Gen.bytes().make(random, size));
            }
            bytes.writeBytes(packet.duplicate());
            boolean whole = random.nextInt(8) == 0;
            return new Stream(
                    version, sample.toServer(), whole ? Mutation.of(bytes, random) : bytes, random.nextLong());
        };
    }
}
