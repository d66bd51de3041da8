package tidings.device.alarm;

import tidings.device.json.Value;
import tidings.device.store.AlarmRule;

/// What a rule has seen of one device: whether its values are beyond the threshold, since when, and whether there is an
/// alarm. Values and times in, changes out; no clock and no thread.
final class Condition {

    private final AlarmRule rule;
    private boolean raised;
    private boolean beyond;
    private long sinceTs;
    private long sinceNow;
    private long lastTs = Long.MIN_VALUE;

    /// @param raised whether there is an alarm already
    Condition(AlarmRule rule, boolean raised) {
        this.rule = rule;
        this.raised = raised;
    }

    /// What is to be done.
    enum Change {
        NONE,
        RAISE,
        CLEAR
    }

    AlarmRule rule() {
        return rule;
    }

    /// Whether time alone may raise it.
    boolean isWaiting() {
        return beyond && !raised;
    }

    /// Since when values are beyond the threshold, by their own time.
    long since() {
        return sinceTs;
    }

    /// Since when they are so by the server's time.
    long sinceHere() {
        return sinceNow;
    }

    /// It waited before the server was restarted, and goes on.
    void resume(long since, long sinceHere) {
        beyond = true;
        sinceTs = since;
        sinceNow = sinceHere;
        lastTs = since;
    }

    /// A value. One that is older than the last says nothing of now.
    ///
    /// @param ts the value's own time
    /// @param now the time at which it came
    Change value(long ts, Value value, long now) {
        if (ts < lastTs) {
            return Change.NONE;
        }
        lastTs = ts;
        if (isBeyond(value)) {
            if (!beyond) {
                beyond = true;
                sinceTs = ts;
                sinceNow = now;
            }
            return !raised && ts - sinceTs >= rule.durationMillis() ? raise() : tick(now);
        }
        beyond = false;
        if (raised && isBack(value)) {
            raised = false;
            return Change.CLEAR;
        }
        return Change.NONE;
    }

    /// Time has passed.
    Change tick(long now) {
        return isWaiting() && now - sinceNow >= rule.durationMillis() ? raise() : Change.NONE;
    }

    private Change raise() {
        raised = true;
        return Change.RAISE;
    }

    private boolean isBeyond(Value value) {
        return switch (rule.operation()) {
            case EQUAL -> isEqual(value);
            case NOT_EQUAL -> !isEqual(value);
            case GREATER, GREATER_OR_EQUAL, LESS, LESS_OR_EQUAL -> isBeyond(number(value), number(rule.value()));
        };
    }

    /// Never with what is no number.
    private boolean isBeyond(double value, double threshold) {
        return switch (rule.operation()) {
            case GREATER -> value > threshold;
            case GREATER_OR_EQUAL -> value >= threshold;
            case LESS -> value < threshold;
            case LESS_OR_EQUAL -> value <= threshold;
            case EQUAL, NOT_EQUAL -> false;
        };
    }

    /// Whether a value that is not beyond the threshold is far enough from it.
    private boolean isBack(Value value) {
        double threshold = number(rule.value());
        return switch (rule.operation()) {
            case EQUAL, NOT_EQUAL -> true;
            case GREATER, GREATER_OR_EQUAL -> number(value) <= threshold - rule.hysteresis();
            case LESS, LESS_OR_EQUAL -> number(value) >= threshold + rule.hysteresis();
        };
    }

    private boolean isEqual(Value value) {
        double number = number(value);
        return Double.isNaN(number) ? value.equals(rule.value()) : number == number(rule.value());
    }

    private static double number(Value value) {
        return switch (value) {
            case Value.Whole(long whole) -> whole;
            case Value.Real(double real) -> real;
            case Value.Bool bool -> Double.NaN;
            case Value.Text text -> Double.NaN;
            case Value.Json json -> Double.NaN;
        };
    }
}
