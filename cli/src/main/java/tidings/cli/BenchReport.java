package tidings.cli;

import java.util.Locale;
import tidings.cli.load.Progress;
import tidings.cli.load.Report;
import tidings.cli.load.Report.Latency;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What `bench` prints.
final class BenchReport {

    private static final JsonMapper JSON = JsonMapper.shared();

    private BenchReport() {}

    static String line(Progress now) {
        String line = String.format(Locale.ROOT, "%4d s  %,d connected  %,d sent/s  %,d received/s", now.seconds(),
                now.connected(),
                now.sent(), now.received());
        return Double.isNaN(now.p99Millis())
                ? line
                : line + String.format(Locale.ROOT, "  p99 %,.1f ms", now.p99Millis());
    }

    static String text(Report report) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT,
                "connected    %,12d   refused %,d, lost %,d%n", report.connected(), report.refused(),
                report.connectionsLost()));
        if (report.sent() > 0) {
            text.append(String.format(Locale.ROOT,
                    "sent         %,12d   %,.0f a second; acknowledged %,d, failed %,d%n", report.sent(),
                    report.sentRate(), report.acknowledged(), report.failed()));
        }
        if (report.received() > 0 || report.lost() > 0) {
            text.append(String.format(Locale.ROOT, "received     %,12d   %,.0f a second; lost %,d, repeated %,d%n",
                    report.received(),
                    report.receivedRate(), report.lost(), report.repeated()));
        }
        text.append(String.format(Locale.ROOT, "%n%-12s %9s %9s %9s %9s %9s %9s%n", "ms", "min", "p50", "p90", "p99",
                "p99.9", "max"));
        append(text, "connect", report.connects());
        append(text, "acknowledge", report.acknowledgements());
        append(text, "deliver", report.deliveries());
        return text.append(String.format(Locale.ROOT, "%nin %.1f s", report.seconds())).toString();
    }

    static String json(Report report) {
        ObjectNode json = JSON.createObjectNode()
                .put("seconds", report.seconds())
                .put("connected", report.connected())
                .put("refused", report.refused())
                .put("connectionsLost", report.connectionsLost())
                .put("sent", report.sent())
                .put("sentRate", report.sentRate())
                .put("acknowledged", report.acknowledged())
                .put("failed", report.failed())
                .put("received", report.received())
                .put("receivedRate", report.receivedRate())
                .put("lost", report.lost())
                .put("repeated", report.repeated());
        put(json, "connectMillis", report.connects());
        put(json, "acknowledgeMillis", report.acknowledgements());
        put(json, "deliverMillis", report.deliveries());
        return JSON.writeValueAsString(json);
    }

    private static void append(StringBuilder text, String name, Latency times) {
        if (times.count() > 0) {
            text.append(String.format(Locale.ROOT, "%-12s %,9.2f %,9.2f %,9.2f %,9.2f %,9.2f %,9.2f%n", name,
                    times.min(), times.p50(),
                    times.p90(), times.p99(), times.p999(), times.max()));
        }
    }

    private static void put(ObjectNode json, String name, Latency times) {
        if (times.count() > 0) {
            json.putObject(name)
                    .put("min", times.min())
                    .put("p50", times.p50())
                    .put("p90", times.p90())
                    .put("p99", times.p99())
                    .put("p99.9", times.p999())
                    .put("max", times.max());
        }
    }
}
