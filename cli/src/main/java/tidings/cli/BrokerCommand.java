package tidings.cli;

import java.net.URI;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tidings.broker.Broker;

/// `tidings broker`: the MQTT broker alone.
@Command(name = "broker", description = "Runs the MQTT broker alone, until it is stopped.", footer = {"",
    "Every option is also a key of the --config file and an environment variable: --listen is",
    "listen and TIDINGS_LISTEN."})
final class BrokerCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCommand.class);

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Override
    public Integer call() throws Exception {
        Broker broker = Broker.start(options.broker().build());
        if (!options.letsAnybodyIn()) {
            LOG.warn("Nobody can log in yet: start with --passwords FILE, or with --allow-anonymous");
        }
        String addresses = broker.addresses().stream().map(URI::toString).collect(Collectors.joining(" "));
        System.out.println("ready " + addresses + " in " + StartTime.elapsed());
        return UntilStopped.serve(broker::close);
    }
}
