package tidings.device;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tidings.device.core.RateLimit;
import tidings.device.spi.RpcHandler;
import tidings.storage.Durability;

/// How a device server runs. Does not change; begin with [#builder].
///
/// @param data the folder of its database
/// @param httpHost where it listens for HTTP
/// @param httpPort and at which port; 0 takes a free one
/// @param admin the e-mail address of the first user
/// @param adminPassword the password of the first user; null for one that is made up
/// @param durability what an acknowledged message outlives
/// @param limits how much devices may do
/// @param lenientJson whether devices may write JSON as people do: unquoted names, single quotes, comments
/// @param castTexts whether texts that are written like numbers become numbers
/// @param requestOrder when the next of several persistent requests to a device is sent
/// @param silentOnUnknownMethods whether a device that calls a method that nobody knows hears of it only after a timeout
/// @param acceptExpiredCertificates whether a device's certificate counts beyond its time
/// @param requestRate how often a user may call over HTTP, as `COUNT:SECONDS[,COUNT:SECONDS]`; empty for any number
/// @param auditKept for how long it is remembered who did what
/// @param sinkQueue how many events may wait for a sink that cannot be reached; the oldest become dead letters
/// @param deadLetterBytes of a file of dead letters, of which each sink has two
/// @param rpcHandlers who answers the methods that devices call, beside the built-in ones
/// @param clock tells the time
public record DeviceConfig(
        Path data,
        String httpHost,
        int httpPort,
        String admin,
        @Nullable String adminPassword,
        Durability durability,
        DeviceLimits limits,
        boolean lenientJson,
        boolean castTexts,
        RequestOrder requestOrder,
        boolean silentOnUnknownMethods,
        boolean acceptExpiredCertificates,
        String requestRate,
        Duration auditKept,
        long sinkQueue,
        long deadLetterBytes,
        Map<String, RpcHandler> rpcHandlers,
        InstantSource clock) {

    public static Builder builder() {
        return new Builder();
    }

    /// Without the password.
    @Override
    public String toString() {
        return "DeviceConfig[data=" + data + ", http=" + httpHost + ":" + httpPort + "]";
    }

    /// Collects a configuration.
    public static final class Builder {
        private Path data = Path.of("data");
        private String httpHost = "0.0.0.0";
        private int httpPort = 8080;
        private String admin = "admin@localhost";
        private @Nullable String adminPassword;
        private Durability durability = Durability.FSYNC;
        private DeviceLimits limits = DeviceLimits.defaults();
        private boolean lenientJson = true;
        private boolean castTexts = true;
        private RequestOrder requestOrder = RequestOrder.BURST;
        private boolean silentOnUnknownMethods;
        private boolean acceptExpiredCertificates;
        private String requestRate = "";
        private Duration auditKept = Duration.ofDays(365);
        private long sinkQueue = 1_000_000;
        private long deadLetterBytes = 100L << 20;
        private final Map<String, RpcHandler> rpcHandlers = new HashMap<>();
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /// The folder of the database; made where it is missing.
        public Builder data(Path folder) {
            data = folder;
            return this;
        }

        /// Where to listen for HTTP.
        ///
        /// @param hostPort `HOST:PORT`; an IPv6 address in brackets; port 0 takes a free one
        /// @throws IllegalArgumentException if it is anything else
        public Builder http(String hostPort) {
            int colon = hostPort.lastIndexOf(':');
            String port = hostPort.substring(colon + 1);
            if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 0xFFFF) {
                throw new IllegalArgumentException("'" + hostPort + "' is no address; one is HOST:PORT");
            }
            httpHost = hostPort.substring(0, colon).replaceAll("^\\[|]$", "");
            httpPort = Integer.parseInt(port);
            return this;
        }

        /// The e-mail address of the first user, an administrator.
        public Builder admin(String email) {
            if (email.isBlank()) {
                throw new IllegalArgumentException("The administrator has an e-mail address");
            }
            admin = email;
            return this;
        }

        /// The password of the first user, made when the database is; null for one that is made up.
        public Builder adminPassword(@Nullable String password) {
            adminPassword = password == null || password.isEmpty() ? null : password;
            return this;
        }

        /// What an acknowledged message outlives.
        public Builder durability(Durability all) {
            durability = all;
            return this;
        }

        public Builder limits(DeviceLimits all) {
            limits = all;
            return this;
        }

        /// Whether devices may write JSON as people do: unquoted names, single quotes, comments.
        public Builder lenientJson(boolean allowed) {
            lenientJson = allowed;
            return this;
        }

        /// Whether texts that are written like numbers become numbers.
        public Builder castTexts(boolean on) {
            castTexts = on;
            return this;
        }

        /// When the next of several persistent requests to a device is sent.
        public Builder requestOrder(RequestOrder order) {
            requestOrder = order;
            return this;
        }

        /// Whether a device that calls a method that nobody knows hears of it only after a timeout.
        public Builder silentOnUnknownMethods(boolean silent) {
            silentOnUnknownMethods = silent;
            return this;
        }

        /// Whether a device's certificate counts beyond its time.
        public Builder acceptExpiredCertificates(boolean accept) {
            acceptExpiredCertificates = accept;
            return this;
        }

        /// How often a user may call over HTTP.
        ///
        /// @param rate as `COUNT:SECONDS[,COUNT:SECONDS]`; empty for any number
        /// @throws IllegalArgumentException if it is anything else
        public Builder requestRate(String rate) {
            RateLimit.parse(rate);
            requestRate = rate;
            return this;
        }

        /// For how long it is remembered who did what.
        public Builder auditKept(Duration time) {
            auditKept = time;
            return this;
        }

        /// How many events may wait for a sink that cannot be reached.
        public Builder sinkQueue(long events) {
            if (events < 1) {
                throw new IllegalArgumentException("At least one event waits for a sink, not " + events);
            }
            sinkQueue = events;
            return this;
        }

        /// How large a file of dead letters grows.
        public Builder deadLetterBytes(long bytes) {
            deadLetterBytes = bytes;
            return this;
        }

        /// Who answers a method that devices call.
        public Builder rpcHandler(String method, RpcHandler handler) {
            rpcHandlers.put(method, handler);
            return this;
        }

        /// Tells the time, for tests.
        public Builder clock(InstantSource source) {
            clock = source;
            return this;
        }

        public DeviceConfig build() {
            return new DeviceConfig(data, httpHost, httpPort, admin, adminPassword, durability, limits, lenientJson,
                    castTexts, requestOrder, silentOnUnknownMethods, acceptExpiredCertificates, requestRate, auditKept,
                    sinkQueue, deadLetterBytes, Map.copyOf(rpcHandlers), clock);
        }
    }
}
