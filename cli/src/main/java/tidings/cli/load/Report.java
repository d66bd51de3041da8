package tidings.cli.load;

import org.HdrHistogram.Histogram;
import tidings.cli.load.Load.Mark;

/// What came of it.
///
/// @param connected clients that the server let in
/// @param refused those that it did not, or that found no server
/// @param connectionsLost without being asked for
/// @param seconds that were measured, without warming up
/// @param sent messages in all
/// @param sentRate messages a second, while it was measured
/// @param acknowledged messages, or written ones at QoS 0
/// @param failed messages that could not be published
/// @param received messages in all
/// @param receivedRate messages a second, while it was measured
/// @param lost messages that should have come, and did not
/// @param repeated messages that came once more, or behind a later one
/// @param connects how long connecting took
/// @param acknowledgements from the time a message was due to its acknowledgement
/// @param deliveries from the time a message was due to its arrival
public record Report(long connected, long refused, long connectionsLost, double seconds, long sent, double sentRate,
        long acknowledged, long failed, long received, double receivedRate, long lost, long repeated, Latency connects,
        Latency acknowledgements, Latency deliveries) {

    static Report of(Tally tally, Mark begin, Mark end, long lost) {
        double seconds = (end.nanos() - begin.nanos()) / 1e9;
        return new Report(
                tally.connected.sum(), tally.refused.sum(), tally.connectionsLost.sum(), seconds, tally.sent.sum(),
                (end.sent() - begin.sent()) / seconds, tally.acknowledged.sum(), tally.failed.sum(),
                tally.received.sum(), (end.received() - begin.received()) / seconds, lost, tally.repeated.sum(),
                Latency.of(tally.connects.all()), Latency.of(tally.acknowledgements.all()),
                Latency.of(tally.deliveries.all()));
    }

    /// How long something took, in milliseconds; NaN where there was nothing.
    public record Latency(long count, double min, double p50, double p90, double p99, double p999, double max) {

        private static final double MICROS = 1_000;

        static Latency of(Histogram times) {
            return new Latency(
                    times.getTotalCount(), times.getMinValue() / MICROS, at(times, 50), at(times, 90), at(times, 99),
                    at(times, 99.9), times.getMaxValue() / MICROS);
        }

        private static double at(Histogram times, double percent) {
            return times.getTotalCount() == 0 ? Double.NaN : times.getValueAtPercentile(percent) / MICROS;
        }
    }

    /// What users feel: the way to the subscriber, or where there is none, to the server and back.
    public Latency felt() {
        return deliveries.count() > 0 ? deliveries : acknowledgements.count() > 0 ? acknowledgements : connects;
    }
}
