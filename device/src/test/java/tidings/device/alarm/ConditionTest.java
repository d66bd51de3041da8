package tidings.device.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.device.alarm.Condition.Change;
import tidings.device.json.Value;
import tidings.device.store.AlarmRule;
import tidings.device.store.AlarmRule.Operation;
import tidings.device.store.Severity;

class ConditionTest {

    @ParameterizedTest
    @CsvSource({
        "GREATER,          30, 0, 29 30 31 32 30, NONE NONE RAISE NONE CLEAR",
        "GREATER_OR_EQUAL, 30, 0, 29 30 29,       NONE RAISE CLEAR",
        "LESS,             5,  0, 6 5 4 5,        NONE NONE RAISE CLEAR",
        "LESS_OR_EQUAL,    5,  0, 6 5 6,          NONE RAISE CLEAR",
        "EQUAL,            1,  0, 0 1 1 2,        NONE RAISE NONE CLEAR",
        "NOT_EQUAL,        1,  0, 1 0 2 1,        NONE RAISE NONE CLEAR",
        "GREATER,          30, 2, 31 29 30 28 29, RAISE NONE NONE CLEAR NONE",
        "LESS,             5,  2, 4 6 7 4,        RAISE NONE CLEAR RAISE",
    })
    void raisesAndClears(Operation operation, long threshold, double hysteresis, String values, String changes) {
        Condition condition = new Condition(rule(operation, new Value.Whole(threshold), hysteresis, 0), false);
        List<String> seen = new ArrayList<>();
        long time = 0;
        for (String value : values.split(" ")) {
            time++;
            seen.add(condition.value(time, new Value.Whole(Long.parseLong(value)), time).name());
        }
        assertThat(String.join(" ", seen)).isEqualTo(changes);
    }

    @Test
    void waitsForAsLongAsItIsToldTo() {
        Condition condition = new Condition(rule(Operation.GREATER, new Value.Real(30), 0, 60_000), false);
        assertThat(condition.value(0, new Value.Real(31), 0)).isEqualTo(Change.NONE);
        assertThat(condition.tick(59_999)).isEqualTo(Change.NONE);
        assertThat(condition.isWaiting()).isTrue();
        assertThat(condition.tick(60_000)).isEqualTo(Change.RAISE);
        assertThat(condition.tick(60_001)).isEqualTo(Change.NONE);
    }

    @Test
    void beginsAnewWhenItWasGoodInBetween() {
        Condition condition = new Condition(rule(Operation.GREATER, new Value.Real(30), 0, 60_000), false);
        condition.value(0, new Value.Real(31), 0);
        assertThat(condition.value(30_000, new Value.Real(29), 30_000)).isEqualTo(Change.NONE);
        condition.value(40_000, new Value.Real(31), 40_000);
        assertThat(condition.tick(99_999)).isEqualTo(Change.NONE);
        assertThat(condition.tick(100_000)).isEqualTo(Change.RAISE);
    }

    /// A device that was away sends what it has gathered.
    @Test
    void theTimesOfValuesCountWhenManyComeAtOnce() {
        Condition condition = new Condition(rule(Operation.GREATER, new Value.Real(30), 0, 60_000), false);
        assertThat(condition.value(0, new Value.Real(31), 500)).isEqualTo(Change.NONE);
        assertThat(condition.value(60_000, new Value.Real(31), 500)).isEqualTo(Change.RAISE);
        assertThat(condition.value(10_000, new Value.Real(2), 501)).as("old").isEqualTo(Change.NONE);
    }

    @Test
    void whatIsNoNumberIsBeyondNoThreshold() {
        Condition condition = new Condition(rule(Operation.GREATER, new Value.Whole(1), 0, 0), false);
        assertThat(condition.value(1, new Value.Text("9"), 1)).isEqualTo(Change.NONE);
        assertThat(condition.value(2, new Value.Bool(true), 2)).isEqualTo(Change.NONE);
    }

    @Test
    void comparesTextsAndNumbersOfBothKinds() {
        Condition door = new Condition(rule(Operation.EQUAL, new Value.Text("open"), 0, 0), false);
        assertThat(door.value(1, new Value.Text("shut"), 1)).isEqualTo(Change.NONE);
        assertThat(door.value(2, new Value.Text("open"), 2)).isEqualTo(Change.RAISE);
        Condition number = new Condition(rule(Operation.EQUAL, new Value.Whole(1), 0, 0), true);
        assertThat(number.value(1, new Value.Real(1.0), 1)).isEqualTo(Change.NONE);
        assertThat(number.value(2, new Value.Real(1.5), 2)).isEqualTo(Change.CLEAR);
    }

    private static AlarmRule rule(Operation operation, Value value, double hysteresis, long duration) {
        return new AlarmRule(
                new UUID(0, 1), 0, "r", "k", operation, value, hysteresis, duration, Severity.MAJOR, null, null, true,
                1);
    }
}
