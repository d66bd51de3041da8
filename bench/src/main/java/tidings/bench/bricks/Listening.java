package tidings.bench.bricks;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import tidings.client.BlockingClient;
import tidings.mqtt.Qos;

/// Lets bricks tell something a thousand times a second each, and counts what comes out of a gateway.
final class Listening implements AutoCloseable {

    private final BlockingClient client;
    private final Contender contender;
    private final List<String> bricks;
    private final LongAdder heard = new LongAdder();

    /// @param bricks device and UID of each
    Listening(URI broker, Contender contender, List<String> bricks) {
        this.contender = contender;
        this.bricks = bricks;
        this.client = Asking.client(broker);
        client.async().onMessage(message -> heard.increment());
        client.connect();
        client.subscribe(contender.prefix() + "callback/#", Qos.AT_MOST_ONCE);
        Asking.awaitGateway(broker, contender.prefix());
        for (String brick : bricks) {
            client.async().publish(contender.prefix() + "register/" + brick + "/temperature", "true");
        }
        set(1);
    }

    private void set(int periodMillis) {
        for (String brick : bricks) {
            client.async()
                    .publish(
                            contender.prefix() + "request/" + brick + "/set_temperature_callback_configuration",
                            "{\"period\": %d, \"value_has_to_change\": false, \"option\": \"x\", \"min\": 0, \"max\": 0}"
                                    .formatted(periodMillis));
        }
    }

    /// Callbacks in a second of processor time of the gateway.
    double perProcessorSecond(Duration time) {
        double before = contender.processorSeconds();
        long first = heard.sum();
        LockSupport.parkNanos(time.toNanos());
        return (heard.sum() - first) / (contender.processorSeconds() - before);
    }

    @Override
    public void close() {
        set(0);
        client.close();
    }
}
