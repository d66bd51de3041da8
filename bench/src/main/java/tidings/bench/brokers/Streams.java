package tidings.bench.brokers;

import java.util.HashSet;
import java.util.Set;

/// Looks whether each receiver hears each publisher's messages once and in order: for each pair of them the number that
/// comes next.
final class Streams {

    private final int publishers;
    private final int[] next;
    private final Set<Long> missed = new HashSet<>();
    private long disordered;
    private long doubled;

    Streams(int receivers, int publishers) {
        this.publishers = publishers;
        this.next = new int[receivers * publishers];
    }

    /// A message came.
    ///
    /// @return how many of the publisher's messages are done with by that: this one and those left out before it
    int heard(int receiver, int publisher, int message) {
        int stream = receiver * publishers + publisher;
        int expected = next[stream];
        if (message == expected) {
            next[stream] = expected + 1;
            return 1;
        }
        if (message > expected) {
            miss(stream, expected, message);
            next[stream] = message + 1;
            return message - expected + 1;
        }
        if (missed.remove(place(stream, message))) {
            disordered++;
        } else {
            doubled++;
        }
        return 0;
    }

    /// Does not wait any longer for what was sent.
    ///
    /// @param sent how many messages the publisher has sent
    /// @return how many are given up
    int giveUp(int receiver, int publisher, int sent) {
        int stream = receiver * publishers + publisher;
        int given = sent - next[stream];
        miss(stream, next[stream], sent);
        next[stream] = sent;
        return given;
    }

    /// The number that a receiver is to hear next.
    int next(int receiver, int publisher) {
        return next[receiver * publishers + publisher];
    }

    /// How many never came.
    long lost() {
        return missed.size();
    }

    /// How many came after a later one.
    long disordered() {
        return disordered;
    }

    /// How many came twice.
    long doubled() {
        return doubled;
    }

    private void miss(int stream, int from, int until) {
        for (int message = from; message < until; message++) {
            missed.add(place(stream, message));
        }
    }

    private static long place(int stream, int message) {
        return (long) stream << Integer.SIZE | message;
    }
}
