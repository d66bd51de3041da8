package tidings.client;

import java.time.Duration;

/// What a client does when its connection is lost.
///
/// @param enabled whether it connects again by itself
/// @param firstDelay how long it waits before the first attempt, at most; less by chance, so that not all come at once
/// @param longestDelay to which the delay doubles with each attempt that fails
/// @param firstConnect whether it goes on as well where the very first connection cannot be made
public record Reconnect(boolean enabled, Duration firstDelay, Duration longestDelay, boolean firstConnect) {

    /// After a second, two, four, up to two minutes; a first connection that cannot be made is an error.
    public static final Reconnect DEFAULT =
            new Reconnect(true, Duration.ofSeconds(1), Duration.ofMinutes(2), false);

    public Reconnect {
        if (firstDelay.isNegative() || firstDelay.isZero() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "The delays are to be above 0, and the longest no shorter than the first: " + firstDelay + ", "
                            + longestDelay);
        }
    }

    /// A lost connection stays lost until [MqttClient#connect] is called.
    public Reconnect off() {
        return new Reconnect(false, firstDelay, longestDelay, firstConnect);
    }

    /// With other delays.
    public Reconnect delay(Duration first, Duration longest) {
        return new Reconnect(enabled, first, longest, firstConnect);
    }

    /// Trying on, or not, where the very first connection cannot be made.
    public Reconnect firstConnect(boolean on) {
        return new Reconnect(enabled, firstDelay, longestDelay, on);
    }
}
