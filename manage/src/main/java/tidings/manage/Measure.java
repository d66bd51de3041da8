package tidings.manage;

import java.util.Map;
import tidings.storage.Durations;

/// One number at `/metrics`, as of now. No label may be a client id, a device or a topic: there is no end to those.
public sealed interface Measure {

    /// In the manner of Prometheus: `mqtt_bytes_received_total`.
    String name();

    /// What it means; the same for all of a name.
    String help();

    Map<String, String> labels();

    /// What only grows.
    ///
    /// @param name ends with `_total`
    record Counter(String name, String help, Map<String, String> labels, long value) implements Measure {}

    /// What goes up and down.
    record Gauge(String name, String help, Map<String, String> labels, double value) implements Measure {}

    /// How long something took.
    ///
    /// @param name ends with `_seconds`
    record Histogram(String name, String help, Map<String, String> labels, Durations.Tally tally)
            implements
                Measure {}

    static Counter counter(String name, String help, long value) {
        return new Counter(name, help, Map.of(), value);
    }

    static Gauge gauge(String name, String help, long value) {
        return new Gauge(name, help, Map.of(), (double) value);
    }

    static Histogram histogram(String name, String help, Durations.Tally tally) {
        return new Histogram(name, help, Map.of(), tally);
    }
}
