package tidings.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.broker.BrokerConfig;
import tidings.broker.PasswordFile;
import tidings.broker.spi.Authorizer;
import tidings.storage.Durability;

/// What `serve` and `broker` have in common. Each option is also an environment variable and a key of the configuration
/// file: see [Settings].
final class BrokerOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file, a line KEY: VALUE each.")
    @SuppressWarnings("UnusedVariable") // Settings has read it, before all others
    private @Nullable Path config;

    @Option(names = "--listen", paramLabel = "URI", split = ",", description = "Where MQTT clients connect: mqtt://HOST:PORT, port 0 for a free one. May be given several"
            + " times. By default mqtt://0.0.0.0:1883.")
    private List<String> listeners = new ArrayList<>();

    @Option(names = "--allow-anonymous", description = "Let clients in that give no user name.")
    private boolean allowAnonymous;

    @Option(names = "--passwords", paramLabel = "FILE", description = "Users and passwords, as mosquitto_passwd writes them.")
    private @Nullable Path passwords;

    @Option(names = "--server-reference", paramLabel = "HOST", description = "Another server, named to clients of MQTT 5 that are turned away.")
    private @Nullable String serverReference;

    @Option(names = "--response-topics", paramLabel = "PREFIX", description = "Where clients of MQTT 5 are told to have their responses.")
    private @Nullable String responseTopics;

    @Option(names = "--sys-interval", paramLabel = "TIME", converter = DurationOption.class, description = "How often $SYS is brought up to date; 10s by default, 0s for never.")
    private Duration sysInterval = BrokerConfig.defaults().sysInterval();

    @Option(names = "--durability", paramLabel = "WHAT", description = "What stored data outlives: fsync for power cuts (by default), flush for killed processes, memory for"
            + " nothing.")
    private Durability durability = Durability.FSYNC;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final BridgeOptions bridges = new BridgeOptions();

    @Option(names = "--log-level", paramLabel = "LEVEL", description = "error, warn, info, debug or trace; info by default.")
    private String logLevel = "info";

    /// Begins a configuration of the broker with all that was said.
    ///
    /// @throws tidings.broker.BrokerException if the password file cannot be read
    BrokerConfig.Builder broker() {
        Logging.level(logLevel);
        BrokerConfig.Builder broker = BrokerConfig.builder();
        try {
            listeners.forEach(broker::listen);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.FAILED, wrong.getMessage() + " (--listen)");
        }
        bridges.admitTo(broker);
        if (passwords != null) {
            broker.authenticator(PasswordFile.read(passwords));
        }
        return broker.allowAnonymous(allowAnonymous)
                .authorizer(bridges.allowing(Authorizer.ALL))
                .limits(limits.limits())
                .durability(durability)
                .serverReference(serverReference)
                .responseTopics(responseTopics)
                .sysInterval(sysInterval);
    }

    BridgeOptions bridges() {
        return bridges;
    }

    Durability durability() {
        return durability;
    }

    /// Whether there is any way to log in that the options tell of.
    boolean letsAnybodyIn() {
        return allowAnonymous || passwords != null;
    }
}
