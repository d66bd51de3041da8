package tidings.mqtt.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Packet;
import tidings.mqtt.Qos;
import tidings.mqtt.flow.OutgoingFlow.Resend;
import tidings.testkit.Spec;

class OutgoingFlowTest {

    private final OutgoingFlow<String> flow = new OutgoingFlow<>();

    @Test
    void hasNoRoomWithoutAConnection() {
        assertThat(flow.hasRoom()).isFalse();
        assertThatIllegalStateException().isThrownBy(() -> flow.begin(Qos.AT_LEAST_ONCE, "a"));
    }

    @Test
    @Spec("MQTT-3.3.4-9")
    void sendsNoMoreThanThePeerTakes() {
        flow.connected(2);
        int first = flow.begin(Qos.AT_LEAST_ONCE, "a");
        flow.begin(Qos.EXACTLY_ONCE, "b");
        assertThat(flow.hasRoom()).isFalse();
        assertThat(flow.onPubAck(first)).isEqualTo("a");
        assertThat(flow.hasRoom()).isTrue();
    }

    @Test
    @Spec("MQTT-2.2.1-3")
    void neverHandsOutAPacketIdThatIsInUse() {
        flow.connected(Packet.MAX_ID);
        int kept = flow.begin(Qos.AT_LEAST_ONCE, "kept");
        for (int i = 0; i < 200_000; i++) {
            int id = flow.begin(Qos.AT_LEAST_ONCE, "passing");
            assertThat(id).isBetween(1, Packet.MAX_ID).isNotEqualTo(kept);
            flow.onPubAck(id);
        }
        assertThat(flow.onPubAck(kept)).isEqualTo("kept");
    }

    @Test
    void handsOutEveryPacketIdBeforeItIsFull() {
        flow.connected(Packet.MAX_ID);
        Set<Integer> ids = new HashSet<>();
        while (flow.hasRoom()) {
            ids.add(flow.begin(Qos.AT_LEAST_ONCE, "x"));
        }
        assertThat(ids).hasSize(Packet.MAX_ID);
        assertThatIllegalStateException().isThrownBy(() -> flow.beginRequest("y"));
    }

    @Test
    @Spec("MQTT-4.4.0-1")
    void sendsAgainWhatWasUnderWayOldestFirst() {
        flow.connected(10);
        int a = flow.begin(Qos.AT_LEAST_ONCE, "a");
        int b = flow.begin(Qos.EXACTLY_ONCE, "b");
        int c = flow.begin(Qos.EXACTLY_ONCE, "c");
        flow.onPubRec(b);
        flow.disconnected(lost -> {});
        flow.connected(10);
        assertThat(flow.hasRoom()).as("before the old ones went").isFalse();
        assertThat(resends())
                .containsExactly(new Resend<>(a, "a", false), new Resend<>(b, "b", true), new Resend<>(c, "c", false));
        assertThat(flow.hasRoom()).isTrue();
    }

    @Test
    void sendsAgainNoMoreThanANewPeerTakes() {
        flow.connected(3);
        int a = flow.begin(Qos.AT_LEAST_ONCE, "a");
        int b = flow.begin(Qos.AT_LEAST_ONCE, "b");
        flow.disconnected(lost -> {});
        flow.connected(1);
        assertThat(resends()).containsExactly(new Resend<>(a, "a", false));
        flow.onPubAck(a);
        assertThat(resends()).containsExactly(new Resend<>(b, "b", false));
        assertThat(flow.hasRoom()).isFalse();
        flow.onPubAck(b);
        assertThat(flow.hasRoom()).isTrue();
    }

    @Test
    void requestsEndWithTheirConnection() {
        flow.connected(1);
        int request = flow.beginRequest("subscribe");
        int kept = flow.begin(Qos.AT_LEAST_ONCE, "kept");
        List<String> lost = new ArrayList<>();
        flow.disconnected(lost::add);
        assertThat(lost).containsExactly("subscribe");
        assertThat(flow.onAnswer(request)).isNull();
        assertThat(flow.onPubAck(kept)).isEqualTo("kept");
    }

    @Test
    void takesNoAnswerForAnotherKindOfQuestion() {
        flow.connected(10);
        int once = flow.begin(Qos.AT_LEAST_ONCE, "once");
        int exact = flow.begin(Qos.EXACTLY_ONCE, "exact");
        assertThat(flow.onPubRec(once)).isNull();
        assertThat(flow.onPubComp(exact)).as("before PUBREC").isNull();
        assertThat(flow.onPubAck(exact)).isNull();
        assertThat(flow.onPubAck(4711)).isNull();
        assertThat(flow.size()).isEqualTo(2);
    }

    @Test
    void anErrorInAPubrecEndsTheMessage() {
        flow.connected(1);
        int id = flow.begin(Qos.EXACTLY_ONCE, "refused");
        assertThat(flow.onPubRecError(id)).isEqualTo("refused");
        assertThat(flow.hasRoom()).isTrue();
    }

    private List<Resend<String>> resends() {
        List<Resend<String>> all = new ArrayList<>();
        for (Resend<String> next = flow.nextResend(); next != null; next = flow.nextResend()) {
            all.add(next);
        }
        return all;
    }

    @Test
    void takesUpWhatAnEarlierProcessLeft() {
        flow.restore(65_535, Qos.AT_LEAST_ONCE, false, "a");
        flow.restore(7, Qos.EXACTLY_ONCE, true, "b");
        flow.restore(15, Qos.EXACTLY_ONCE, false, "c"); // its place in a small table is that of 7
        flow.connected(10);
        assertThat(flow.nextResend()).isEqualTo(new Resend<>(65_535, "a", false));
        assertThat(flow.nextResend()).isEqualTo(new Resend<>(7, "b", true));
        assertThat(flow.nextResend()).isEqualTo(new Resend<>(15, "c", false));
        assertThat(flow.nextResend()).isNull();
        assertThat(flow.begin(Qos.AT_LEAST_ONCE, "d")).isEqualTo(16);
        assertThat(flow.onPubAck(65_535)).isEqualTo("a");
        assertThat(flow.onPubComp(7)).isEqualTo("b");
        assertThat(flow.onPubRec(15)).isEqualTo("c");
    }
}
