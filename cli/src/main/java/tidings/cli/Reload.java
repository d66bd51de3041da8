package tidings.cli;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sun.misc.Signal;
import tidings.broker.Broker;

/// Has a broker read its files again when the process is told to, by SIGHUP.
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private Reload() {}

    @SuppressWarnings("sunapi") // there is no other way to hear signals
    static void onSignal(Broker broker) {
        try {
            Signal.handle(new Signal("HUP"), signal -> {
                if (broker.reload().isEmpty()) {
                    LOG.info("Everything that can be has been read again");
                }
            });
        } catch (IllegalArgumentException absent) {
            LOG.debug("This system has no SIGHUP: nothing is read again while the server runs", absent);
        }
    }
}
