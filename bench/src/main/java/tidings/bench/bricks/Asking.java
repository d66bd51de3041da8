package tidings.bench.bricks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.client.Received;
import tidings.mqtt.Qos;

/// Asks again whenever there is an answer.
final class Asking implements AutoCloseable {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MOST = 1 << 20;
    private static final long PATIENCE_SECONDS = 30;

    private final BlockingClient client;
    private final String prefix;
    private final List<String> paths;
    private final int window;
    private final Map<String, Queue<Long>> asked = new HashMap<>();
    private final long[] nanos = new long[MOST];
    private final CountDownLatch first = new CountDownLatch(1);
    private int answers;
    private boolean counting;

    /// What a run shows.
    record Result(double perSecond, double medianMillis) {}

    /// @param paths what comes after `PREFIX/request/`
    /// @param window how often each is asked at a time
    Asking(URI broker, String prefix, List<String> paths, int window) {
        this.prefix = prefix;
        this.paths = paths;
        this.window = window;
        this.client = MqttClient.of(broker.toString()).blocking();
        paths.forEach(path -> asked.put(path, new ArrayDeque<>()));
        client.async().onMessage(this::answered);
        client.connect();
        client.subscribe(prefix + "response/#", Qos.AT_MOST_ONCE);
    }

    Result run(Duration time) {
        awaitGateway();
        synchronized (this) {
            counting = true;
            answers = 0;
        }
        long start = System.nanoTime();
        paths.forEach(path -> {
            for (int i = 0; i < window; i++) {
                ask(path);
            }
        });
        LockSupport.parkNanos(time.toNanos());
        synchronized (this) {
            counting = false;
            long took = System.nanoTime() - start;
            int samples = Math.min(answers, MOST);
            long[] sorted = java.util.Arrays.copyOf(nanos, samples);
            java.util.Arrays.sort(sorted);
            double median = samples == 0 ? Double.NaN : sorted[samples / 2] / NANOS_PER_MILLI;
            return new Result(answers * NANOS_PER_SECOND / took, median);
        }
    }

    private void awaitGateway() {
        String state = "ip_connection/get_connection_state";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (first.getCount() > 0 && System.nanoTime() < end) {
            client.async().publish(prefix + "request/" + state, "");
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private synchronized void ask(String path) {
        Queue<Long> times = asked.get(path);
        if (times != null && counting) {
            times.add(System.nanoTime());
            client.async().publish(prefix + "request/" + path, "");
        }
    }

    private synchronized void answered(Received message) {
        String path = message.topic().substring(prefix.length() + "response/".length());
        Queue<Long> times = asked.get(path);
        if (times == null) {
            if (message.text().contains("\"connected\"")) {
                first.countDown();
            }
            return;
        }
        Long since = times.poll();
        if (since != null && counting) {
            if (answers < MOST) {
                nanos[answers] = System.nanoTime() - since;
            }
            answers++;
        }
        ask(path);
    }

    @Override
    public void close() {
        client.close();
    }
}
