package tidings.bench.brokers;

import java.io.IOException;
import java.util.Arrays;

/// Those who publish, each with a window that is filled again as it empties. One thread.
final class Publishers {

    static final int PAYLOAD_BYTES = 256;
    private static final int MOST_PACKET_IDS = 65_535;

    private final Connection[] connections;
    private final Topics topics;
    private final int qos;
    private final int window;
    private final int[] sent;
    private final long[] done;
    private final int[] withRoom;
    private final boolean[] hasRoom;
    private int roomy;
    private long limit = Long.MAX_VALUE;
    private long sentInAll;

    /// What a publisher publishes to.
    interface Topics {
        byte[] of(int publisher, int message);
    }

    /// @param window messages that each may have under way
    Publishers(Connection[] connections, Topics topics, int qos, int window) {
        this.connections = connections;
        this.topics = topics;
        this.qos = qos;
        this.window = window;
        this.sent = new int[connections.length];
        this.done = new long[connections.length];
        this.withRoom = new int[connections.length];
        this.hasRoom = new boolean[connections.length];
        for (int i = 0; i < connections.length; i++) {
            hasRoom(i);
        }
    }

    /// Publishes so many messages in all, and no more.
    void atMost(long messages) {
        limit = messages;
    }

    /// Messages of a publisher are under way no more.
    void done(int publisher, int messages) {
        done[publisher] += messages;
        hasRoom(publisher);
    }

    /// Fills the windows that have room.
    void publish() throws IOException {
        int count = roomy;
        roomy = 0;
        for (int i = 0; i < count; i++) {
            int publisher = withRoom[i];
            hasRoom[publisher] = false;
            publish(publisher);
        }
    }

    int count() {
        return connections.length;
    }

    int sent(int publisher) {
        return sent[publisher];
    }

    long sentInAll() {
        return sentInAll;
    }

    long doneInAll() {
        return Arrays.stream(done).sum();
    }

    private void publish(int publisher) throws IOException {
        Connection connection = connections[publisher];
        if (!connection.isSent()) {
            hasRoom(publisher);
            return;
        }
        boolean any = false;
        while (sent[publisher] - done[publisher] < window && sentInAll < limit) {
            int message = sent[publisher]++;
            sentInAll++;
            any = true;
            connection.publish(
                    topics.of(publisher, message), qos, 1 + message % MOST_PACKET_IDS, publisher, message,
                    PAYLOAD_BYTES);
        }
        if (any) {
            connection.flush();
        }
    }

    private void hasRoom(int publisher) {
        if (!hasRoom[publisher]) {
            hasRoom[publisher] = true;
            withRoom[roomy++] = publisher;
        }
    }
}
