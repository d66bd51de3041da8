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

/// What a client publishes: handshakes, limits, what is sent again.
class PublishScenariosTest {

    static Stream<Arguments> everyVersion() {
        return Stream.of(Loop.values()).flatMap(loop -> Stream.of(3, 4, 5).map(v -> Arguments.of(loop, v)));
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void atMostOnceIsDoneWhenWritten(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            it.does("publish tag=1 topic=a/b qos=0 payload=hi retain=true");
            peer.expects(packet("31", text("a/b"), none(version), ascii("hi")));
            it.event("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void atLeastOnceIsDoneWhenAcknowledged(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            it.does("publish tag=1 topic=a qos=1 payload=%00%FF");
            peer.expects(packet("32", text("a"), "0001", none(version), "00ff"));
            it.quiet();
            peer.sends("40020001");
            it.event("published tag=1 rc=0");
            it.does("publish tag=2 topic=a qos=1 payload=");
            peer.expects(packet("32", text("a"), "0002", none(version)));
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void exactlyOnceIsDoneAtTheEndOfTheHandshake(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            it.does("publish tag=1 topic=a qos=2 payload=x");
            peer.expects(packet("34", text("a"), "0001", none(version), ascii("x")))
                    .sends("50020001")
                    .expects("62020001")
                    .sends("50020001")
                    .expects("62020001"); // once more, as it was asked for once more
            it.quiet();
            peer.sends("70020001");
            it.event("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reasonsOf5AreTold(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            it.does("publish tag=1 topic=a qos=1 payload=x");
            peer.packet();
            peer.sends("4003000110");
            it.event("published tag=1 rc=16");
            it.does("publish tag=2 topic=a qos=1 payload=x");
            peer.packet();
            peer.sends(packet("40", "000287", properties("1f", text("no"))));
            assertThat(it.eventually("publish-failed tag=2")).contains("rc=135", "text=The%20server%20refused:%20no");
            it.does("publish tag=3 topic=a qos=2 payload=x");
            peer.packet();
            peer.sends("5003000397");
            assertThat(it.eventually("publish-failed tag=3")).contains("rc=151");
            peer.isSilent();
        }
    }

    /// Without a reason, with one, with no properties, with some.
    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0000", "0009 260001 6b0003 766c75"})
    void acknowledgementsMayBeShortOrLong(String rest) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(5, "");
            it.does("publish tag=1 topic=a qos=1 payload=x");
            peer.packet();
            peer.sends(packet("40", "0001", rest));
            it.event("published tag=1 rc=0");
            it.does("publish tag=2 topic=a qos=2 payload=x");
            peer.packet();
            peer.sends(packet("50", "0002", rest)).expects("62020002").sends(packet("70", "0002", rest));
            it.event("published tag=2 rc=0");
            peer.sends(packet("34", text("a"), "0007", "00")).expects("50020007");
            peer.sends(packet("62", "0007", rest)).expects("70020007");
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void anAnswerOfAnotherKindIsNone(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            it.does("publish tag=1 topic=a qos=2 payload=x");
            peer.packet();
            peer.sends("40020001").sends("70020001").isSilent();
            it.quiet();
            peer.sends("50020001").expects("62020001").sends("40020001").sends("70020001");
            it.event("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void propertiesGoAlong(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            it.does("publish tag=1 topic=a qos=0 payload=x payload-format=1 message-expiry=5 content-type=t"
                    + " response-topic=r correlation-data=%01 user-property=a:b user-property=a:c");
            peer.expects(packet("30", text("a"), properties("0101", "0200000005", "03", text("t"), "08", text("r"),
                    "09000101", "26", text("a"), text("b"), "26", text("a"), text("c")), ascii("x")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "topic= qos=0", "topic=a/%23 qos=0", "topic=a/+ qos=0", "topic=a%00 qos=0", "topic=a qos=3",
        "topic=%ED%A0%80 qos=0", "topic=%FF qos=0", "topic=%zz qos=0", "topic=%4 qos=0", "topic=a qos=-1",
        "topic=a qos=0 content-type=%C0%80",
        "topic=a qos=0 subscription-id=1", "topic=a qos=0 response-topic=%23", "topic=a qos=0 payload-format=2",
        "topic=a qos=0 session-expiry=1", "topic=a qos=1 topic-alias=0", "topic=a retain=maybe", "topic=a count=0",
        "topic=a payload-size=-1", "topic=a payload-size=2147483647"
    })
    void whatCannotBePublishedIsRefusedAtOnce(String keys) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(5, "");
            it.does("publish tag=1 payload=x " + keys);
            assertThat(it.eventually("error cmd=publish tag=1")).contains("kind=argument");
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void noMoreIsUnderWayThanTheApplicationWants(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "inflight=2");
            it.does("publish tag=1 topic=a qos=1 payload=1")
                    .does("publish tag=2 topic=a qos=2 payload=2")
                    .does("publish tag=3 topic=a qos=1 payload=3")
                    .does("publish tag=4 topic=a qos=0 payload=4");
            peer.packet();
            peer.packet();
            peer.expects(packet("30", text("a"), none(version), ascii("4"))).isSilent();
            peer.sends("50020002").expects("62020002").isSilent();
            peer.sends("70020002").expects(packet("32", text("a"), "0003", none(version), ascii("3")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noMoreIsUnderWayThanTheServerWants(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties("210001")));
            it.event("connected rc=0 session=false receive-max=1");
            it.does("publish tag=x topic=a qos=1 payload=1 count=3");
            peer.expects(packet("32", text("a"), "000100", ascii("1"))).isSilent();
            peer.sends("4003000187").expects(packet("32", text("a"), "000200", ascii("1"))).isSilent();
            peer.sends("40020002").expects(packet("32", text("a"), "000300", ascii("1")));
            peer.sends("40020003");
            it.eventually("publish-failed tag=x");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2401;qos=2;155", "2400;qos=1;155", "2500;qos=0 retain=true;154", "270000000a;qos=0 payload=1234567;149",
        "220002;qos=0 topic-alias=3;148"
    })
    void whatTheServerCannotTakeFailsAtOnce(String what) {
        String[] parts = what.split(";");
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties(parts[0])));
            it.eventually("connected");
            it.does("publish tag=1 topic=a " + parts[1]);
            assertThat(it.eventually("publish-failed tag=1")).contains("rc=" + parts[2]);
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void offlineTheQueueTakesWhatIsNotAtMostOnce(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 queue=2").does("publish tag=0 topic=a qos=0 payload=0");
            assertThat(it.eventually("error cmd=publish tag=0")).contains("kind=not-connected");
            it.does("publish tag=1 topic=a qos=1 payload=1")
                    .does("publish tag=2 topic=a qos=2 payload=2")
                    .does("publish tag=3 topic=a qos=1 payload=3");
            assertThat(it.eventually("error cmd=publish tag=3")).contains("kind=queue-full");
            it.does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends("20020000")
                    .expects(packet("32", text("a"), "0001", ascii("1")))
                    .expects(packet("34", text("a"), "0002", ascii("2")));
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void withTheSessionWhatWasUnderWayIsSentAgainInOrder(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "clean=false session-expiry=100 inflight=3");
            for (int i = 1; i <= 5; i++) {
                it.does("publish tag=" + i + " topic=a qos=" + (i % 2 + 1) + " payload=" + i);
            }
            peer.packet();
            peer.packet();
            peer.packet();
            peer.sends("50020001").expects("62020001").close();
            it.eventually("disconnected by=network");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends(version == 3 ? "20020000" : version == 4 ? "20020100" : "2003010000");
            second.expects("62020001")
                    .expects(packet("3a", text("a"), "0002", none(version), ascii("2")))
                    .expects(packet("3c", text("a"), "0003", none(version), ascii("3")))
                    .expects(packet("32", text("a"), "0004", none(version), ascii("4")))
                    .isSilent();
            second.sends("70020001");
            it.eventually("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentAgainKeepsToTheWindowOfTheNewConnection(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "clean=false session-expiry=100");
            it.does("publish tag=x topic=a qos=1 payload=x count=3");
            peer.packet();
            peer.packet();
            peer.packet();
            peer.close();
            it.eventually("disconnected by=network");
            it.does("publish tag=y topic=a qos=1 payload=y").does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends(packet("20", "0100", properties("210001")));
            for (int id = 1; id <= 3; id++) {
                second.expects(packet("3a", text("a"), "000" + id, "00", ascii("x"))).isSilent().sends("4002000" + id);
            }
            second.expects(packet("32", text("a"), "0004", "00", ascii("y")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeGoesOnWhereItWasOverSeveralConnections(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer first = it.connected(4, "clean=false reconnect=10");
            it.does("publish tag=1 topic=a qos=2 payload=x");
            first.packet();
            first.close();
            Peer second = it.accept();
            second.packet();
            second.sends("20020100").expects(packet("3c", text("a"), "0001", ascii("x"))).sends("50020001");
            second.expects("62020001").close();
            Peer third = it.accept();
            third.packet();
            third.sends("20020100").expects("62020001").sends("70020001");
            it.eventually("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void packetIdsAreUsedAgainWhenAllHaveBeen(Loop loop) {
        int count = 0xFFFF + 10;
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("publish tag=1 topic=a qos=1 payload= count=" + count);
            for (int i = 0; i < count; i++) {
                String id = String.format("%04x", i % 0xFFFF + 1);
                peer.expects(packet("32", text("a"), id)).sends("4002" + id);
            }
            it.event("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void withoutTheSessionWhatWasUnderWayIsSentAsNewInOrder(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "clean=true");
            it.does("publish tag=1 topic=a qos=1 payload=1").does("publish tag=2 topic=a qos=2 payload=2");
            peer.packet();
            peer.packet();
            peer.close();
            it.eventually("disconnected by=network");
            it.does("publish tag=3 topic=a qos=1 payload=3").does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends(version == 5 ? "2003000000" : "20020000");
            for (int i = 1; i <= 3; i++) {
                String again = second.packet();
                assertThat(again).startsWith(i == 2 ? "34" : "32").endsWith(ascii("" + i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnectDoesNotOvertakeWhatWasHandedOver(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("publish tag=1 topic=a qos=0 payload-size=200000 payload-step=7 payload-modulus=251")
                    .does("publish tag=2 topic=a qos=1 payload=2")
                    .does("disconnect");
            assertThat(peer.packet()).hasSize(2 * (200_000 + 3 + 4));
            peer.expects(packet("32", text("a"), "0001", ascii("2"))).expects("e000").isClosed();
            it.eventually("disconnected by=client rc=0");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends("20020000");
            assertThat(second.packet()).endsWith(ascii("2"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40020009", "50020009", "70020009", "62020009", "9003000900", "b0020009", "d000"})
    void answersThatNobodyWaitsForDoNoHarm(String packet) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(4, "");
            peer.sends(packet);
            if (packet.startsWith("50")) {
                peer.expects("62020009");
            } else if (packet.startsWith("62")) {
                peer.expects("70020009");
            }
            it.does("publish tag=1 topic=a qos=0 payload=x");
            peer.expects(packet("30", text("a"), ascii("x")));
            it.event("published tag=1 rc=0");
        }
    }

    @ParameterizedTest
    @EnumSource
    void topicsGetNumbersWhereBothEndsWantIt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 topic-alias-out=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties("220002")));
            it.eventually("connected");
            String[] topics = {"a", "b", "a", "c", "b", "c"};
            for (String topic : topics) {
                it.does("publish tag=1 topic=" + topic + " qos=0 payload=x");
            }
            peer.expects(packet("30", text("a"), properties("230001"), ascii("x")))
                    .expects(packet("30", text("b"), properties("230002"), ascii("x")))
                    .expects(packet("30", text(""), properties("230001"), ascii("x")))
                    .expects(packet("30", text("c"), properties("230002"), ascii("x")))
                    .expects(packet("30", text("b"), properties("230001"), ascii("x")))
                    .expects(packet("30", text(""), properties("230002"), ascii("x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSentAgainNamesItsTopic(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 topic-alias-out=5 clean=false session-expiry=10").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties("220002")));
            it.eventually("connected");
            it.does("publish tag=1 topic=a qos=0 payload=x").does("publish tag=2 topic=a qos=1 payload=y");
            peer.packet();
            peer.expects(packet("32", text(""), "0001", properties("230001"), ascii("y"))).close();
            it.eventually("disconnected");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends("2003010000").expects(packet("3a", text("a"), "0001", "00", ascii("y")));
        }
    }

    private static String none(int version) {
        return version == 5 ? "00" : "";
    }
}
