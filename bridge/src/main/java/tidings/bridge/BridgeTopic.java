package tidings.bridge;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.TopicName;

/// Which topics cross a bridge, which way, and what they are called on either side: the `topic` of a `mosquitto.conf`.
///
/// A topic is a prefix and a rest that the pattern matches. The rest is the same on both sides, the prefix is not: with the
/// pattern `temperature/#`, the local prefix `home/` and the remote prefix `sites/7/`, `home/temperature/attic` here is
/// `sites/7/temperature/attic` there.
///
/// @param pattern with wildcards, if any; empty where one topic alone crosses, and the prefixes are its names
/// @param qos the best quality with which messages cross
public record BridgeTopic(String pattern, Direction direction, Qos qos, String localPrefix, String remotePrefix) {

    private static final int MOST_WORDS = 5;
    private static final String NOTHING = "\"\"";

    /// Which way messages go, seen from the local broker.
    public enum Direction {
        OUT,
        IN,
        BOTH;

        boolean isOut() {
            return this != IN;
        }

        boolean isIn() {
            return this != OUT;
        }
    }

    /// @throws IllegalArgumentException if prefixes and pattern do not make topic filters
    public BridgeTopic {
        filter("local", localPrefix, pattern);
        filter("remote", remotePrefix, pattern);
    }

    /// The same topics on both sides.
    public static BridgeTopic of(String pattern, Direction direction, Qos qos) {
        return new BridgeTopic(pattern, direction, qos, "", "");
    }

    /// Reads `PATTERN [out|in|both [QOS [LOCAL-PREFIX [REMOTE-PREFIX]]]]`, as mosquitto does: out at QoS 0 without prefixes
    /// where nothing is said; `""` is an empty word.
    ///
    /// @throws IllegalArgumentException if it is anything else
    public static BridgeTopic parse(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        if (words.size() > MOST_WORDS) {
            throw new IllegalArgumentException(
                    "A topic is 'PATTERN [out|in|both [QOS [LOCAL-PREFIX [REMOTE-PREFIX]]]]', not '" + line + "'");
        }
        return new BridgeTopic(
                word(words, 0, ""), direction(word(words, 1, "out")), qos(word(words, 2, "0")), word(words, 3, ""),
                word(words, 4, ""));
    }

    /// What is subscribed to at the local broker.
    public TopicFilter localFilter() {
        return TopicFilter.of(localPrefix + pattern);
    }

    /// What is subscribed to at the remote broker.
    public TopicFilter remoteFilter() {
        return TopicFilter.of(remotePrefix + pattern);
    }

    /// What a local topic is called there, or null if it does not cross.
    @Nullable
    String toRemote(TopicName topic) {
        return direction.isOut() ? moved(topic, localPrefix, localFilter(), remotePrefix) : null;
    }

    /// What a remote topic is called here, or null if it does not cross.
    @Nullable
    String toLocal(TopicName topic) {
        return direction.isIn() ? moved(topic, remotePrefix, remoteFilter(), localPrefix) : null;
    }

    /// The level that a last `#` matches beside those below it may lie within the prefix: then there is no rest to move.
    private static @Nullable String moved(TopicName topic, String from, TopicFilter filter, String to) {
        String text = topic.text();
        return filter.matches(topic) && text.startsWith(from) ? to + text.substring(from.length()) : null;
    }

    private static void filter(String side, String prefix, String pattern) {
        if (pattern.isEmpty() && prefix.isEmpty()) {
            throw new IllegalArgumentException(
                    "A bridge's topic without a pattern has both prefixes: there is no " + side + " one");
        }
        if (prefix.indexOf('#') >= 0 || prefix.indexOf('+') >= 0) {
            throw new IllegalArgumentException("A " + side + " prefix has no wildcards, as '" + prefix + "' does");
        }
        if (TopicFilter.of(prefix + pattern).isShared()) {
            throw new IllegalArgumentException("A bridge does not share what it subscribes to, as '" + pattern + "'");
        }
    }

    private static String word(List<String> words, int place, String otherwise) {
        String word = place < words.size() ? words.get(place) : otherwise;
        return word.equals(NOTHING) ? "" : word;
    }

    private static Direction direction(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "out" -> Direction.OUT;
            case "in" -> Direction.IN;
            case "both" -> Direction.BOTH;
            default ->
                throw new IllegalArgumentException("A bridge's topic goes out, in or both, not '" + word + "'");
        };
    }

    private static Qos qos(String word) {
        return switch (word) {
            case "0" -> Qos.AT_MOST_ONCE;
            case "1" -> Qos.AT_LEAST_ONCE;
            case "2" -> Qos.EXACTLY_ONCE;
            default -> throw new IllegalArgumentException("A QoS is 0, 1 or 2, not '" + word + "'");
        };
    }
}
