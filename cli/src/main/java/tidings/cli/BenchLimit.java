package tidings.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tidings.cli.load.Report;

/// A figure of a report that is not to be, as `p99>50ms`.
record BenchLimit(String figure, boolean above, double bound) {

    private static final Pattern FORM =
            Pattern.compile("(p50|p90|p99|p99\\.9|max|lost|rate)\\s*([<>])\\s*(\\d+(?:\\.\\d+)?)\\s*(ms|s)?");
    private static final double MILLIS = 1_000;

    /// @throws IllegalArgumentException if it is none
    static BenchLimit parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("--fail-if takes p50, p90, p99, p99.9, max, lost or rate, < or >, and a"
                    + " number, such as 'p99>50ms'; not '" + text + "'");
        }
        double number = Double.parseDouble(matcher.group(3));
        return new BenchLimit(
                matcher.group(1), matcher.group(2).equals(">"),
                "s".equals(matcher.group(4)) ? number * MILLIS : number);
    }

    /// Whether it is so, or cannot be told as nothing was measured.
    boolean isMissed(Report report) {
        double value = value(report);
        return Double.isNaN(value) || (above ? value > bound : value < bound);
    }

    private double value(Report report) {
        return switch (figure) {
            case "p50" -> report.felt().p50();
            case "p90" -> report.felt().p90();
            case "p99" -> report.felt().p99();
            case "p99.9" -> report.felt().p999();
            case "max" -> report.felt().max();
            case "lost" -> report.lost();
            default -> Math.max(report.sentRate(), report.receivedRate());
        };
    }

    @Override
    public String toString() {
        return figure + (above ? " > " : " < ") + bound;
    }
}
