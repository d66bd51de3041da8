package tidings.bench.devices;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// People and scripts that look at history while devices report: some questions a second, in turn of each kind, about
/// devices at random; and one that exports device after device.
final class Readers implements AutoCloseable {

    private final Rest rest;
    private final List<String> devices;
    private final long first;
    private final long last;
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final AtomicLong exported = new AtomicLong();
    private final AtomicLong exports = new AtomicLong();
    private final long start = System.nanoTime();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;
    private volatile @Nullable Exception failure;

    /// @param first the begin of all history
    /// @param last its end
    /// @param questionsPerSecond all kinds together
    Readers(Rest rest, List<String> devices, long first, long last, double questionsPerSecond) {
        this.rest = rest;
        this.devices = devices;
        this.first = first;
        this.last = last;
        threads.add(Thread.ofPlatform().start(() -> attempt(() -> ask(questionsPerSecond))));
        threads.add(Thread.ofPlatform().start(() -> attempt(this::export)));
    }

    private interface Task {
        void run() throws IOException, InterruptedException;
    }

    private void attempt(Task task) {
        try {
            task.run();
        } catch (IOException | InterruptedException e) {
            if (!closed) {
                failure = e;
            }
        }
    }

    private void ask(double perSecond) throws IOException, InterruptedException {
        Random random = new Random(7);
        long begin = System.nanoTime();
        for (int i = 0; !closed; i++) {
            long wait = (long) (i * 1e9 / perSecond) - (System.nanoTime() - begin);
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(wait);
            }
            String history = Rest.history(devices.get(random.nextInt(devices.size())));
            String range = "?keys=temperature&startTs=" + first + "&endTs=" + last;
            switch (i % 5) {
                case 0 -> measure("latest values", history);
                case 1 -> measure("last 50 values", history + range + "&limit=50");
                case 2 -> measure("100 averages of a day", history + "?keys=temperature&startTs="
                        + (last - TimeUnit.DAYS.toMillis(1)) + "&endTs=" + last + "&agg=AVG&interval=864000");
                case 3 -> measure("100 averages of all", history + range + "&agg=AVG&interval=" + (last - first) / 100);
                default -> measure("page of 50 devices", "/api/tenant/deviceInfos?pageSize=50&page="
                        + random.nextInt(Math.max(1, devices.size() / 50)) + "&sortProperty=name");
            }
        }
    }

    private void measure(String name, String path) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        rest.get(path);
        double took = (System.nanoTime() - begin) / 1e6;
        synchronized (millis) {
            millis.computeIfAbsent(name, none -> new ArrayList<>()).add(took);
        }
    }

    private void export() throws IOException, InterruptedException {
        for (int i = 0; !closed; i++) {
            String form = i % 2 == 0 ? "csv" : "jsonl";
            exported.addAndGet(
                    rest.stream(Rest.history(devices.get(i * 7 % devices.size())) + "/export?format=" + form));
            exports.incrementAndGet();
        }
    }

    /// What they saw.
    String report() {
        double seconds = (System.nanoTime() - start) / 1e9;
        StringBuilder text = new StringBuilder();
        synchronized (millis) {
            millis.forEach((name, all) -> text.append(String.format(
                    Locale.ROOT, "  %-22s p50 %6.1f ms, p99 %6.1f ms, %d times%n", name, quantile(all, 0.5),
                    quantile(all, 0.99), all.size())));
        }
        return text.append(String.format(
                Locale.ROOT, "  %-22s %.1f MB/s, %d devices%n", "exports", exported.get() / 1e6 / seconds,
                exports.get())).toString();
    }

    private static double quantile(List<Double> all, double quantile) {
        double[] sorted = all.stream().mapToDouble(one -> one).toArray();
        Arrays.sort(sorted);
        return sorted[(int) ((sorted.length - 1) * quantile)];
    }

    /// Ends them, and fails where one of them has.
    @Override
    public void close() throws IOException {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (failure != null) {
            throw new IOException("A reader failed", failure);
        }
    }
}
