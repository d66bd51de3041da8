package tidings.manage;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tidings.broker.Figures;
import tidings.broker.Figures.Traffic;
import tidings.manage.Measure.Counter;
import tidings.manage.Measure.Gauge;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// What a broker counts, in the names that dashboards know.
final class BrokerMeasures {

    private BrokerMeasures() {}

    static List<Measure> of(Figures figures) {
        List<Measure> all = new ArrayList<>();
        addClients(figures, all);
        addMessages(figures, all);
        addTimes(figures, all);
        return all;
    }

    private static void addClients(Figures figures, List<Measure> all) {
        figures.connections()
                .forEach((kind, count) -> all.add(new Gauge(
                        "mqtt_connections", "Clients that are connected.",
                        Map.of("listener", kind.listener().toString(), "protocol", protocol(kind.version())), count)));
        all.add(Measure.gauge("mqtt_sessions", "Sessions, connected or not.", figures.sessions()));
        all.add(Measure.gauge("mqtt_subscriptions", "Subscriptions of all sessions.", figures.subscriptions()));
        all.add(Measure.gauge(
                "mqtt_shared_subscriptions", "Those of them that are shared.", figures.sharedSubscriptions()));
        all.add(connects("accepted", figures.accepted()));
        figures.refused().forEach((reason, count) -> all.add(connects(word(reason), count)));
        all.add(disconnects("lost", figures.lost()));
        figures.disconnected().forEach((reason, count) -> all.add(disconnects(word(reason), count)));
        all.add(Measure.counter(
                "mqtt_sessions_expired_total", "Sessions whose client stayed away too long.",
                figures.sessionsExpired()));
    }

    private static void addMessages(Figures figures, List<Measure> all) {
        addTraffic("received", figures.received(), all);
        addTraffic("sent", figures.sent(), all);
        figures.dropped()
                .forEach((reason, count) -> all.add(new Counter(
                        "mqtt_messages_dropped_total", "Messages that were lost to a client, or not retained.",
                        Map.of("reason", reason), count)));
        all.add(Measure.gauge(
                "mqtt_retained_messages", "Topics with a retained message.", figures.retainedMessages()));
        all.add(Measure.gauge(
                "mqtt_retained_bytes", "Topics and payloads of retained messages.", figures.retainedBytes()));
        all.add(Measure.gauge(
                "mqtt_queue_messages", "Messages in memory that wait, for each whom they wait for.",
                figures.queuedMessages()));
        all.add(Measure.gauge("mqtt_queue_bytes", "What they take, each counted once.", figures.queuedBytes()));
        all.add(Measure.gauge(
                "mqtt_inflight_messages", "Messages of QoS 1 and 2 that connected clients have not acknowledged.",
                figures.inFlight()));
    }

    private static void addTraffic(String way, Traffic traffic, List<Measure> all) {
        for (int qos = 0; qos < traffic.messages().size(); qos++) {
            all.add(new Counter(
                    "mqtt_messages_" + way + "_total", "PUBLISH packets " + way + ".",
                    Map.of("qos", String.valueOf(qos)), traffic.messages().get(qos)));
        }
        all.add(Measure.counter("mqtt_packets_" + way + "_total", "Packets " + way + ".", traffic.packets()));
        all.add(Measure.counter("mqtt_bytes_" + way + "_total", "Bytes " + way + ".", traffic.bytes()));
        all.add(Measure.counter(
                "mqtt_payload_bytes_" + way + "_total", "Bytes of payload " + way + ".", traffic.payloadBytes()));
    }

    private static void addTimes(Figures figures, List<Measure> all) {
        all.add(Measure.gauge(
                "mqtt_uptime_seconds", "Since the broker started.", figures.uptime().toSeconds()));
        all.add(Measure.histogram(
                "mqtt_publish_duration_seconds",
                "From a PUBLISH's arrival until it is handed to the sessions of an event loop.", figures.publish()));
        all.add(Measure.histogram(
                "mqtt_event_loop_lag_seconds", "How much later than due event loops do things.", figures.loopLag()));
        all.add(new Measure.Histogram(
                "storage_write_duration_seconds", "How long a group of changes took until it was durable.",
                Map.of("store", "broker"), figures.commits()));
        all.add(new Gauge(
                "storage_bytes", "What is stored, on disk.", Map.of("store", "broker"),
                (double) figures.storageBytes()));
    }

    private static Measure connects(String result, long count) {
        return new Counter("mqtt_connects_total", "Clients that asked to come in.", Map.of("result", result), count);
    }

    private static Measure disconnects(String reason, long count) {
        return new Counter(
                "mqtt_disconnects_total", "Connections that ended.", Map.of("reason", reason), count);
    }

    /// A version as a label or a value.
    static String protocol(Version version) {
        return switch (version) {
            case V3_1 -> "3.1";
            case V3_1_1 -> "3.1.1";
            case V5 -> "5.0";
        };
    }

    /// A reason as a label or a name: the end that a client asked for is `normal`.
    static String word(ReasonCode reason) {
        return reason == ReasonCode.SUCCESS ? "normal" : reason.name().toLowerCase(Locale.ROOT);
    }
}
