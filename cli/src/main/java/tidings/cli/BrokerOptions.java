package tidings.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.broker.BrokerConfig;
import tidings.broker.PasswordFile;
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

    @Option(names = "--durability", paramLabel = "WHAT", description = "What stored data outlives: fsync for power cuts (by default), flush for killed processes, memory for"
            + " nothing.")
    private Durability durability = Durability.FSYNC;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

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
        if (passwords != null) {
            broker.authenticator(PasswordFile.read(passwords));
        }
        return broker.allowAnonymous(allowAnonymous).limits(limits.limits()).durability(durability);
    }

    Durability durability() {
        return durability;
    }

    /// Whether there is any way to log in that the options tell of.
    boolean letsAnybodyIn() {
        return allowAnonymous || passwords != null;
    }
}
