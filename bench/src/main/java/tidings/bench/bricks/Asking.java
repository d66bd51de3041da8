package tidings.bench.bricks;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
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
    private int answers;
    private boolean counting;

    /// What a run shows.
    record Result(double perSecond, double medianMillis) {}

    /// @param prefix of a gateway that is there
    /// @param paths what comes after `PREFIX/request/`
    /// @param window how often each is asked at a time
    Asking(URI broker, String prefix, List<String> paths, int window) {
        this.prefix = prefix;
        this.paths = paths;
        this.window = window;
        this.client = client(broker);
        paths.forEach(path -> asked.put(path, new ArrayDeque<>()));
        client.async().onMessage(this::answered);
        client.connect();
        client.subscribe(prefix + "response/#", Qos.AT_MOST_ONCE);
    }

    Result run(Duration time) {
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
            long[] sorted = Arrays.copyOf(nanos, samples);
            Arrays.sort(sorted);
            double median = samples == 0 ? Double.NaN : sorted[samples / 2] / NANOS_PER_MILLI;
            return new Result(answers * NANOS_PER_SECOND / took, median);
        }
    }

    /// One whose handlers run at once, on its own thread, so that little but the gateway is measured.
    static BlockingClient client(URI broker) {
        return MqttClient.of(MqttClient.builder().server(broker.toString()).executor(Runnable::run).config())
                .blocking();
    }

    /// Waits until a gateway is there, and has found its bricks.
    static void awaitGateway(URI broker, String prefix) {
        String state = "ip_connection/get_connection_state";
        CountDownLatch found = new CountDownLatch(1);
        try (BlockingClient client = MqttClient.of(broker.toString()).blocking()) {
            client.async().onMessage(message -> {
                if (message.text().contains("\"connected\"")) {
                    found.countDown();
                }
            });
            client.connect();
            client.subscribe(prefix + "response/" + state, Qos.AT_MOST_ONCE);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (found.getCount() > 0) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("No gateway answers at " + prefix);
                }
                client.async().publish(prefix + "request/" + state, "");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
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
