package tidings.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.driver.Hex.ascii;
import static tidings.driver.Hex.packet;
import static tidings.driver.Hex.properties;
import static tidings.driver.Hex.text;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.driver.Scenario.Loop;

/// What a client is sent: handed out once, acknowledged in order, held to the rules.
class ReceiveScenariosTest {

    static Stream<Arguments> everyVersion() {
        return Stream.of(Loop.values()).flatMap(loop -> Stream.of(3, 4, 5).map(v -> Arguments.of(loop, v)));
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void everyQualityIsHandedOutAndAnswered(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            peer.sends(packet("31", text("a"), none(version), ascii("0")))
                    .sends(packet("3a", text("a"), "0007", none(version), ascii("1")))
                    .sends(packet("34", text("a"), "0008", none(version), ascii("2")));
            it.event("message n=1 topic=a qos=0 retain=true dup=false len=1 payload=0 handler=default")
                    .event("message n=2 topic=a qos=1 retain=false dup=true len=1 payload=1 handler=default mid=7")
                    .event("message n=3 topic=a qos=2 retain=false dup=false len=1 payload=2 handler=default mid=8");
            peer.expects("40020007").expects("50020008").sends("62020008").expects("70020008");
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void exactlyOnceIsOnceAlsoOnTheNextConnection(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "clean=false");
            peer.sends(packet("34", text("a"), "0008", ascii("2")));
            it.eventually("message n=1");
            peer.expects("50020008").sends(packet("3c", text("a"), "0008", ascii("2"))).expects("50020008").close();
            it.eventually("disconnected");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends("20020100");
            it.eventually("connected");
            second.sends(packet("3c", text("a"), "0008", ascii("2")))
                    .expects("50020008")
                    .sends("62020008")
                    .expects("70020008");
            it.quiet();
            second.sends(packet("34", text("a"), "0008", ascii("3")));
            it.eventually("message n=2 topic=a qos=2 retain=false dup=false len=1 payload=3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgementsOfTheApplicationLeaveInTheOrderOfArrival(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "manual-ack=true");
            for (int i = 1; i <= 3; i++) {
                peer.sends(packet(i == 2 ? "34" : "32", text("a"), "000" + i, "00"));
                it.eventually("message n=" + i);
            }
            it.does("ack n=3").does("ack n=2").does("ack n=3").does("sync").event("synced");
            peer.isSilent();
            it.does("ack n=1");
            peer.expects("40020001").expects("50020002").expects("40020003").isSilent();
            it.does("ack n=9").eventually("error cmd=ack");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAcknowledgementForAnOldConnectionIsNotSentOnTheNext(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "manual-ack=true clean=false");
            peer.sends(packet("32", text("a"), "0001")).sends(packet("34", text("b"), "0002"));
            it.eventually("message n=2");
            peer.close();
            it.eventually("disconnected");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends("20020100");
            it.eventually("connected");
            it.does("ack n=1");
            second.isSilent();
            second.sends(packet("3a", text("a"), "0001")).sends(packet("3c", text("b"), "0002"));
            it.event("message n=3 topic=a qos=1 retain=false dup=true len=0 payload= handler=default mid=1").quiet();
            it.does("ack n=2");
            second.isSilent();
            it.does("ack n=3");
            second.expects("40020001").expects("50020002");
        }
    }

    @ParameterizedTest
    @EnumSource
    void propertiesAreTold(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "topic-alias-max=2");
            peer.sends(packet("30", text("a"), properties("0101", "0200000005", "03", text("t"), "08", text("r"),
                    "09000101", "0b07", "0bff01", "26", text("a:"), text("b"), "230001"), ascii("x")));
            it.event("message n=1 topic=a qos=0 retain=false dup=false len=1 payload=x handler=default payload-format=1"
                    + " message-expiry=5 content-type=t response-topic=r correlation-data=%01 subscription-id=7"
                    + " subscription-id=255 user-property=a%3A:b");
            peer.sends(packet("30", text(""), properties("230001"), ascii("y")))
                    .sends(packet("30", text("b"), properties("230001"), ascii("z")))
                    .sends(packet("30", text(""), properties("230001"), ascii("z")));
            it.event("message n=2 topic=a qos=0 retain=false dup=false len=1 payload=y handler=default")
                    .eventually("message n=3 topic=b");
            it.eventually("message n=4 topic=b");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "3003000161;packet ends;81", // no properties
        "36 0400 0161 00;QoS 3;81", "38 0400 0161 00;DUP at QoS 0;81", "32 0600 0161 0000 00;packet id 0;82",
        "30 0500 0123 00 61;wildcard;90|81|82", "30 0500 0100 00 61;NUL;81|82", "30 0600 02c3 28 00 61;no UTF-8;81",
        "30 0300 0000;no topic;82", "30 06 0000 03230002;alias above the maximum;94",
        "30 0700 0161 03230000;alias 0;94", "30 06 0000 03230001;alias of nothing;82",
        "30 0800 0161 04 0101 0101;twice;82", "30 0600 0161 02 2401;property of another packet;81|82",
        "30 0600 0161 02 0b00;subscription id 0;82", "30 0600 0161 02 0102;payload format 2;82|81",
        "2003000000;second CONNACK;82", "10 0100;CONNECT;82|81", "82 0100;SUBSCRIBE;82|81", "a2 0100;UNSUBSCRIBE;82|81",
        "c000;PINGREQ;82|81", "f000;AUTH unasked;82", "0000;type 0;81", "d001 00;PINGRESP with a body;81",
        "41 0200 01;flags of PUBACK;81", "60 0200 01;flags of PUBREL;81", "40 0100;too short;81",
        "40 0300 01 55;no reason;82|81", "90 0300 01 00;SUBACK without a reason;81|82",
        "b0 0300 01 00;UNSUBACK without;81|82",
        "d080 8080 8001;length of five bytes;81", "30 ffff ffff;length of five bytes;81", "e0 0155;no reason;82|81",
        "40 0600 01 00 02 1f00;property cut;81",
    })
    void whatTheServerMayNotSendEndsTheConnectionWithAReason(String what) {
        String[] parts = what.split(";");
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(5, "topic-alias-max=1");
            peer.sends(parts[0]);
            String last = peer.packet();
            assertThat(last).as(parts[1]).startsWith("e001");
            assertThat(parts[2].split("\\|")).as(parts[1]).contains(last.substring(4));
            peer.isClosed();
            assertThat(it.eventually("disconnected")).startsWith("disconnected by=protocol rc=");
            it.quiet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "36 0500 0161 0001", "38 0300 0161", "32 0500 0161 0000", "30 0300 0123", "30 0200 00", "3080 8080 8001",
        "20020000", "e000", "f000", "c000", "9003000955", "9001 00", "d00100", "42020001", "0000", "1000",
    })
    void whatTheServerMayNotSendIn311EndsTheConnectionSilently(String bytes) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(4, "");
            peer.sends(bytes).isClosed();
            assertThat(it.eventually("disconnected")).startsWith("disconnected by=protocol");
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsTooLargeIsRefusedAsSoonAsItsLengthIsKnown(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "max-packet=20");
            peer.sends("3012 0001 61 00 000102030405060708090a0b0c0d").sends("3013");
            it.eventually("message n=1");
            peer.expects("e00195").isClosed();
            it.eventually("disconnected by=protocol rc=149");
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreThanTheReceiveMaximumIsRefused(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "receive-max=2 manual-ack=true");
            peer.sends(packet("32", text("a"), "000100")).sends(packet("34", text("a"), "000200"));
            it.eventually("message n=2");
            peer.sends(packet("30", text("a"), "00")).sends(packet("32", text("a"), "000300"));
            it.eventually("message n=3");
            peer.expects("e00193").isClosed();
            it.eventually("disconnected by=protocol rc=147");
        }
    }

    /// Everything that comes is cut at every place.
    @ParameterizedTest
    @EnumSource
    void howTheBytesAreCutDoesNotMatter(Loop loop) {
        String stream = packet("30", text("a/b"), "00", ascii("0"))
                + packet("32", text("a/b"), "0001", "00", ascii("1"))
                + "d000" + packet("34", text("a/b"), "0002", properties("26", text("k"), text("v")), ascii("2"));
        byte[] bytes = Hex.bytes(stream);
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            for (int cut = 1; cut < bytes.length; cut++) {
                peer.sends(stream.substring(0, 2 * cut)).sends(stream.substring(2 * cut));
                it.eventually("message n=" + ((cut - 1) * 3 + 3) + " ");
                peer.expects("40020001").expects("50020002").sends("62020002").expects("70020002");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageMayComeByteByByte(Loop loop) {
        String message = packet("32", text("a/b"), "0001", "00", ascii("one"));
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            for (int i = 0; i < message.length(); i += 2) {
                peer.sends(message.substring(i, i + 2));
            }
            it.eventually("message n=1");
            peer.expects("40020001");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBurstIsHandedOutAndAnsweredInItsOrder(Loop loop) {
        int count = 2_000;
        StringBuilder burst = new StringBuilder();
        StringBuilder answers = new StringBuilder();
        for (int id = 1; id <= count; id++) {
            burst.append(packet("32", text("a"), String.format("%04x", id)));
            answers.append(String.format("4002%04x", id));
        }
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            peer.sends(burst.toString()).expects(answers.toString());
            for (int n = 1; n <= count; n++) {
                it.event("message n=" + n + " topic=a qos=1 retain=false dup=false len=0 payload= handler=default mid="
                        + n);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPacketThatIsCutByTheEndIsNone(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            peer.sends(packet("32", text("a"), "0001", ascii("x")) + "3209 0001").expects("40020001").close();
            it.eventually("message n=1");
            assertThat(it.eventually("disconnected")).startsWith("disconnected by=network");
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBehindTheFarewellOfTheServerIsNotHeard(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            peer.sends(packet("30", text("a"), "00") + "e000" + packet("30", text("b"), "00")).isClosed();
            it.eventually("message n=1 topic=a");
            it.event("disconnected by=server rc=0").quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLargeMessageIsToldByItsHash(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            peer.sends(packet("30", text("a"), "00".repeat(100_000)));
            it.event("message n=1 topic=a qos=0 retain=false dup=false len=100000"
                    + " sha256=9192c25b734fcbadbe32dadc28089c60db0e39f90cc20ce2e5733f57261acc0c handler=default");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatComesBehindTheConnackIsNotMissed(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 clean=false").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends("20020100" + packet("32", text("a"), "0001", ascii("x")));
            it.event("connected rc=0 session=true").eventually("message n=1");
            peer.expects("40020001");
        }
    }

    private static String none(int version) {
        return version == 5 ? "00" : "";
    }
}
