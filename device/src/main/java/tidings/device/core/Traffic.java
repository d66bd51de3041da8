package tidings.device.core;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import tidings.device.json.Readings;
import tidings.device.store.Telemetry;

/// Counts what devices report, and how fast. Any thread may use it.
public final class Traffic implements Telemetry.Listener {

    private static final int SAMPLES = 5;

    private final InstantSource clock;
    private final LongAdder messages = new LongAdder();
    private final LongAdder points = new LongAdder();
    private final Deque<Sample> samples = new ArrayDeque<>();

    public Traffic(InstantSource clock) {
        this.clock = clock;
    }

    private record Sample(long millis, long messages, long points) {}

    /// So many since the server began, and so many each second, of late.
    public record Rates(long messages, long points, double messagesPerSecond, double pointsPerSecond) {}

    @Override
    public void stored(long device, Readings readings) {
        messages.increment();
        points.add(readings.size());
    }

    /// Time has passed. To be called every few seconds.
    public void tick() {
        synchronized (samples) {
            samples.addLast(now());
            if (samples.size() > SAMPLES) {
                samples.removeFirst();
            }
        }
    }

    public Rates rates() {
        Sample now = now();
        Sample before;
        synchronized (samples) {
            before = samples.isEmpty() ? now : samples.getFirst();
        }
        double seconds = Math.max(1, now.millis() - before.millis()) / 1_000.0;
        return new Rates(
                now.messages(), now.points(), (now.messages() - before.messages()) / seconds,
                (now.points() - before.points()) / seconds);
    }

    private Sample now() {
        return new Sample(clock.millis(), messages.sum(), points.sum());
    }
}
