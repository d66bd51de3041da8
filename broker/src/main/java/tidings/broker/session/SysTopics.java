package tidings.broker.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tidings.mqtt.Message;

/// Tells what goes on in the broker below `$SYS/broker/`, in the names that mosquitto gave it. What has changed is
/// published, and kept for those who come later.
///
/// Each loop copies its counters when it is asked to; the last one to do so has the first loop publish the sums.
public final class SysTopics {

    private static final String ROOT = "$SYS/broker/";
    private static final Map<String, Duration> PERIODS = periods();
    private static final Map<String, Count> LOADS = Map.of(
            "messages/received", Count.PACKETS_RECEIVED,
            "messages/sent", Count.PACKETS_SENT,
            "publish/received", Count.PUBLISHES_RECEIVED,
            "publish/sent", Count.PUBLISHES_SENT,
            "bytes/received", Count.BYTES_RECEIVED,
            "bytes/sent", Count.BYTES_SENT,
            "connections", Count.CONNECTS);
    private static final Map<String, Count> TOTALS = Map.of(
            "messages/received", Count.PACKETS_RECEIVED,
            "messages/sent", Count.PACKETS_SENT,
            "publish/messages/received", Count.PUBLISHES_RECEIVED,
            "publish/messages/sent", Count.PUBLISHES_SENT,
            "publish/bytes/received", Count.PUBLISH_BYTES_RECEIVED,
            "publish/bytes/sent", Count.PUBLISH_BYTES_SENT,
            "bytes/received", Count.BYTES_RECEIVED,
            "bytes/sent", Count.BYTES_SENT,
            "clients/expired", Count.SESSIONS_EXPIRED);

    private final Router router;
    private final List<Shard> shards;
    private final Shard first;
    private final Duration interval;
    private final long startedNanos;
    private final Map<String, String> told = new HashMap<>();
    private final Map<String, LoadAverage> loads = new LinkedHashMap<>();
    private Counters before = new Counters();
    private long beforeNanos;
    private long mostClients;

    /// What one loop has to tell.
    private record Report(Counters counters, int sessions, int connected) {}

    private SysTopics(Router router, List<Shard> shards, Duration interval) {
        this.router = router;
        this.shards = List.copyOf(shards);
        this.first = shards.get(0);
        this.interval = interval;
        this.startedNanos = first.loop().nanoTime();
        this.beforeNanos = startedNanos;
    }

    /// Begins to tell, every so often.
    ///
    /// @param version of the broker, in words
    public static void start(Router router, List<Shard> shards, Duration interval, String version) {
        SysTopics topics = new SysTopics(router, shards, interval);
        topics.first.loop().execute(() -> {
            topics.tell("version", version);
            topics.ask();
        });
    }

    private void ask() {
        Report[] reports = new Report[shards.size()];
        AtomicInteger missing = new AtomicInteger(reports.length);
        for (int i = 0; i < reports.length; i++) {
            Shard shard = shards.get(i);
            int place = i;
            shard.loop().execute(() -> {
                reports[place] = new Report(shard.counters().copy(), shard.sessions(), shard.connected());
                if (missing.decrementAndGet() == 0) {
                    first.loop().execute(() -> tell(List.of(reports)));
                }
            });
        }
    }

    private void tell(List<Report> reports) {
        Counters sum = new Counters();
        long sessions = 0;
        long connected = 0;
        for (Report report : reports) {
            sum.plus(report.counters);
            sessions += report.sessions;
            connected += report.connected;
        }
        tell("uptime", (first.loop().nanoTime() - startedNanos) / 1_000_000_000L + " seconds");
        TOTALS.forEach((topic, count) -> tell(topic, sum.get(count)));
        tellClients(sessions, connected);
        tellDropped(sum);
        tellStored();
        tellLoads(sum);
        first.flush();
        first.loop().schedule(this::ask, interval);
    }

    private void tellClients(long sessions, long connected) {
        mostClients = Math.max(mostClients, connected);
        tell("clients/total", sessions);
        tell("clients/connected", connected);
        tell("clients/active", connected);
        tell("clients/disconnected", sessions - connected);
        tell("clients/inactive", sessions - connected);
        tell("clients/maximum", mostClients);
    }

    private void tellDropped(Counters sum) {
        long all = 0;
        for (Drop drop : Drop.values()) {
            long count = sum.get(drop.count());
            all += drop == Drop.NOT_RETAINED ? 0 : count;
            tell("publish/messages/dropped/" + drop.name().toLowerCase(Locale.ROOT).replace('_', '-'), count);
        }
        tell("publish/messages/dropped", all);
    }

    private void tellStored() {
        tell("store/messages/count", router.queued().messages());
        tell("store/messages/bytes", router.queued().bytes());
        tell("messages/stored", router.queued().messages());
        tell("retained messages/count", router.retained().size());
        tell("subscriptions/count", router.index().subscriptions());
        tell("shared_subscriptions/count", router.index().sharedSubscriptions());
        Runtime runtime = Runtime.getRuntime();
        tell("heap/current", runtime.totalMemory() - runtime.freeMemory());
        tell("heap/maximum", runtime.maxMemory());
    }

    private void tellLoads(Counters sum) {
        long now = first.loop().nanoTime();
        Duration time = Duration.ofNanos(Math.max(1, now - beforeNanos));
        LOADS.forEach((topic, count) -> PERIODS.forEach((name, period) -> {
            LoadAverage average = loads.computeIfAbsent(topic + "/" + name, none -> new LoadAverage(period));
            average.add(sum.get(count) - before.get(count), time);
            tell("load/" + topic + "/" + name, average.toString());
        }));
        before = sum;
        beforeNanos = now;
    }

    private void tell(String topic, long value) {
        tell(topic, String.valueOf(value));
    }

    private void tell(String topic, String value) {
        if (!value.equals(told.put(topic, value))) {
            router.publish(Message.of(ROOT + topic, value).withRetain(true), first, null);
        }
    }

    private static Map<String, Duration> periods() {
        Map<String, Duration> periods = new LinkedHashMap<>();
        periods.put("1min", Duration.ofMinutes(1));
        periods.put("5min", Duration.ofMinutes(5));
        periods.put("15min", Duration.ofMinutes(15));
        return periods;
    }
}
