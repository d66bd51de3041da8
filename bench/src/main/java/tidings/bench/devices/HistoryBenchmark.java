package tidings.bench.devices;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// History under load: a fleet with a long history reports on, while retention deletes the oldest fourth of it, and readers
/// ask and export. What is asked is whether devices notice: their acknowledgements before, meanwhile, and the difference.
///
/// Usage: `HistoryBenchmark [--devices N] [--points N] [--rate POINTS] [--seconds N] [--questions N] [--data DIR]`. The data
/// folder is made anew, and deleted in the end.
public final class HistoryBenchmark {

    private static final int TOGETHER = 25;
    private static final int DAYS = 40;
    private static final int DAYS_KEPT = 30;
    /// On the disk, with the journal and the log of points while it is filled.
    private static final int BYTES_A_POINT = 60;
    private static final long NEEDED_BESIDE = 2L << 30;
    private static final int SAMPLES = 50;
    private static final int WARM_UP_SECONDS = 10; // a server that has just started compiles its code

    private final int devices;
    private final long points;
    private final double rate;
    private final int seconds;
    private final double questions;
    private final Path data;
    private final int messages;
    private final long begin;
    private final long end = System.currentTimeMillis();

    private HistoryBenchmark(Arguments arguments) throws IOException {
        devices = (int) arguments.number("--devices", 10_000);
        points = arguments.number("--points", 100_000_000);
        rate = arguments.number("--rate", 20_000);
        seconds = (int) arguments.number("--seconds", 60);
        questions = arguments.number("--questions", 20);
        String folder = arguments.text("--data");
        data = folder.isEmpty() ? Files.createTempDirectory("history-benchmark") : Path.of(folder);
        messages = (int) Math.max(1, points / devices / (TOGETHER * DeviceLoad.KEYS));
        begin = end - TimeUnit.DAYS.toMillis(DAYS);
    }

    public static void main(String[] args) throws Exception {
        HistoryBenchmark benchmark = new HistoryBenchmark(new Arguments(List.of(args)));
        try {
            benchmark.run();
        } finally {
            Folders.delete(benchmark.data);
        }
    }

    private void run() throws Exception {
        Files.createDirectories(data);
        long needed = points * BYTES_A_POINT + NEEDED_BESIDE;
        long free = data.toFile().getUsableSpace();
        say("%,d devices, %,d points of %d days, of which %d are kept; %.1f GB needed in %s, %.1f GB free", devices,
                points, DAYS, DAYS_KEPT, needed / 1e9, data, free / 1e9);
        if (free < needed) {
            throw new IOException("There is too little room on the disk; choose another place with --data, or fewer "
                    + "--points");
        }
        try (ServerProcess server = ServerProcess.start(data, devices)) {
            fill(server);
            live("without anybody else", server, false);
            keep(server.rest());
        }
        long start = System.nanoTime();
        try (ServerProcess server = ServerProcess.start(data, devices)) {
            say("started again after %.1f s", (System.nanoTime() - start) / 1e9);
            live("with retention, questions and exports", server, true);
            awaitRetention(server);
        }
    }

    private void fill(ServerProcess server) throws IOException {
        long step = (end - begin) / ((long) messages * TOGETHER);
        long start;
        try (DeviceLoad load =
                new DeviceLoad(server.mqtt(), devices, 1, new DeviceLoad.Form(begin, step, TOGETHER))) {
            start = System.nanoTime();
            long[] said = {start};
            load.report(messages, done -> {
                if (System.nanoTime() - said[0] > 10e9) {
                    said[0] = System.nanoTime();
                    progress(server, done * TOGETHER * DeviceLoad.KEYS, start);
                }
            });
        }
        double took = (System.nanoTime() - start) / 1e9;
        say("filled in %.0f s: %,.0f points/s, %.1f bytes on the disk each, %.2f µs of processor each, %,d MB resident",
                took, points / took, (double) server.storedBytes() / points, server.cpuSeconds() * 1e6 / points,
                server.residentBytes() >> 20);
    }

    private void progress(ServerProcess server, long done, long start) {
        double took = (System.nanoTime() - start) / 1e9;
        try {
            say("  %,d points, %.0f %%; %,.0f points/s, %.0f s to go; %.1f GB stored, %.1f GB free, %,d MB resident",
                    done, 100.0 * done / points, done / took, took * (points - done) / Math.max(1, done),
                    server.storedBytes() / 1e9, data.toFile().getUsableSpace() / 1e9, server.residentBytes() >> 20);
        } catch (IOException gone) {
            say("  %,d points", done);
        }
    }

    private void live(String what, ServerProcess server, boolean readers) throws Exception {
        Rest rest = server.rest();
        List<String> all = rest.devices();
        try (DeviceLoad load = new DeviceLoad(
                server.mqtt(), devices, 4, new DeviceLoad.Form(System.currentTimeMillis(), 1_000, 1))) {
            load.run(TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS), rate / DeviceLoad.KEYS);
            double cpu = server.cpuSeconds();
            long written = server.writtenBytes();
            String seen = "";
            DeviceLoad.Result result;
            if (readers) {
                try (Readers asking = new Readers(rest, all, begin, end, questions)) {
                    result = load.run(TimeUnit.SECONDS.toNanos(seconds), rate / DeviceLoad.KEYS);
                    seen = asking.report();
                }
            } else {
                result = load.run(TimeUnit.SECONDS.toNanos(seconds), rate / DeviceLoad.KEYS);
            }
            load.drain();
            say("%s: %,.0f points/s, acknowledged after p50 %.1f ms, p99 %.1f ms, longest %.0f ms; %.2f processors, "
                    + "%.1f MB/s written, %,d MB resident", what, result.pointsPerSecond(), result.latencyMillis(0.5),
                    result.latencyMillis(0.99), result.latencyMillis(1), (server.cpuSeconds() - cpu) / seconds,
                    (server.writtenBytes() - written) / 1e6 / seconds, server.residentBytes() >> 20);
            System.out.print(seen);
        }
    }

    /// From the next start on, since retention looks at once then.
    private static void keep(Rest rest) throws IOException, InterruptedException {
        String page = rest.get("/api/deviceProfiles?pageSize=1&page=0");
        String profile = page.substring(page.indexOf('[') + 1, page.lastIndexOf(']'));
        rest.post("/api/deviceProfile", "{\"retentionDays\":" + DAYS_KEPT + "," + profile.substring(1));
    }

    private void awaitRetention(ServerProcess server) throws IOException, InterruptedException {
        Rest rest = server.rest();
        List<String> all = rest.devices();
        long old = end - TimeUnit.DAYS.toMillis(DAYS_KEPT);
        long start = System.nanoTime();
        for (int clean = 0; clean < SAMPLES;) {
            clean = 0;
            for (int i = 0; i < SAMPLES; i++) {
                String device = all.get((int) ((long) i * (all.size() - 1) / Math.max(1, SAMPLES - 1)));
                String oldest = rest.get(Rest.history(device) + "?keys=on&startTs=0&endTs=" + old + "&limit=1");
                clean += oldest.equals("{}") ? 1 : 0;
            }
            say("  retention: %d of %d sampled devices are done, %.0f s after the load", clean, SAMPLES,
                    (System.nanoTime() - start) / 1e9);
            TimeUnit.SECONDS.sleep(clean < SAMPLES ? 10 : 0);
        }
    }

    private static void say(String format, Object... arguments) {
        System.out.printf(Locale.ROOT, format + "%n", arguments);
    }

    /// Options and their values.
    private record Arguments(List<String> all) {

        String text(String name) {
            int place = all.indexOf(name);
            return place < 0 || place + 1 >= all.size() ? "" : all.get(place + 1);
        }

        long number(String name, long usual) {
            String text = text(name).replace("_", "").replace(",", "");
            return text.isEmpty() ? usual : Long.parseLong(text);
        }
    }
}
