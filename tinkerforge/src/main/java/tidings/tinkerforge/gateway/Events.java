package tidings.tinkerforge.gateway;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.daemon.BrickDaemon;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.Payloads;

/// What devices say by themselves, told to those who want to hear it.
final class Events {

    private static final Logger LOG = System.getLogger(Events.class.getName());

    private final BrickDaemon daemon;
    private final Bricks bricks;
    private final Publisher publisher;
    private final Results results;

    Events(BrickDaemon daemon, Bricks bricks, Publisher publisher, Style style) {
        this.daemon = daemon;
        this.bricks = bricks;
        this.publisher = publisher;
        this.results = new Results(style);
    }

    /// A callback of a device came.
    void received(Packet packet) {
        for (Brick brick : bricks.of(packet.uid())) {
            Callback callback = brick.device().callback(packet.function());
            if (callback == null || brick.topics(callback).isEmpty() || brick.isMismatched()) {
                continue;
            }
            if (brick.isChecked()) {
                tell(brick, callback, packet);
            } else if (brick.hold(packet)) {
                identify(brick);
            }
        }
    }

    /// Finds out whether the device is of the type as which its callbacks were asked for; tells them then, or does not.
    private void identify(Brick brick) {
        boolean submitted = daemon.submit(brick.uid(), turn -> brick.identify(turn, wrong -> {
            turn.end();
            for (Packet packet : brick.release()) {
                Callback callback = brick.device().callback(packet.function());
                if (wrong == null && callback != null) {
                    tell(brick, callback, packet);
                }
            }
        }));
        if (!submitted) {
            brick.release();
        }
    }

    private void tell(Brick brick, Callback callback, Packet packet) {
        List<Object> values;
        try {
            values = Payloads.read(callback.elements(), packet.payload());
        } catch (Payloads.WrongLengthException wrong) {
            LOG.log(Level.DEBUG, "Dropped a callback of {0}: {1}", brick.uid(), wrong.getMessage());
            return;
        }
        List<? extends @Nullable Object> event =
                callback.stream() == null ? values : brick.assembly(callback).add(values);
        if (event != null) {
            String payload = results.json(callback.event(), event);
            brick.topics(callback).forEach(topic -> publisher.publish(topic, payload));
        }
    }
}
