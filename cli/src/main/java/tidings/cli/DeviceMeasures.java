package tidings.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tidings.device.DeviceFigures;
import tidings.manage.Measure;

/// What the device server counts, in the names of `/metrics`.
final class DeviceMeasures {

    private static final Map<String, String> STORE = Map.of("store", "devices");

    private DeviceMeasures() {}

    /// @param data the folder where everything is stored
    static List<Measure> of(DeviceFigures figures, Path data) {
        List<Measure> all = new ArrayList<>();
        all.add(Measure.gauge("device_online", "Devices that are connected.", figures.online()));
        all.add(Measure.counter(
                "device_telemetry_points_total", "Values of devices that were stored.", figures.telemetryPoints()));
        all.add(Measure.counter(
                "device_alarms_overlooked_total", "Messages that no rule was asked about, since there were too many.",
                figures.alarmsOverlooked()));
        all.add(Measure.counter(
                "device_addresses_blocked_total", "Addresses that were kept away for their wrong credentials.",
                figures.blocks()));
        all.add(Measure.counter(
                "device_logins_turned_away_total", "Logins and requests of devices from such addresses.",
                figures.turnedAway()));
        figures.sinks().forEach(sink -> add(all, sink));
        figures.rpcs()
                .forEach((result, times) -> all.add(new Measure.Histogram(
                        "device_rpc_duration_seconds", "How long calls of devices took.", Map.of("result", result),
                        times)));
        all.add(new Measure.Histogram(
                "storage_write_duration_seconds", "How long a group of changes took until it was durable.", STORE,
                figures.commits()));
        all.add(new Measure.Gauge("storage_bytes", "What is stored, on disk.", STORE, (double) bytes(data)));
        return all;
    }

    private static void add(List<Measure> all, DeviceFigures.SinkFigures sink) {
        Map<String, String> name = Map.of("sink", sink.name());
        all.add(new Measure.Counter("device_sink_sent_total", "Events that arrived at a sink.", name, sink.sent()));
        all.add(new Measure.Counter(
                "device_sink_failed_total", "Attempts to deliver that did not succeed.", name, sink.failed()));
        all.add(new Measure.Counter(
                "device_sink_retried_total", "Events that were sent once more after that.", name, sink.retried()));
        all.add(new Measure.Counter("device_sink_dead_letters_total", "Events that were put aside.", name,
                sink.dead()));
        all.add(new Measure.Gauge("device_sink_queued", "Events that wait for a sink.", name, (double) sink.queued()));
    }

    private static long bytes(Path data) {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("devices"))
                    .mapToLong(DeviceMeasures::size)
                    .sum();
        } catch (IOException gone) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (IOException gone) {
            return 0;
        }
    }
}
