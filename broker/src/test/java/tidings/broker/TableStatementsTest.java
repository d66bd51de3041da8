package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.RawPacket;
import tidings.testkit.RawPacket.To;

/// The table of packets at a broker: what is wrong ends the connection, with its reason where MQTT 5 can tell it, and
/// what is right does not. A client next to it notices nothing of either.
class TableStatementsTest {

    @RegisterExtension
    static final TestBroker BROKER = new TestBroker();

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    @ParameterizedTest
    @MethodSource
    void whatIsWrongEndsTheConnection(RawPacket raw) throws IOException {
        Version version = Version.valueOf(raw.version());
        try (RawClient healthy = BROKER.client(version, "healthy-" + CLIENTS.incrementAndGet());
                RawClient client = BROKER.client(version, "wrong-" + CLIENTS.incrementAndGet())) {
            client.sendBytes(Unpooled.wrappedBuffer(raw.bytes()));
            TestBroker.isClosed(client, version, ReasonCode.valueOf(raw.outcome()));
            TestBroker.hearsNothing(healthy);
        }
    }

    static Stream<RawPacket> whatIsWrongEndsTheConnection() {
        return RawPacket.all().filter(raw -> raw.to() == To.SERVER && raw.isRefused());
    }

    @ParameterizedTest
    @MethodSource
    void aStrangerWhoIsWrongIsSentAway(RawPacket raw) throws IOException {
        try (RawClient client = BROKER.open(Version.valueOf(raw.version()))) {
            client.sendBytes(Unpooled.wrappedBuffer(raw.bytes()));
            Packet answer = client.receive();
            if (answer instanceof ConnAck refusal) {
                assertThat(refusal.sessionPresent()).isFalse();
                assertThat(refusal.reason()).isEqualTo(ReasonCode.valueOf(raw.outcome()));
                answer = client.receive();
            }
            assertThat(answer).isNull();
        }
    }

    static Stream<RawPacket> aStrangerWhoIsWrongIsSentAway() {
        return RawPacket.all().filter(raw -> raw.to() == To.STRANGER && raw.isRefused() && isHeard(raw));
    }

    @ParameterizedTest
    @MethodSource
    void whatIsRightDoesNot(RawPacket raw) throws IOException {
        Version version = Version.valueOf(raw.version());
        try (RawClient client = BROKER.client(version, "right-" + CLIENTS.incrementAndGet())) {
            client.sendBytes(Unpooled.wrappedBuffer(raw.bytes()));
            client.send(PingReq.INSTANCE);
            Packet last = client.receive();
            while (last != null && last != PingResp.INSTANCE) {
                assertThat(last).isNotInstanceOf(Disconnect.class);
                last = client.receive();
            }
            assertThat(last).isEqualTo(PingResp.INSTANCE);
        }
    }

    /// AUTH and DISCONNECT have consequences of their own, as has a topic alias.
    static Stream<RawPacket> whatIsRightDoesNot() {
        return RawPacket.all()
                .filter(raw -> raw.to() == To.SERVER && !raw.isRefused() && !raw.isIncomplete())
                .filter(raw -> !raw.outcome().startsWith("Auth") && !raw.outcome().startsWith("Disconnect"));
    }

    /// An answer in the version of the CONNECT, or none. The line is listed for all versions, but names its own.
    private static boolean isHeard(RawPacket raw) {
        boolean five = raw.hex().contains("4d 51 54 54 05");
        return five == raw.version().equals("V5");
    }
}
