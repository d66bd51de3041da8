package tidings.broker;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.EnhancedAuthenticator;
import tidings.broker.spi.Interceptor;
import tidings.storage.Durability;

/// How a broker runs. Does not change; begin with [#builder].
///
/// @param listeners where clients connect
/// @param allowAnonymous whether a client without a user name comes in where no authenticator knows it
/// @param authenticators asked in order; see [Authenticator]
/// @param enhancedAuthenticators methods of enhanced authentication that are offered; see [EnhancedAuthenticator]
/// @param authorizer decides what an ordinary client may do
/// @param interceptors that look at what ordinary clients do; see [Interceptor]
/// @param serverReference where clients of MQTT 5.0 are sent that find no room here, or null
/// @param responseTopics what clients of MQTT 5.0 that ask for it are told to begin their response topics with, `%c`
///        standing for the client id; or null
/// @param concealReasons whether clients of MQTT 5.0 hear that a message or subscription is refused, and not why
/// @param clientIdPrefix what the client ids begin with that the broker makes up for clients without one; or null where each
///        client is to have its own
/// @param limits how much the broker takes
/// @param sysInterval how often `$SYS/broker/...` tells what goes on; zero for never
/// @param eventLoops threads that do the work
/// @param io how sockets are waited for
/// @param data the folder where sessions and retained messages outlive the broker, or null where nothing does
/// @param durability what they outlive
/// @param clock the wall clock: what expires may do so while the broker is down
public record BrokerConfig(
        List<Listener> listeners,
        boolean allowAnonymous,
        List<Authenticator> authenticators,
        List<EnhancedAuthenticator> enhancedAuthenticators,
        Authorizer authorizer,
        List<Interceptor> interceptors,
        @Nullable String serverReference,
        @Nullable String responseTopics,
        boolean concealReasons,
        @Nullable String clientIdPrefix,
        Limits limits,
        Duration sysInterval,
        int eventLoops,
        IoKind io,
        @Nullable Path data,
        Durability durability,
        InstantSource clock) {

    /// Port 1883 on every address, nobody comes in, the default limits, a loop for each processor.
    public static BrokerConfig defaults() {
        return builder().build();
    }

    public static Builder builder() {
        return new Builder();
    }

    /// Collects a configuration.
    public static final class Builder {
        private final List<Listener> listeners = new ArrayList<>();
        private final List<Authenticator> authenticators = new ArrayList<>();
        private final List<EnhancedAuthenticator> enhancedAuthenticators = new ArrayList<>();
        private final List<Interceptor> interceptors = new ArrayList<>();
        private boolean allowAnonymous;
        private Authorizer authorizer = Authorizer.ALL;
        private @Nullable String serverReference;
        private @Nullable String responseTopics;
        private boolean concealReasons;
        private @Nullable String clientIdPrefix = "auto-";
        private Duration sysInterval = Duration.ofSeconds(10);
        private Limits limits = Limits.defaults();
        private int eventLoops = Runtime.getRuntime().availableProcessors();
        private IoKind io = IoKind.BEST;
        private @Nullable Path data;
        private Durability durability = Durability.FSYNC;
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /// One more place to listen at, on the terms of the broker.
        ///
        /// @param address see [Listener#at]
        /// @throws IllegalArgumentException if it is none
        public Builder listen(String address) {
            return listen(Listener.at(address));
        }

        /// One more place to listen at.
        ///
        /// @throws IllegalArgumentException if it speaks TLS and does not know how, or the other way round
        public Builder listen(Listener one) {
            if (one.scheme().isTls() && one.tls() == null) {
                throw new IllegalArgumentException("Cannot listen at " + one.uri()
                        + ", which speaks TLS, without a certificate and its key");
            }
            if (!one.scheme().isTls() && one.tls() != null) {
                throw new IllegalArgumentException("Cannot speak TLS at " + one.uri() + "; that is mqtts:// or wss://");
            }
            listeners.add(one);
            return this;
        }

        /// Lets clients in that give no user name.
        public Builder allowAnonymous(boolean allow) {
            allowAnonymous = allow;
            return this;
        }

        /// One more to ask who may come in, after those before it.
        public Builder authenticator(Authenticator authenticator) {
            authenticators.add(authenticator);
            return this;
        }

        /// One more method of enhanced authentication.
        public Builder enhancedAuthenticator(EnhancedAuthenticator authenticator) {
            enhancedAuthenticators.add(authenticator);
            return this;
        }

        /// Who decides what an ordinary client may do; everything by default.
        public Builder authorizer(Authorizer one) {
            authorizer = one;
            return this;
        }

        /// One more to look at what ordinary clients do, after those before it.
        public Builder interceptor(Interceptor one) {
            interceptors.add(one);
            return this;
        }

        /// Where clients of MQTT 5.0 are sent that find no room here, as `HOST:PORT HOST:PORT ...`.
        public Builder serverReference(@Nullable String reference) {
            serverReference = reference;
            return this;
        }

        /// What clients of MQTT 5.0 that ask for it are told to begin their response topics with, such as `replies/%c`:
        /// `%c` stands for the client id.
        public Builder responseTopics(@Nullable String prefix) {
            responseTopics = prefix;
            return this;
        }

        /// Tells clients of MQTT 5.0 that a message or a subscription is refused, and not why: 0x80 in place of 0x87 and its
        /// likes, and no words.
        public Builder concealReasons(boolean conceal) {
            concealReasons = conceal;
            return this;
        }

        /// What the client ids begin with that are made up for clients without one, `auto-` unless it is set; null to refuse
        /// these clients.
        public Builder clientIdPrefix(@Nullable String prefix) {
            clientIdPrefix = prefix;
            return this;
        }

        public Builder limits(Limits all) {
            limits = all;
            return this;
        }

        /// How often `$SYS/broker/...` tells what goes on in the broker; every 10 seconds by default, and never if it is zero.
        public Builder sysInterval(Duration interval) {
            if (interval.isNegative()) {
                throw new IllegalArgumentException("An interval is zero or more, not " + interval);
            }
            sysInterval = interval;
            return this;
        }

        /// How many threads do the work, 1 at least.
        public Builder eventLoops(int count) {
            if (count < 1) {
                throw new IllegalArgumentException("A broker has at least 1 event loop, not " + count);
            }
            eventLoops = count;
            return this;
        }

        /// How sockets are waited for.
        public Builder io(IoKind kind) {
            io = kind;
            return this;
        }

        /// The folder where sessions, what waits for them, and retained messages outlive the broker. Without one, all is gone
        /// when it stops.
        public Builder data(Path folder) {
            data = folder;
            return this;
        }

        /// What the data outlive; [Durability#FSYNC] unless it is set. What is acknowledged is as durable as that.
        public Builder durability(Durability what) {
            durability = what;
            return this;
        }

        /// Another wall clock than that of the system.
        public Builder clock(InstantSource wallClock) {
            clock = wallClock;
            return this;
        }

        public BrokerConfig build() {
            List<Listener> places =
                    listeners.isEmpty() ? List.of(Listener.at("mqtt://0.0.0.0:1883")) : List.copyOf(listeners);
            return new BrokerConfig(
                    places, allowAnonymous, List.copyOf(authenticators), List.copyOf(enhancedAuthenticators),
                    authorizer, List.copyOf(interceptors), serverReference, responseTopics, concealReasons,
                    clientIdPrefix, limits, sysInterval, eventLoops, io, data, durability, clock);
        }
    }
}
