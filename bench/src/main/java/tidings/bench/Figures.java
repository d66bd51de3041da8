package tidings.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What was measured, by scenario, peer and unit; of several rounds the median counts. Any thread.
public final class Figures {

    private final Map<String, Map<String, Map<String, List<Double>>>> all = new LinkedHashMap<>();

    /// Takes what one round gave.
    public synchronized void add(String scenario, String peer, String unit, double value) {
        all.computeIfAbsent(scenario, name -> new LinkedHashMap<>())
                .computeIfAbsent(peer, name -> new LinkedHashMap<>())
                .computeIfAbsent(unit, name -> new ArrayList<>())
                .add(value);
    }

    /// Takes what was counted in one round.
    public void add(String scenario, String peer, String unit, long count) {
        add(scenario, peer, unit, (double) count);
    }

    /// A table: each figure, and in brackets ours as a part of the peer's.
    public synchronized String table() {
        StringBuilder text = new StringBuilder();
        all.forEach((scenario, peers) -> {
            text.append(scenario).append('\n');
            Map<String, List<Double>> ours = peers.getOrDefault("tidings", Map.of());
            peers.forEach((peer, units) -> {
                text.append(String.format(Locale.ROOT, "  %-9s", peer));
                units.forEach((unit, values) -> {
                    double value = median(values);
                    text.append(String.format(Locale.ROOT, "  %10.2f %s", value, unit));
                    if (!peer.equals("tidings") && ours.containsKey(unit) && value > 0) {
                        text.append(String.format(Locale.ROOT, " (%.2f)", median(ours.get(unit)) / value));
                    }
                });
                text.append('\n');
            });
        });
        return text.toString();
    }

    /// All rounds of each, as a list of objects.
    public synchronized String json() {
        StringBuilder text = new StringBuilder("[");
        all.forEach((scenario, peers) -> peers.forEach((peer, units) -> units.forEach((unit, values) -> text
                .append(text.length() > 1 ? ",\n" : "\n")
                .append(String.format(
                        Locale.ROOT, "{\"scenario\":\"%s\",\"peer\":\"%s\",\"unit\":\"%s\",\"rounds\":%s}", scenario,
                        peer, unit, values)))));
        return text.append("\n]\n").toString();
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
