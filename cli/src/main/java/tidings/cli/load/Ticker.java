package tidings.cli.load;

import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/// Tells how it goes, second by second.
final class Ticker implements Runnable {

    private static final double MICROS = 1_000;

    private final Tally tally;
    private final Consumer<Progress> told;
    private long seconds;
    private long sent;
    private long received;

    Ticker(Tally tally, Consumer<Progress> told) {
        this.tally = tally;
        this.told = told;
    }

    @Override
    public void run() {
        long sentNow = tally.sent.sum();
        long receivedNow = tally.received.sum();
        Histogram deliveries = tally.deliveries.sinceLastTime();
        Histogram acknowledgements = tally.acknowledgements.sinceLastTime();
        Histogram felt = deliveries.getTotalCount() > 0 ? deliveries : acknowledgements;
        told.accept(new Progress(
                ++seconds, tally.connected.sum(), sentNow - sent, receivedNow - received,
                felt.getTotalCount() == 0 ? Double.NaN : felt.getValueAtPercentile(99) / MICROS));
        sent = sentNow;
        received = receivedNow;
    }
}
