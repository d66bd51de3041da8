package tidings.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static tidings.driver.Hex.ascii;
import static tidings.driver.Hex.packet;
import static tidings.driver.Hex.properties;
import static tidings.driver.Hex.text;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.driver.Scenario.Loop;

/// Enhanced authentication, requests and their answers, and clients that are thrown away.
class LoginScenariosTest {

    private static final String METHOD = "15" + text("M");

    @ParameterizedTest
    @EnumSource
    void questionsAreAnsweredBeforeTheConnackAndAfterIt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 auth-method=M auth-data=one").does("connect");
            Peer peer = it.accept()
                    .expects(packet("10", text("MQTT"), "05 02 0000",
                            properties(METHOD, "16", text("one")), text("c")));
            peer.sends(packet("f0", "18", properties(METHOD, "16", text("two"))));
            it.event("auth rc=24 auth-method=M auth-data=two");
            it.does("auth auth-data=three");
            peer.expects(packet("f0", "18", properties(METHOD, "16", text("three"))))
                    .sends(packet("20", "0000", properties(METHOD)));
            it.event("connected rc=0 session=false auth-method=M");
            it.does("reauth auth-data=four");
            peer.expects(packet("f0", "19", properties(METHOD, "16", text("four"))))
                    .sends(packet("f0", "18", properties(METHOD)));
            it.event("auth rc=24 auth-method=M");
            it.does("auth");
            peer.expects(packet("f0", "18", properties(METHOD)))
                    .sends(packet("f0", "00", properties(METHOD, "16", text("ok"))));
            it.event("auth rc=0 auth-method=M auth-data=ok");
            it.does("auth").eventually("error cmd=auth kind=state");
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneAuthenticationIsUnderWayAtATime(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=5 auth-method=M").does("reauth");
            it.eventually("error cmd=reauth kind=not-connected");
            it.does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties(METHOD)));
            it.eventually("connected");
            it.does("reauth");
            peer.expects(packet("f0", "19", properties(METHOD)));
            it.does("reauth").eventually("error cmd=reauth kind=state");
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"20030000 00", "2007000004 1500014e", "f000", "f006 1804 1500014e"})
    void aServerThatAuthenticatesOtherwiseIsLeft(String answer) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=5 auth-method=M").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(answer);
            assertThat(it.eventually("connect-error")).contains("kind=protocol");
            peer.isClosed();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"f006 1804 1500014d", "f006 0004 1500014d", "f006 1904 1500014d"})
    void questionsOutOfTurnEndTheConnection(String question) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=5 auth-method=M").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties(METHOD)));
            it.eventually("connected");
            peer.sends(question).expects("e00182").isClosed();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsAnswered(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            it.does("request tag=1 topic=q payload=what qos=1 timeout=5000");
            String subscribe = peer.packet();
            String topic = subscribe.substring(4 + 4 + 2, subscribe.length() - 2);
            peer.sends("9004000100 01");
            String question = peer.packet();
            assertThat(question).contains(text("q"), "08" + topic).endsWith(ascii("what"));
            String correlation = question.substring(question.indexOf("090008"), question.indexOf("090008") + 22);
            peer.sends("40020002");
            peer.sends(packet("30", topic, properties("09000109"), ascii("another")))
                    .sends(packet("30", topic, properties(correlation), ascii("that")));
            it.event("response tag=1 payload=that").quiet();
            it.does("request tag=2 topic=q payload=again qos=0 timeout=100");
            assertThat(peer.packet()).startsWith("30");
            it.eventually("request-failed tag=2 kind=timeout");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsHeardOfAClientThatWasThrownAway(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "reconnect=10");
            it.does("publish tag=1 topic=a qos=1");
            peer.packet();
            it.does("reset").eventually("ready");
            peer.isClosed();
            it.quiet();
            it.isLeftAlone();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "connect", "disconnect", "publish tag=1 topic=a", "nonsense", "ack n=1", "new version=4%4",
        "subscribe tag=1 filter=a"
    })
    void whatMakesNoSenseIsAnError(String command) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.does(command).eventually("error cmd=" + command.split(" ")[0]);
        }
    }
}
