package tidings.manage;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tidings.manage.Measure.Counter;
import tidings.manage.Measure.Gauge;
import tidings.manage.Measure.Histogram;
import tidings.storage.Durations;

/// Puts [Measure]s as Prometheus's library wants them, whenever somebody looks.
final class MeasureCollector implements MultiCollector {

    private static final List<Double> BOUNDS = bounds();

    private final Supplier<List<Measure>> measures;

    MeasureCollector(Supplier<List<Measure>> measures) {
        this.measures = measures;
    }

    @Override
    public MetricSnapshots collect() {
        Map<String, List<Measure>> byName = new LinkedHashMap<>();
        measures.get().forEach(one -> byName.computeIfAbsent(one.name(), none -> new ArrayList<>()).add(one));
        return new MetricSnapshots(byName.values().stream().map(MeasureCollector::snapshot).toList());
    }

    private static MetricSnapshot snapshot(List<Measure> alike) {
        return switch (alike.get(0)) {
            case Counter counter -> counters(counter, alike);
            case Gauge gauge -> gauges(gauge, alike);
            case Histogram histogram -> histograms(histogram, alike);
        };
    }

    private static MetricSnapshot counters(Counter first, List<Measure> alike) {
        CounterSnapshot.Builder all = CounterSnapshot.builder()
                .name(first.name().replaceFirst("_total$", ""))
                .help(first.help());
        for (Measure one : alike) {
            if (one instanceof Counter counter) {
                all.dataPoint(CounterDataPointSnapshot.builder()
                        .labels(labels(counter.labels()))
                        .value((double) counter.value())
                        .build());
            }
        }
        return all.build();
    }

    private static MetricSnapshot gauges(Gauge first, List<Measure> alike) {
        GaugeSnapshot.Builder all = GaugeSnapshot.builder().name(first.name()).help(first.help());
        for (Measure one : alike) {
            if (one instanceof Gauge gauge) {
                all.dataPoint(GaugeDataPointSnapshot.builder()
                        .labels(labels(gauge.labels()))
                        .value(gauge.value())
                        .build());
            }
        }
        return all.build();
    }

    private static MetricSnapshot histograms(Histogram first, List<Measure> alike) {
        HistogramSnapshot.Builder all = HistogramSnapshot.builder().name(first.name()).help(first.help());
        for (Measure one : alike) {
            if (one instanceof Histogram histogram) {
                all.dataPoint(HistogramDataPointSnapshot.builder()
                        .labels(labels(histogram.labels()))
                        .classicHistogramBuckets(
                                ClassicHistogramBuckets.of(BOUNDS, histogram.tally().counts()))
                        .sum(histogram.tally().sumNanos() / 1e9)
                        .build());
            }
        }
        return all.build();
    }

    private static Labels labels(Map<String, String> labels) {
        Labels.Builder all = Labels.builder();
        labels.forEach(all::label);
        return all.build();
    }

    private static List<Double> bounds() {
        List<Double> bounds = new ArrayList<>(Durations.STEPS.stream().map(step -> step.toNanos() / 1e9).toList());
        bounds.add(Double.POSITIVE_INFINITY);
        return List.copyOf(bounds);
    }
}
