package tidings.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.broker.BrokerConfig;
import tidings.broker.Limits;
import tidings.broker.PasswordFile;

/// What `serve` and `broker` have in common. Each option is also an environment variable and a key of the configuration
/// file: see [Settings].
final class BrokerOptions {

    private static final Limits DEFAULTS = Limits.defaults();

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

    @Option(names = "--max-connections", paramLabel = "N", description = "Connections at once; 100000 by default.")
    private int connections = DEFAULTS.connections();

    @Option(names = "--max-packet-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of one packet; 1MiB by default.")
    private long packetBytes = DEFAULTS.packetBytes();

    @Option(names = "--connect-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long a client may take to say who it is; 10s by default.")
    private Duration connectTimeout = DEFAULTS.connectTimeout();

    @Option(names = "--max-queued-messages", paramLabel = "N", description = "What may wait for one session; 1000 by default.")
    private int queuedMessages = DEFAULTS.queuedMessages();

    @Option(names = "--max-queued-bytes", paramLabel = "SIZE", converter = SizeOption.class, description = "Payload that may wait for one session; 16MiB by default.")
    private long queuedBytes = DEFAULTS.queuedBytes();

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
        return broker.allowAnonymous(allowAnonymous).limits(limits());
    }

    /// Whether there is any way to log in that the options tell of.
    boolean letsAnybodyIn() {
        return allowAnonymous || passwords != null;
    }

    private Limits limits() {
        if (packetBytes < 1 || packetBytes > Integer.MAX_VALUE) {
            throw new CommandException(ExitStatus.FAILED, "--max-packet-size is 1 byte to 2GiB, not " + packetBytes);
        }
        return DEFAULTS.with(limits -> limits.connections(connections)
                .packetBytes((int) packetBytes)
                .connectTimeout(connectTimeout)
                .queuedMessages(queuedMessages)
                .queuedBytes(queuedBytes));
    }
}
