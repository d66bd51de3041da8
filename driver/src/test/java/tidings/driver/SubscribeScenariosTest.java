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

/// Subscribing, unsubscribing, and what becomes of both when the connection does not last.
class SubscribeScenariosTest {

    static Stream<Arguments> everyVersion() {
        return Stream.of(Loop.values()).flatMap(loop -> Stream.of(3, 4, 5).map(v -> Arguments.of(loop, v)));
    }

    @ParameterizedTest
    @MethodSource("everyVersion")
    void severalFiltersGoInOnePacket(Loop loop, int version) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(version, "");
            it.does("subscribe tag=1 filter=a/%23 qos=1 filter=+/b filter=c qos=2");
            peer.expects(packet("82", "0001", none(version), text("a/#"), "01", text("+/b"), "00", text("c"), "02"))
                    .sends(packet("90", "0001", none(version), version == 3 ? "010002" : "018002"));
            it.event("subscribed tag=1 codes=" + (version == 3 ? "1,0,2" : "1,128,2"));
            it.does("unsubscribe tag=2 filter=a/%23 filter=c");
            peer.expects(packet("a2", "0002", none(version), text("a/#"), text("c")))
                    .sends(packet("b0", "0002", version == 5 ? "000011" : ""));
            it.event("unsubscribed tag=2 codes=" + (version == 5 ? "0,17" : ""));
        }
    }

    @ParameterizedTest
    @EnumSource
    void optionsAndPropertiesOf5GoAlong(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            it.does("subscribe tag=1 filter=a qos=1 nl=true rap=true rh=2 subscription-id=300 user-property=k:v");
            peer.expects(packet("82", "0001", properties("0bac02", "26", text("k"), text("v")), text("a"), "2d"))
                    .sends("90040001 00 8f");
            it.event("subscribed tag=1 codes=143");
            it.does("unsubscribe tag=2 filter=a user-property=k:v");
            peer.expects(packet("a2", "0002", properties("26", text("k"), text("v")), text("a")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "filter=", "filter=a/%23/b", "filter=a+", "filter=%23a", "filter=a%00", "filter=a qos=3", "filter=$share/g",
        "filter=$share//a", "filter=$share/g/a nl=true", "", "filter=a subscription-id=0", "filter=a rh=3",
        "filter=a content-type=x",
    })
    void whatCannotBeSubscribedIsRefusedAtOnce(String keys) {
        try (Scenario it = new Scenario(Loop.THREAD)) {
            Peer peer = it.connected(5, "");
            it.does("subscribe tag=1 " + keys);
            assertThat(it.eventually("error cmd=subscribe tag=1")).contains("kind=argument");
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "2800;filter=a/+;162", "2a00;filter=$share/g/a;158", "2900;filter=a subscription-id=1;161",
        "270000000a;filter=abcdefgh;149"
    })
    void whatTheServerCannotDoFailsAtOnce(String what) {
        String[] parts = what.split(";");
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.client("version=5").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends(packet("20", "0000", properties(parts[0])));
            it.eventually("connected");
            it.does("subscribe tag=1 " + parts[1]);
            assertThat(it.eventually("subscribe-failed tag=1")).contains("rc=" + parts[2]);
            peer.isSilent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerToSomethingElseEndsTheConnection(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "");
            it.does("subscribe tag=1 filter=a filter=b");
            peer.packet();
            peer.sends("9004000100 01").expects("e00182").isClosed();
            it.eventually("subscribe-failed tag=1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribingWaitsForTheConnection(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            it.client("version=4").does("subscribe tag=1 filter=a qos=1").does("connect");
            Peer peer = it.accept();
            peer.packet();
            peer.sends("20020000").expects(packet("82", "0001", text("a"), "01")).sends("9003000101");
            it.event("connected rc=0 session=false").event("subscribed tag=1 codes=1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsForGoodTakesUnansweredRequestsWithIt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("subscribe tag=1 filter=a");
            peer.packet();
            peer.close();
            it.eventually("subscribe-failed tag=1 kind=network");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSessionThatWasLostIsSubscribedAgainWithAllThatBelongedToIt(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(5, "reconnect=10 clean=false session-expiry=100");
            it.does("subscribe tag=1 filter=a qos=1 filter=b subscription-id=5")
                    .does("subscribe tag=2 filter=c qos=2")
                    .does("subscribe tag=3 filter=no")
                    .does("unsubscribe tag=4 filter=b");
            peer.packet();
            peer.sends("90050001 000100");
            peer.packet();
            peer.sends("9004000200 02");
            peer.packet();
            peer.sends("9004000300 80");
            peer.packet();
            peer.sends("b004000400 00");
            it.eventually("unsubscribed tag=4");
            peer.close();
            Peer second = it.accept();
            second.packet();
            second.sends("2003010000");
            it.eventually("connected rc=0 session=true");
            second.isSilent();
            second.close();
            Peer third = it.accept();
            third.packet();
            third.sends("2003000000");
            assertThat(third.packet()).startsWith("82").endsWith(properties("0b05") + text("a") + "01");
            assertThat(third.packet()).startsWith("82").endsWith("00" + text("c") + "02");
            third.isSilent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void subscribingAgainCanBeLeftOut(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "reconnect=10 resubscribe=false");
            it.does("subscribe tag=1 filter=a");
            peer.packet();
            peer.sends("9003000100");
            it.eventually("subscribed");
            peer.close();
            Peer second = it.accept();
            second.packet();
            second.sends("20020000").isSilent();
        }
    }

    @ParameterizedTest
    @EnumSource
    void handlersByFilterComeBeforeTheGeneralOne(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("on-filter id=x filter=a/%23")
                    .does("on-filter id=y filter=+/b")
                    .does("on-filter id=old filter=c")
                    .does("on-filter id=new filter=c")
                    .does("off-filter filter=unknown")
                    .does("sync")
                    .event("synced");
            peer.sends(packet("30", text("a/b"), ascii("1")))
                    .sends(packet("30", text("c"), ascii("2")))
                    .sends(packet("30", text("d"), ascii("3")));
            it.event("message n=1 topic=a/b qos=0 retain=false dup=false len=1 payload=1 handler=x")
                    .event("message n=1 topic=a/b qos=0 retain=false dup=false len=1 payload=1 handler=y")
                    .event("message n=2 topic=c qos=0 retain=false dup=false len=1 payload=2 handler=new")
                    .event("message n=3 topic=d qos=0 retain=false dup=false len=1 payload=3 handler=default");
            it.does("off-filter filter=c").does("sync").event("synced");
            peer.sends(packet("30", text("c"), ascii("4")));
            it.eventually("message n=4 topic=c qos=0 retain=false dup=false len=1 payload=4 handler=default");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aHandlerThatThrowsHasHandledTheMessage(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "throw-on=a echo-to=e");
            peer.sends(packet("32", text("a"), "0001")).sends(packet("32", text("b"), "0002", ascii("x")));
            it.eventually("message n=2 topic=b");
            assertThat(Stream.of(peer.packet(), peer.packet(), peer.packet()).toList())
                    .containsExactlyInAnyOrder("40020001", "40020002", packet("32", text("e"), "0001", ascii("x")));
        }
    }

    @ParameterizedTest
    @EnumSource
    void listenersHearByConditionAndPriority(Loop loop) {
        try (Scenario it = new Scenario(loop)) {
            Peer peer = it.connected(4, "");
            it.does("on id=generic packet=PUBLISH")
                    .does("on id=low packet=PUBLISH topic=cool priority=1")
                    .does("on id=high packet=PUBLISH topic=cool priority=2")
                    .does("on id=rel packet=PUBREL topic=cool")
                    .does("on id=ack packet=PUBACK")
                    .does("sync")
                    .event("synced");
            peer.sends(packet("30", text("cool")));
            it.event("heard id=high packet=PUBLISH topic=cool")
                    .event("heard id=low packet=PUBLISH topic=cool")
                    .eventually("message n=1");
            peer.sends(packet("32", text("x"), "0001"));
            it.event("heard id=generic packet=PUBLISH topic=x").eventually("message n=2");
            peer.expects("40020001").sends(packet("34", text("cool"), "0002"));
            it.event("heard id=generic packet=PUBLISH").eventually("message n=3");
            peer.expects("50020002").sends("62020002").expects("70020002");
            it.event("heard id=rel packet=PUBREL topic=cool");
            it.does("publish tag=1 topic=a qos=1");
            peer.packet();
            peer.sends("40020001");
            it.eventually("heard id=ack packet=PUBACK");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "a/%23 a true", "a/%23 a/b/c true", "+/b a/b true", "%23 $SYS/a false", "+/a $SYS/a false",
        "$SYS/%23 $SYS/a true",
        "a/+ a false", "a/+ a/ true", "+ /a false", "/+ /a true", "non/+/+ non/matching false", "$share/g/a/+ a/b true",
        "a A false", "a//b a//b true", "a/+/b a//b true"
    })
    void filtersMatchAsTheSpecificationSays(String what) {
        String[] parts = what.split(" ");
        try (Scenario it = new Scenario(Loop.THREAD)) {
            it.does("match filter=" + parts[0] + " topic=" + parts[1]).event("match result=" + parts[2]);
        }
    }

    private static String none(int version) {
        return version == 5 ? "00" : "";
    }
}
