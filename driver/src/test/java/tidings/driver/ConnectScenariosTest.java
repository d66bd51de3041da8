package tidings.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.driver.Hex.packet;
import static tidings.driver.Hex.properties;
import static tidings.driver.Hex.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.driver.Scenario.Loop;

/// What a client says when it comes, and what it makes of the answer.
class ConnectScenariosTest {

    private static final String NAME_31 = text("MQIsdp") + "03";
    private static final String NAME_311 = text("MQTT") + "04";
    private static final String NAME_5 = text("MQTT") + "05";

    @ParameterizedTest
    @EnumSource
    void says31(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=3").does("connect");
            it.accept().expects(packet("10", NAME_31, "02 0000", text("c"))).sends("20020000");
            it.event("connected rc=0 session=false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says311WithEverything(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 clean=false username=u password=%00%FF will-topic=w will-payload=gone will-qos=2"
                    + " will-retain=true").does("connect");
            it.accept()
                    .expects(packet(
                            "10", NAME_311, "f4 0000", text("c"), text("w"), text("gone"), text("u"), "0002 00ff"))
                    .sends("20020100");
            it.event("connected rc=0 session=true");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says5WithNothingThatWasNotAskedFor(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            it.accept().expects(packet("10", NAME_5, "02 0000 00", text("c"))).sends("2003000000");
            it.event("connected rc=0 session=false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void says5WithWhatWasAskedFor(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 session-expiry=10 receive-max=3 max-packet=100 topic-alias-max=5 will-topic=w"
                    + " will-delay=4 will-content-type=x will-user-property=a:b%3Ac request-problem-info=false"
                    + " user-property=k:v user-property=k:w").does("connect");
            String connect = properties("1700", "26", text("k"), text("v"), "26", text("k"), text("w"), "110000000a",
                    "210003", "2700000064", "220005");
            String will = properties("1800000004", "03", text("x"), "26", text("a"), text("b:c"));
            it.accept().expects(packet("10", NAME_5, "06 0000", connect, text("c"), will, text("w"), "0000"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEmptyClientIdIsSentEmptyAndTheAssignedOneFromThenOn(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 clientid=").does("connect");
            Peer peer = it.accept().expects(packet("10", NAME_5, "02 0000 00", text("")));
            peer.sends(packet("20", "0000", properties("12", text("given"))));
            it.event("connected rc=0 session=false assigned-clientid=given");
            peer.close();
            it.eventually("disconnected by=network");
            it.does("connect");
            it.accept().expects(packet("10", NAME_5, "02 0000 00", text("given")));
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5"})
    void aRefusalOf311IsTold(int code) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=4 reconnect=10").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends("2002000" + code);
            it.event("connect-failed rc=" + code).quiet();
            peer.isClosed();
            it.isLeftAlone();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalOf5IsToldWithItsProperties(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0087", properties("1f", text("go away"), "26", text("a"), text("b"))));
            it.event("connect-failed rc=135 reason-string=go%20away user-property=a:b").quiet();
            peer.isClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "20020200", // a reserved flag
        "20020006", // a return code there is not
        "2001 00", "2003000000", // too short, too long
        "20020101", // a session with a refusal
        "20020100", // a session where none was wanted
        "21020000", // flags of the first byte
        "d000", // not a CONNACK
        "30050001 7400 61",
        "20ffffffff7f", // a length of five bytes
    })
    void whatIsNoAnswerIn311EndsTheAttempt(String answer) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=4").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(answer);
            assertThat(it.eventually("connect-error")).contains("kind=protocol");
            peer.isClosed();
            it.quiet();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2003010000", // a session where none was wanted
        "2003000100", // a return code of 3.1.1
        "20020000", // no properties
        "2003000001", // properties cut
        "2006000003210000", // receive maximum 0
        "2008000005 2700000000", // packets of no size
        "20050000022402", "20050000022502", // quality 2 as the best, a flag of 2
        "2009000006 220001220001", // twice
        "20050000020101", // a property of messages
        "e00100", "f000", "d000", "9003000100", // something else
    })
    void whatIsNoAnswerIn5EndsTheAttempt(String answer) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(answer);
            assertThat(it.eventually("connect-error")).contains("kind=protocol");
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAnswerMayComeByteByByte(Loop loop) {
        String answer = packet("20", "0000", properties("12", text("given"), "210005"));
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 clientid=").does("connect");
            Peer peer = it.accept();
            peer.packet();
            for (int i = 0; i < answer.length(); i += 2) {
                peer.sends(answer.substring(i, i + 2));
            }
            it.event("connected rc=0 session=false assigned-clientid=given receive-max=5");
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsCutByTheEndIsNone(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends("2003 00").close();
            assertThat(it.eventually("connect-error")).contains("kind=network");
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void emptyLoginsAreSaid(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 username= password=").does("connect");
            it.accept().expects(packet("10", NAME_311, "c2 0000", text("c"), "0000", "0000"));
            it.client("version=4 username=u").does("connect");
            it.accept().expects(packet("10", NAME_311, "82 0000", text("c"), text("u")));
            it.client("version=5 password=p").does("connect");
            it.accept().expects(packet("10", NAME_5, "42 0000 00", text("c"), text("p")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServersKeepAliveCounts(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties("130001")));
            it.event("connected rc=0 session=false server-keepalive=1");
            peer.expects("c000").sends("d000").expects("c000");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatSaysNothingIsGivenUpInTime(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 connect-timeout=200").does("connect");
            Peer peer = it.accept();
            peer.packet();
            assertThat(it.eventually("connect-error")).contains("kind=timeout");
            peer.isClosed();
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatHangsUpIsAnError(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 reconnect=10").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.close();
            assertThat(it.eventually("connect-error")).contains("kind=network");
            it.quiet().isLeftAlone();
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnectingBeforeTheAnswerEndsTheAttempt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            it.does("disconnect");
            peer.isClosed();
            it.eventually("connect-error kind=cancelled");
            it.does("connect").accept();
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesAndComesAgain(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("disconnect");
            peer.expects("e000").isClosed();
            it.event("disconnected by=client rc=0");
            it.does("connect");
            Peer second = it.accept();
            second.packet();
            second.sends("20020000");
            it.event("connected rc=0 session=false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void leavesWithAReason(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "session-expiry=5");
            it.does("disconnect reason=4 session-expiry=7 reason-string=x user-property=a:b");
            peer.expects(packet(
                    "e0", "04", properties("1100000007", "1f", text("x"), "26", text("a"), text("b"))));
            peer.isClosed();
            it.event("disconnected by=client rc=4");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "disconnect session-expiry=7", "disconnect reason=139", "disconnect reason=1", "disconnect server-reference=x"
    })
    void whatAClientMayNotSayWhenItLeavesIsRefused(String command) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(5, "");
            it.does(command);
            assertThat(it.eventually("error cmd=disconnect")).contains("kind=argument");
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "version=4 clientid= clean=false", "version=4 password=x", "version=5 will-topic=a/%23",
        "version=5 will-topic=",
        "version=5 will-topic=a will-qos=3", "version=9", "version=5 keepalive=-1", "version=5 will-topic=a"
                + " will-subscription-id=4",
        "version=5 user-property=%00:a", "version=4 username=a%00b",
        "version=5 keepalive=65536", "version=5 clientid=%FF", "version=4 keepalive=x",
        "version=5 receive-max=0", "version=5 receive-max=65536", "version=5 max-packet=0"
    })
    void aConfigurationThatCannotBeIsRefused(String keys) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.does("new " + keys);
            assertThat(it.eventually("error cmd=new")).contains("kind=argument");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatIsLostIsFoundAgain(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "reconnect=20");
            peer.close();
            assertThat(it.eventually("disconnected")).startsWith("disconnected by=network");
            Peer second = it.accept();
            second.packet();
            second.close();
            assertThat(it.eventually("connect-error")).contains("kind=network");
            Peer third = it.accept();
            third.packet();
            third.sends("20020000");
            it.event("connected rc=0 session=false");
        }
    }

    @ParameterizedTest
    @EnumSource
    void disconnectingEndsTheWaitForTheNextAttempt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "reconnect=120");
            peer.close();
            it.eventually("disconnected by=network");
            it.does("disconnect").isLeftAlone();
            it.quiet();
        }
    }

    @ParameterizedTest
    @EnumSource
    void theServerSaysWhyItEndsTheConnection(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            peer.sends(packet("e0", "8b", properties("1f", text("bye"), "1c", text("other"))));
            it.event("disconnected by=server rc=139 reason-string=bye server-reference=other");
            peer.isClosed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void silenceIsBrokenByPings(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4 keepalive=1").does("connect");
            Peer peer = it.accept();
            peer.expects(packet("10", NAME_311, "02 0001", text("c")));
            peer.sends("20020000").expects("c000").sends("d000").expects("c000").isClosed();
            it.eventually("disconnected by=protocol rc=141");
            it.quiet();
        }
    }
}
