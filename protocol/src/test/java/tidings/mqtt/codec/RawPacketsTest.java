package tidings.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.Version;
import tidings.testkit.RawPacket;
import tidings.testkit.RawPacket.To;

/// The table of packets, line by line, through decoder and encoder.
class RawPacketsTest {

    private static final int LIMIT = 1 << 20;

    @ParameterizedTest
    @MethodSource
    void isWhatTheTableSays(RawPacket raw) {
        ByteBuf bytes = Unpooled.wrappedBuffer(raw.bytes());
        Decoder decoder = decoder(raw);
        switch (Verdict.of(decoder, bytes)) {
            case Verdict.Read read -> {
                assertThat(read.packet()).hasToString(raw.outcome());
                assertThat(bytes.isReadable()).isFalse();
            }
            case Verdict.Refused refused -> {
                assertThat(raw.isRefused()).as(refused.why()).isTrue();
                assertThat(refused.why()).startsWith(raw.outcome() + ": ");
            }
            case Verdict.Waits waits -> assertThat(raw.isIncomplete()).as("waits for more").isTrue();
            case Verdict.Lax lax -> throw new AssertionError("only the oracle is lax");
        }
    }

    static Stream<RawPacket> isWhatTheTableSays() {
        return RawPacket.all();
    }

    @ParameterizedTest
    @MethodSource
    void isWrittenInTheFewestBytes(RawPacket raw) {
        Packet packet = decoder(raw).decode(Unpooled.wrappedBuffer(raw.bytes()));
        assertThat(packet).isNotNull();
        ByteBuf written = Packets.encoded(packet, version(raw));
        assertThat(written.equals(Unpooled.wrappedBuffer(raw.bytes()))).isEqualTo(!raw.isLongWinded());
    }

    static Stream<RawPacket> isWrittenInTheFewestBytes() {
        return RawPacket.all().filter(raw -> !raw.isRefused() && !raw.isIncomplete());
    }

    private static Decoder decoder(RawPacket raw) {
        if (raw.to() == To.CLIENT) {
            return Decoder.forClient(version(raw), LIMIT);
        }
        Decoder decoder = Decoder.forServer(LIMIT);
        if (raw.to() == To.SERVER) {
            decoder.decode(Packets.encoded(Connect.of(version(raw), "c", true, 0), version(raw)));
        }
        return decoder;
    }

    private static Version version(RawPacket raw) {
        return Version.valueOf(raw.version());
    }
}
