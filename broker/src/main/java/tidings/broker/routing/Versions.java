package tidings.broker.routing;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import tidings.mqtt.TopicName;

/// Counts the changes of an index by the part of it that they are in, so that what is known of one topic stays good
/// while filters come and go elsewhere.
///
/// A filter is in the part of its first two levels if both are spelt out, else in that of its first, else it may match
/// anything. Parts are told apart by a hash; two that fall together only count too much.
///
/// One thread at a time counts, any may ask.
final class Versions {

    private static final int PARTS = 4_096;

    private final AtomicLongArray byFirst = new AtomicLongArray(PARTS);
    private final AtomicLongArray byFirstTwo = new AtomicLongArray(PARTS);
    private final AtomicLongArray anywhere = new AtomicLongArray(1);

    /// A filter has changed.
    void changed(List<String> levels) {
        String first = levels.get(0);
        if (isWild(first)) {
            anywhere.incrementAndGet(0);
        } else if (levels.size() == 1 || isWild(levels.get(1))) {
            byFirst.incrementAndGet(part(first, first.length()));
        } else {
            String two = first + "/" + levels.get(1);
            byFirstTwo.incrementAndGet(part(two, two.length()));
        }
    }

    /// Where a topic is: its parts, to be given to [#of].
    static long place(TopicName topic) {
        String text = topic.text();
        int one = text.indexOf('/');
        int two = one < 0 ? -1 : text.indexOf('/', one + 1);
        int first = part(text, one < 0 ? text.length() : one);
        int firstTwo = part(text, two < 0 ? text.length() : two);
        return (long) first << 32 | firstTwo;
    }

    /// A number that changes with everything that might concern a topic.
    long of(long place) {
        return anywhere.get(0) + byFirst.get((int) (place >>> 32)) + byFirstTwo.get((int) place);
    }

    private static boolean isWild(String level) {
        return level.equals("+") || level.equals("#");
    }

    private static int part(String text, int end) {
        int hash = 0;
        for (int i = 0; i < end; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return (hash ^ hash >>> 12 ^ hash >>> 24) & (PARTS - 1);
    }
}
