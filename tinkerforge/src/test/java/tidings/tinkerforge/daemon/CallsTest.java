package tidings.tinkerforge.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Uid;

class CallsTest {

    private static final Uid A = new Uid(100);
    private static final Uid B = new Uid(200);
    private static final Bytes FIVE = Bytes.copyOf(new byte[]{5});

    private final List<Packet> sent = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final Calls calls = new Calls(sent::add, 1_000, 3, 4);

    @BeforeEach
    void connect() {
        calls.connected();
    }

    private static Turn.Task task(int function, boolean responseExpected, Consumer<Outcome> then) {
        return turn -> turn.call(function, Bytes.EMPTY, responseExpected, outcome -> {
            then.accept(outcome);
            turn.end();
        });
    }

    private boolean call(Uid uid, int function, long now) {
        return calls.submit(uid, task(function, true, outcomes::add), now);
    }

    @Test
    void callsOneDeviceAfterAnotherCallAndOtherDevicesAtOnce() {
        call(A, 1, 0);
        call(A, 2, 0);
        call(B, 3, 0);
        assertThat(sent).extracting(Packet::function).containsExactly(1, 3);
        calls.received(sent.get(0).response(ErrorCode.OK, FIVE), 1);
        assertThat(outcomes).containsExactly(new Outcome.Answer(FIVE));
        assertThat(sent).extracting(Packet::function).containsExactly(1, 3, 2);
    }

    @Test
    void countsSequenceNumbersForEachDevice() {
        for (int i = 0; i < 16; i++) {
            call(A, 1, i);
            calls.received(sent.get(i).response(ErrorCode.OK, FIVE), i);
        }
        assertThat(sent).extracting(Packet::sequence)
                .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 1);
    }

    @Test
    void givesUpInTimeAndIgnoresWhatComesLate() {
        call(A, 1, 0);
        call(A, 1, 0);
        assertThat(calls.deadline()).isEqualTo(1_000);
        calls.tick(999);
        assertThat(outcomes).isEmpty();
        calls.tick(1_000);
        assertThat(outcomes).containsExactly(new Outcome.Failed(Outcome.Failure.TIMEOUT, 1));
        calls.received(sent.get(0).response(ErrorCode.OK, FIVE), 1_001);
        assertThat(outcomes).hasSize(1);
        calls.received(sent.get(1).response(ErrorCode.NOT_SUPPORTED, Bytes.EMPTY), 1_002);
        assertThat(outcomes).last().isEqualTo(new Outcome.Failed(Outcome.Failure.NOT_SUPPORTED, 1));
        assertThat(calls.deadline()).isEqualTo(Calls.NEVER);
    }

    @Test
    void aDeadDeviceDelaysNobodyElse() {
        call(A, 1, 0);
        call(B, 1, 500);
        calls.received(sent.get(1).response(ErrorCode.OK, FIVE), 600);
        call(B, 2, 700);
        calls.tick(1_000);
        assertThat(outcomes).containsExactly(
                new Outcome.Answer(FIVE), new Outcome.Failed(Outcome.Failure.TIMEOUT, 1));
        assertThat(calls.deadline()).isEqualTo(1_700);
    }

    @Test
    void doesNotWaitWhereNoAnswerIsExpected() {
        calls.submit(A, task(7, false, outcomes::add), 0);
        call(A, 8, 0);
        assertThat(sent).extracting(Packet::responseExpected).containsExactly(false, true);
        assertThat(outcomes).containsExactly(Outcome.NOTHING);
    }

    @Test
    void keepsTogetherWhatIsOneTask() {
        calls.submit(A, turn -> turn.call(1, Bytes.EMPTY, true,
                first -> turn.call(2, Bytes.EMPTY, true, second -> turn.end())), 0);
        call(A, 3, 0);
        calls.received(sent.get(0).response(ErrorCode.OK, FIVE), 1);
        calls.received(sent.get(1).response(ErrorCode.OK, FIVE), 2);
        assertThat(sent).extracting(Packet::function).containsExactly(1, 2, 3);
    }

    @Test
    void letsSoManyWaitAndNoMore() {
        assertThat(call(A, 1, 0)).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(call(A, 2, 0)).isTrue();
        }
        assertThat(call(A, 2, 0)).isFalse();
        assertThat(call(B, 2, 0)).isTrue();
        assertThat(call(B, 2, 0)).isTrue();
        assertThat(call(B, 2, 0)).isFalse();
    }

    @Test
    void allEndsWithTheConnection() {
        call(A, 1, 0);
        call(A, 2, 0);
        call(B, 3, 0);
        calls.lost();
        assertThat(outcomes).containsExactlyInAnyOrder(
                new Outcome.Failed(Outcome.Failure.NOT_CONNECTED, 1),
                new Outcome.Failed(Outcome.Failure.NOT_CONNECTED, 2),
                new Outcome.Failed(Outcome.Failure.NOT_CONNECTED, 3));
        calls.connected();
        call(A, 4, 0);
        assertThat(sent).last().extracting(Packet::function).isEqualTo(4);
    }

    @Test
    void ignoresResponsesOfOtherFunctionsAndUnknownDevices() {
        call(A, 1, 0);
        calls.received(new Packet(A.number(), 2, 1, true, 0, FIVE), 0);
        calls.received(new Packet(A.number(), 1, 2, true, 0, FIVE), 0);
        calls.received(new Packet(999, 1, 1, true, 0, FIVE), 0);
        assertThat(outcomes).isEmpty();
    }
}
