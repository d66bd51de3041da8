package tidings.client;

import java.time.Duration;

/// What a client does when its connection is lost.
///
/// @param enabled whether it connects again by itself
/// @param firstDelay how long it waits before the first attempt, at most; less by chance, so that not all come at once
/// @param longestDelay to which the delay doubles with each attempt that fails
/// @param firstConnect whether it goes on as well where the very first connection cannot be made
/// @param attempts how many attempts in a row may fail before it gives up; 0 for any number
/// @param redirects whether it follows a server that names another one (MQTT 5.0, 4.11)
public record Reconnect(
        boolean enabled, Duration firstDelay, Duration longestDelay, boolean firstConnect, int attempts,
        boolean redirects) {

    /// After a second, two, four, up to two minutes, any number of times; a first connection that cannot be made is an
    /// error, and nobody is sent elsewhere.
    public static final Reconnect DEFAULT =
            new Reconnect(true, Duration.ofSeconds(1), Duration.ofMinutes(2), false, 0, false);

    public Reconnect {
        if (firstDelay.isNegative() || firstDelay.isZero() || longestDelay.compareTo(firstDelay) < 0) {
            throw new IllegalArgumentException(
                    "The delays are to be above 0, and the longest no shorter than the first: " + firstDelay + ", "
                            + longestDelay);
        }
        if (attempts < 0) {
            throw new IllegalArgumentException("attempts is 0 or more, not " + attempts);
        }
    }

    /// A lost connection stays lost until [MqttClient#connect] is called.
    public Reconnect off() {
        return new Reconnect(false, firstDelay, longestDelay, firstConnect, attempts, redirects);
    }

    /// With other delays.
    public Reconnect delay(Duration first, Duration longest) {
        return new Reconnect(enabled, first, longest, firstConnect, attempts, redirects);
    }

    /// Trying on, or not, where the very first connection cannot be made.
    public Reconnect firstConnect(boolean on) {
        return new Reconnect(enabled, firstDelay, longestDelay, on, attempts, redirects);
    }

    /// Giving up after so many attempts in a row.
    public Reconnect attempts(int most) {
        return new Reconnect(enabled, firstDelay, longestDelay, firstConnect, most, redirects);
    }

    /// Going where the server says, or not.
    public Reconnect redirects(boolean follow) {
        return new Reconnect(enabled, firstDelay, longestDelay, firstConnect, attempts, follow);
    }
}
