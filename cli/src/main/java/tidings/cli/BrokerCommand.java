package tidings.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;

/// `tidings broker`: the MQTT broker alone.
@Command(name = "broker", description = "Runs the MQTT broker alone, until it is stopped.", footer = {"",
    "Every option is also a key of the --config file and an environment variable: --listen is",
    "listen and TIDINGS_LISTEN."})
final class BrokerCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCommand.class);

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Option(names = "--data", paramLabel = "DIR", description = "Keep sessions, their queues and retained messages here; by default in memory alone.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Exception {
        BrokerConfig.Builder config = options.broker();
        if (data != null) {
            config.data(data);
        }
        Broker broker = start(config.build());
        if (!options.letsAnybodyIn()) {
            LOG.warn("Nobody can log in yet: start with --passwords FILE, or with --allow-anonymous");
        }
        String addresses = broker.addresses().stream().map(URI::toString).collect(Collectors.joining(" "));
        System.out.println("ready " + addresses + " in " + StartTime.elapsed());
        return UntilStopped.serve(() -> {
            options.bridges().close();
            broker.close();
        });
    }

    /// What fails half-way leaves nothing running.
    private Broker start(BrokerConfig config) {
        Broker broker = Broker.start(config);
        try {
            options.bridges().start(broker);
            return broker;
        } catch (RuntimeException failure) {
            broker.close();
            throw failure;
        }
    }
}
