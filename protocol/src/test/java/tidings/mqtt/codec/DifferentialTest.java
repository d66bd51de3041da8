package tidings.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.testkit.Check.forAll;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.List;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Packets.Sample;
import tidings.testkit.Gen;

/// Our codec beside netty-codec-mqtt: the same packets in the same bytes, both ways. Of bytes that are wrong we accept
/// nothing that Netty refuses or reads otherwise, and refuse what Netty accepts only for a reason in the list below.
class DifferentialTest {

    private static final int LARGE = 1 << 20;
    private static final int LONGEST_CLIENT_ID_OF_3_1 = 23;

    /// Why we refuse what Netty accepts, by how our message begins or what it contains.
    private static final List<Strictness> STRICT = List.of(
            // Netty reads field by field, and beyond the end of the packet into what follows.
            new Strictness("The packet ends in the middle of a field", "4.13: fields end where the packet ends"),
            new Strictness("too many at the end of the packet", "4.13: nothing follows the last field"),
            new Strictness("The last property is longer than the properties", "2.2.2.1: the length of the properties"),
            new Strictness("A variable byte integer takes more", "MQTT-1.5.5-1: the fewest bytes"),
            // Netty has one decoder for both ends and no notion of a first packet.
            new Strictness("does not send", "2.1.2: who sends what"),
            new Strictness("The first packet is a CONNECT", "MQTT-3.1.0-1"),
            new Strictness("A client sends CONNECT once", "MQTT-3.1.0-2"),
            new Strictness("There is no packet type 15", "AUTH is of 5.0 only"),
            // Netty leaves these to its user.
            new Strictness("is no reason in", "2.4: which reason stands in which packet"),
            new Strictness("A return code of", "MQTT-3.2.2-6 and MQTT-3.9.3-2 of 3.1.1"),
            new Strictness("is no property in", "2.2.2.2: which property stands in which packet"),
            new Strictness("stands twice", "2.2.2.2: which property may repeat"),
            new Strictness(" is 0 or 1, not ", "3.1.2.11.6 and others: the range of a flag"),
            new Strictness(" is 0 to 1, not ", "3.3.2.3.2 and others: the range of a value"),
            new Strictness(" is 1 to ", "3.1.2.11.3 and others: the range of a value"),
            new Strictness("Authentication data stand without", "3.1.2.11.10"),
            new Strictness("A response topic has no wildcards", "MQTT-3.3.2-14"),
            new Strictness("without subscription identifiers", "MQTT-3.3.4-6"),
            new Strictness("disconnects without a session expiry interval", "MQTT-3.14.2-2"),
            new Strictness("A publish at most once is never", "MQTT-3.3.1-2"),
            new Strictness("A topic name ", "MQTT-4.7.3-1 and MQTT-3.3.2-2: also of wills, also empty"),
            new Strictness("a topic name has no wildcards", "MQTT-3.3.2-2: also of wills"),
            new Strictness("A topic filter ", "MQTT-4.7.3-1: at least one character"),
            new Strictness("is not a whole level at", "MQTT-4.7.1-2"),
            new Strictness("is not the last level at", "MQTT-4.7.1-1"),
            new Strictness("A shared filter is", "MQTT-4.8.2-1"),
            new Strictness("The group of a shared filter", "MQTT-4.8.2-2"),
            new Strictness("has at least one", "MQTT-3.8.3-2, MQTT-3.10.3-2: no empty lists"),
            new Strictness("are no subscription options", "MQTT-3.8.3-5: reserved bits"),
            new Strictness("The QoS of a subscription is", "3.8.3.1: 3 is none"),
            new Strictness("A retain handling is", "3.8.3.1: 3 is none"),
            new Strictness("has no No Local", "MQTT-3.8.3-4"),
            new Strictness("Without a will there is no QoS", "MQTT-3.1.2-11, MQTT-3.1.2-13"),
            new Strictness("The QoS of a will is", "MQTT-3.1.2-12"),
            new Strictness("a password goes with a user name", "MQTT-3.1.2-22 of 3.1.1"),
            new Strictness("The reserved bits of CONNACK", "MQTT-3.2.2-1"),
            new Strictness("A CONNACK that refuses", "MQTT-3.2.2-6"));

    /// @param message a part of what our decoder says
    /// @param why what gives us the right
    private record Strictness(String message, String why) {}

    /// Bytes that began as a packet.
    private record Wrong(Sample sample, ByteBuf bytes) {
        @Override
        public String toString() {
            return sample + " as " + ByteBufUtil.hexDump(bytes);
        }
    }

    @Test
    void nettyReadsWhatWeWrite() {
        forAll(Packets.any(), sample -> {
            if (!isOnlyOurs(sample.packet())) {
                Verdict verdict = oracle(sample).read(Packets.encoded(sample.packet(), sample.version()));
                assertThat(verdict).isEqualTo(new Verdict.Read(sample.packet()));
            }
        });
    }

    @Test
    void weReadWhatNettyWrites() {
        forAll(Packets.any(), sample -> {
            if (!isOnlyOurs(sample.packet())) {
                NettyOracle oracle = oracle(sample);
                ByteBuf bytes = oracle.encode(sample.packet());
                Packet read = Packets.decoder(sample, LARGE).decode(bytes);
                assertThat(read).isNotNull();
                assertThat(oracle.inOrder(read)).isEqualTo(sample.packet());
                assertThat(bytes.isReadable()).isFalse();
            }
        });
    }

    @Test
    void ofWhatIsWrongWeAcceptNoMoreThanNetty() {
        forAll(wrong(), wrong -> {
            Verdict ours = Verdict.of(Packets.decoder(wrong.sample, LARGE), wrong.bytes.duplicate());
            NettyOracle oracle = oracle(wrong.sample);
            Verdict netty = oracle.read(wrong.bytes);
            switch (ours) {
                case Verdict.Read read when isOnlyOurs(read.packet()) || isRepeated(wrong) || isBridge(netty) -> {}
                case Verdict.Read read ->
                    assertThat(netty).isEqualTo(new Verdict.Read(oracle.inOrder(read.packet())));
                case Verdict.Waits waits -> assertThat(netty).isNotInstanceOf(Verdict.Read.class);
                case Verdict.Refused refused -> {
                    if (!(netty instanceof Verdict.Refused)) {
                        assertThat(STRICT).as("%s, to Netty %s", refused, netty)
                                .anyMatch(each -> refused.why().contains(each.message));
                    }
                }
                case Verdict.Lax lax -> throw new AssertionError("only the oracle is lax");
            }
        });
    }

    /// What Netty does not let pass, and we do: in MQTT 3.1 client ids of any length, as every broker does, and a user
    /// name or password that is announced but not there, as that specification wants it.
    private static boolean isOnlyOurs(Packet packet) {
        if (!(packet instanceof Connect connect) || connect.version() != Version.V3_1) {
            return false;
        }
        int length = connect.clientId().length();
        return length == 0 || length > LONGEST_CLIENT_ID_OF_3_1 || connect.userName() == null
                || connect.password() == null;
    }

    /// In MQTT 3.1 what is sent again is marked, requests included; Netty refuses the mark.
    private static boolean isRepeated(Wrong wrong) {
        return wrong.sample.version() == Version.V3_1 && (wrong.bytes.getByte(0) & PublishCodec.DUP) != 0;
    }

    /// Bridges of mosquitto set the highest bit of the protocol level; to Netty that is another protocol.
    private static boolean isBridge(Verdict netty) {
        return netty instanceof Verdict.Refused refused && refused.why().endsWith("is an unknown protocol name");
    }

    private static Gen<Wrong> wrong() {
        return (random, size) -> {
            Sample sample = Packets.any().make(random, size);
            ByteBuf bytes = Packets.encoded(sample.packet(), sample.version());
            boolean anywhere = random.nextInt(4) == 0;
            return new Wrong(sample, anywhere ? Mutation.of(bytes, random) : Mutation.ofBody(bytes, random));
        };
    }

    private static NettyOracle oracle(Sample sample) {
        return new NettyOracle(sample.version(), LARGE, !(sample.packet() instanceof Connect));
    }
}
