package tidings.client;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Backoff;
import tidings.client.engine.End;
import tidings.client.engine.End.Who;
import tidings.client.net.Driver;
import tidings.mqtt.Connect;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// Where to connect to next, as what, and when: one attempt after the other. On the driver's thread.
///
/// Of several servers the next is the one that was connected last, then those behind it in turn.
final class Attempts {

    /// So many servers may send the client on to the next before it takes that for a circle.
    private static final int MOST_REDIRECTS = 5;

    private final Log log;
    private final Backoff backoff;
    private MqttConfig config;
    private Version version;
    private boolean bridgesUnknown;
    private int at;
    private int serversFailed;
    private int failures;
    private int redirects;

    Attempts(MqttConfig config, Log log) {
        this.config = config;
        this.log = log;
        this.version = config.version() == null ? Version.V5 : config.version();
        this.backoff = new Backoff(
                config.reconnect().firstDelay().toNanos(), config.reconnect().longestDelay().toNanos(),
                () -> ThreadLocalRandom.current().nextLong());
    }

    MqttConfig config() {
        return config;
    }

    String clientId() {
        return config.clientId();
    }

    Version version() {
        return version;
    }

    Server server() {
        return config.servers().get(at);
    }

    Driver.Target target() {
        return new Driver.Target(
                server(), config.transport(), version, config.limits().packetBytes(),
                config.connectTimeout().toNanos());
    }

    /// What to say to the server.
    Connect connect() {
        return config.connect(version, asBridge());
    }

    /// Whether it says that the client is a bridge.
    boolean asBridge() {
        return config.bridge() && !version.hasProperties() && !bridgesUnknown;
    }

    /// Whether none has failed since one succeeded, or they were given up.
    boolean isFirst() {
        return failures == 0;
    }

    /// The application wants the next with another configuration.
    void use(MqttConfig changed) {
        if (!changed.servers().equals(config.servers())) {
            at = 0;
            serversFailed = 0;
        }
        config = changed;
    }

    /// The server let the client in.
    void succeeded() {
        backoff.reset();
        failures = 0;
        redirects = 0;
        serversFailed = 0;
    }

    /// There are to be no more for now.
    void givenUp() {
        failures = 0;
    }

    /// What a server refuses to understand, or answers with what is no CONNACK, is said more simply: without being a bridge,
    /// else in the one version below 5.0.
    ///
    /// @return whether that is to be tried now
    boolean fallBack(End why) {
        boolean notUnderstood = why.who() == Who.REFUSED
                ? why.reason() == ReasonCode.UNSUPPORTED_PROTOCOL_VERSION
                : why.who() == Who.RULES;
        if (notUnderstood && asBridge()) {
            bridgesUnknown = true;
            return true;
        }
        boolean sayable = config.userName() != null || config.password() == null;
        boolean may = config.version() == null && version == Version.V5 && notUnderstood && sayable;
        if (may) {
            version = Version.V3_1_1;
        }
        return may;
    }

    /// One has failed, or what came of it has ended. Of several servers the others are tried at once, before it is decided
    /// whether to go on.
    ///
    /// @param awaited whether somebody waits for the very first connection
    /// @return when to try again, or null for never
    @Nullable
    Duration failed(End why, boolean wasConnected, boolean awaited) {
        failures++;
        if (follows(why)) {
            return Duration.ZERO;
        }
        Reconnect reconnect = config.reconnect();
        if (!wasConnected && !allServersFailed()) {
            return awaited || reconnect.enabled() ? Duration.ZERO : null;
        }
        boolean firstFailed = awaited && !reconnect.firstConnect();
        boolean tooMany = reconnect.attempts() > 0 && failures > reconnect.attempts();
        return reconnect.enabled() && !firstFailed && !tooMany ? Duration.ofNanos(backoff.next()) : null;
    }

    /// The current server could not be connected to: the next is current. Whether all have failed since one let the client
    /// in, so that it is time to wait.
    private boolean allServersFailed() {
        List<Server> all = config.servers();
        at = (at + 1) % all.size();
        serversFailed++;
        return serversFailed % all.size() == 0;
    }

    /// Whether the server named another one, and the client is to go there (MQTT 5.0, 4.11).
    private boolean follows(End why) {
        String reference = why.properties().get(Property.SERVER_REFERENCE);
        boolean sent = why.reason() == ReasonCode.USE_ANOTHER_SERVER || why.reason() == ReasonCode.SERVER_MOVED;
        if (!config.reconnect().redirects() || !sent || reference == null || redirects >= MOST_REDIRECTS) {
            return false;
        }
        redirects++;
        String first = reference.strip().split(" ", 2)[0];
        try {
            use(config.with(c -> c.server(first)));
            return true;
        } catch (IllegalArgumentException unreadable) {
            log.log(Level.WARNING, () -> "The server sends the client to '" + first + "', which is no server");
            return false;
        }
    }
}
