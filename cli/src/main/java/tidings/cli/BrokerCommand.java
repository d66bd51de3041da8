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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;

/// `tidings broker`: the MQTT broker alone.
@Command(name = "broker", description = "Runs the MQTT broker alone, until it is stopped.", footer = {"",
    "Every option is also a key of the --config file and an environment variable: --listen is",
    "listen and TIDINGS_LISTEN."})
final class BrokerCommand implements Callable<Integer>, ServerCommand {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerCommand.class);

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Mixin
    private final BrokerOptions options = new BrokerOptions();

    @Mixin
    private final ManagementOptions management = new ManagementOptions();

    @Option(names = "--data", paramLabel = "DIR", description = "Keep sessions, their queues and retained messages here; by default in memory alone.")
    private @Nullable Path data;

    @Override
    public Integer call() throws Exception {
        Broker broker = start(config());
        Reload.onSignal(broker, command);
        if (!options.letsAnybodyIn()) {
            LOG.warn("Nobody can log in yet: start with --passwords FILE, or with --allow-anonymous");
        }
        ManagementOptions.@Nullable Started seen = startManagement(broker);
        String addresses = broker.addresses().stream().map(URI::toString).collect(Collectors.joining(" "));
        System.out.println(
                "ready " + addresses + (seen == null ? "" : " " + seen.address()) + " in " + StartTime.elapsed());
        return UntilStopped.serve(() -> {
            if (seen != null) {
                seen.close();
            }
            options.bridges().close();
            broker.close();
        });
    }

    @Override
    public BrokerOptions options() {
        return options;
    }

    @Override
    public void check() {
        config();
    }

    private BrokerConfig config() {
        BrokerConfig.Builder config = options.broker(null);
        return data == null ? config.build() : config.data(data).build();
    }

    private ManagementOptions.@Nullable Started startManagement(Broker broker) {
        try {
            return management.start(broker, command);
        } catch (RuntimeException failure) {
            options.bridges().close();
            broker.close();
            throw failure;
        }
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
