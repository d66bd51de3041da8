package tidings.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.broker.BrokerConfig;
import tidings.broker.Limits;
import tidings.broker.spi.Authenticator;
import tidings.storage.Durability;

/// What `serve` and `broker` have in common. Each option is also an environment variable and a key of the configuration
/// file: see [Settings].
final class BrokerOptions {

    @Option(names = "--config", paramLabel = "FILE", description = "Read options from this file, a line KEY: VALUE each.")
    @SuppressWarnings("UnusedVariable") // Settings has read it, before all others
    private @Nullable Path config;

    @Option(names = "--mosquitto-conf", paramLabel = "FILE", description = "Read a configuration of mosquitto. What is said in another way goes before it.")
    @SuppressWarnings("UnusedVariable") // as above
    private @Nullable Path mosquitto;

    @Mixin
    private final ListenOptions listen = new ListenOptions();

    @Mixin
    private final AccessOptions access = new AccessOptions();

    @Option(names = "--server-reference", paramLabel = "HOST", description = "Another server, named to clients of MQTT 5 that are turned away.")
    private @Nullable String serverReference;

    @Option(names = "--response-topics", paramLabel = "PREFIX", description = "Where clients of MQTT 5 are told to have their responses.")
    private @Nullable String responseTopics;

    @Option(names = "--conceal-reasons", description = "Tell clients of MQTT 5 that a message or a subscription is refused, but not why.")
    private boolean concealReasons;

    @Option(names = "--client-id-prefix", paramLabel = "TEXT", description = "What the client ids begin with that are made up for clients without one; auto- by default.")
    private String clientIdPrefix = Objects.requireNonNull(BrokerConfig.defaults().clientIdPrefix());

    @Option(names = "--require-client-id", description = "Refuse clients without a client id.")
    private boolean requireClientId;

    @Option(names = "--sys-interval", paramLabel = "TIME", converter = DurationOption.class, description = "How often $SYS is brought up to date; 10s by default, 0s for never.")
    private Duration sysInterval = BrokerConfig.defaults().sysInterval();

    @Option(names = "--durability", paramLabel = "WHAT", description = "What stored data outlives: fsync for power cuts (by default), flush for killed processes, memory for"
            + " nothing.")
    private Durability durability = Durability.FSYNC;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Mixin
    private final LogOptions logging = new LogOptions();

    @Mixin
    private final BridgeOptions bridges = new BridgeOptions();

    /// Begins a configuration of the broker with all that was said.
    ///
    /// @param devices who knows the devices, or null where there are none
    /// @throws tidings.broker.BrokerException if a file cannot be read or understood
    BrokerConfig.Builder broker(@Nullable Authenticator devices) {
        applyLogging();
        BrokerConfig.Builder broker = BrokerConfig.builder().io(listen.io());
        listen.listeners(devices != null).forEach(broker::listen);
        bridges.admitTo(broker);
        access.applyTo(broker, devices);
        return broker.authorizer(bridges.allowing(access.authorizer()))
                .limits(limits.limits())
                .durability(durability)
                .serverReference(serverReference)
                .responseTopics(responseTopics)
                .concealReasons(concealReasons)
                .clientIdPrefix(requireClientId ? null : clientIdPrefix)
                .sysInterval(sysInterval);
    }

    Limits limits() {
        return limits.limits();
    }

    /// Logs as was said, from now on.
    void applyLogging() {
        logging.apply();
    }

    BridgeOptions bridges() {
        return bridges;
    }

    Durability durability() {
        return durability;
    }

    /// Whether there is any way to log in that the options tell of.
    boolean letsAnybodyIn() {
        return access.letsAnybodyIn();
    }
}
