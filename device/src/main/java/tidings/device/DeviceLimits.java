package tidings.device;

import java.time.Duration;
import java.util.function.UnaryOperator;
import tidings.device.core.RateLimit;

/// How much a device may do. Nothing is without a limit.
///
/// ```java
/// DeviceLimits small = DeviceLimits.defaults().with(limits -> limits.keysPerDevice(50).sessionsPerDevice(2));
/// ```
///
/// @param packetBytes of one packet that a device sends, as its remaining length
/// @param sessionsPerDevice connections of a device at once; one more ends the oldest
/// @param idleTimeout after how long without a packet a connection of a device ends, whatever its keep alive
/// @param inactivityTimeout after how long without a sign of life a device is inactive that has no server attribute
///        `inactivityTimeout`
/// @param keysPerDevice different keys that a device reports, and attributes that each of its scopes has
/// @param textLength characters of a text value that a device reports; 0 for as many as a packet holds
/// @param gatewayDevices devices that a gateway may speak for at once
/// @param openRequests requests that may wait for a device
/// @param acknowledgementTimeout how long a device has to acknowledge a persistent request before it is sent again
/// @param requestRetries how often a persistent request is sent again that is not acknowledged, at most
/// @param answerTimeout how long a device waits for the answer to a request of its own
/// @param claimDuration how long a device may be claimed that does not say it
/// @param claimingAllowed whether a device may offer itself of which no server attribute `claimingAllowed` says so
/// @param provisionedTimeout how long a connection may stay that has provisioned a device
/// @param packageBytes of a file of firmware or software
/// @param chunkBytes that a device may ask for at once when it downloads
/// @param announcementsPerMinute devices of a profile that are told of new firmware or software in a minute; 0 for all at
///        once
/// @param wrongCredentials that may come from one address in a row before it is kept away for a while; 0 for any number
/// @param blockTime how long that is
/// @param messageRate messages of a device, as `COUNT:SECONDS[,COUNT:SECONDS]`; empty for any number
/// @param telemetryMessageRate messages of telemetry of a device, likewise
/// @param telemetryPointRate values that a device reports, likewise
/// @param totalMessageRate messages of all devices together, likewise
/// @param totalTelemetryMessageRate messages of telemetry of all devices together, likewise
/// @param totalTelemetryPointRate values that all devices report together, likewise
public record DeviceLimits(
        int packetBytes,
        int sessionsPerDevice,
        Duration idleTimeout,
        Duration inactivityTimeout,
        int keysPerDevice,
        int textLength,
        int gatewayDevices,
        int openRequests,
        Duration acknowledgementTimeout,
        int requestRetries,
        Duration answerTimeout,
        Duration claimDuration,
        boolean claimingAllowed,
        Duration provisionedTimeout,
        long packageBytes,
        int chunkBytes,
        int announcementsPerMinute,
        int wrongCredentials,
        Duration blockTime,
        String messageRate,
        String telemetryMessageRate,
        String telemetryPointRate,
        String totalMessageRate,
        String totalTelemetryMessageRate,
        String totalTelemetryPointRate) {

    /// What a small machine stands.
    public static DeviceLimits defaults() {
        return new Builder().build();
    }

    /// These limits, some of them changed.
    ///
    /// @throws IllegalArgumentException if one is less than it can be, or no rate
    public DeviceLimits with(UnaryOperator<Builder> change) {
        return change.apply(new Builder(this)).build();
    }

    /// Collects limits; what is not set stays as it was.
    public static final class Builder {
        private int packetBytes = 65_536;
        private int sessionsPerDevice = 1;
        private Duration idleTimeout = Duration.ofMinutes(10);
        private Duration inactivityTimeout = Duration.ofMinutes(10);
        private int keysPerDevice = 10_000;
        private int textLength = 0;
        private int gatewayDevices = 10_000;
        private int openRequests = 1_000;
        private Duration acknowledgementTimeout = Duration.ofSeconds(10);
        private int requestRetries = 5;
        private Duration answerTimeout = Duration.ofSeconds(60);
        private Duration claimDuration = Duration.ofDays(1);
        private boolean claimingAllowed = true;
        private Duration provisionedTimeout = Duration.ofSeconds(60);
        private long packageBytes = 50L << 20;
        private int chunkBytes = 1 << 20;
        private int announcementsPerMinute = 0;
        private int wrongCredentials = 0;
        private Duration blockTime = Duration.ofMinutes(1);
        private String messageRate = "";
        private String telemetryMessageRate = "";
        private String telemetryPointRate = "";
        private String totalMessageRate = "";
        private String totalTelemetryMessageRate = "";
        private String totalTelemetryPointRate = "";

        private Builder() {}

        private Builder(DeviceLimits from) {
            packetBytes = from.packetBytes;
            sessionsPerDevice = from.sessionsPerDevice;
            idleTimeout = from.idleTimeout;
            inactivityTimeout = from.inactivityTimeout;
            keysPerDevice = from.keysPerDevice;
            textLength = from.textLength;
            gatewayDevices = from.gatewayDevices;
            openRequests = from.openRequests;
            acknowledgementTimeout = from.acknowledgementTimeout;
            requestRetries = from.requestRetries;
            answerTimeout = from.answerTimeout;
            claimDuration = from.claimDuration;
            claimingAllowed = from.claimingAllowed;
            provisionedTimeout = from.provisionedTimeout;
            packageBytes = from.packageBytes;
            chunkBytes = from.chunkBytes;
            announcementsPerMinute = from.announcementsPerMinute;
            wrongCredentials = from.wrongCredentials;
            blockTime = from.blockTime;
            messageRate = from.messageRate;
            telemetryMessageRate = from.telemetryMessageRate;
            telemetryPointRate = from.telemetryPointRate;
            totalMessageRate = from.totalMessageRate;
            totalTelemetryMessageRate = from.totalTelemetryMessageRate;
            totalTelemetryPointRate = from.totalTelemetryPointRate;
        }

        public Builder packetBytes(int most) {
            packetBytes = (int) checked("packetBytes", most, 1);
            return this;
        }

        public Builder sessionsPerDevice(int most) {
            sessionsPerDevice = (int) checked("sessionsPerDevice", most, 1);
            return this;
        }

        public Builder idleTimeout(Duration time) {
            idleTimeout = checked("idleTimeout", time);
            return this;
        }

        public Builder inactivityTimeout(Duration time) {
            inactivityTimeout = checked("inactivityTimeout", time);
            return this;
        }

        public Builder keysPerDevice(int most) {
            keysPerDevice = (int) checked("keysPerDevice", most, 1);
            return this;
        }

        public Builder textLength(int most) {
            textLength = (int) checked("textLength", most, 0);
            return this;
        }

        public Builder gatewayDevices(int most) {
            gatewayDevices = (int) checked("gatewayDevices", most, 1);
            return this;
        }

        public Builder openRequests(int most) {
            openRequests = (int) checked("openRequests", most, 1);
            return this;
        }

        public Builder acknowledgementTimeout(Duration time) {
            acknowledgementTimeout = checked("acknowledgementTimeout", time);
            return this;
        }

        public Builder requestRetries(int most) {
            requestRetries = (int) checked("requestRetries", most, 0);
            return this;
        }

        public Builder answerTimeout(Duration time) {
            answerTimeout = checked("answerTimeout", time);
            return this;
        }

        public Builder claimDuration(Duration time) {
            claimDuration = checked("claimDuration", time);
            return this;
        }

        public Builder claimingAllowed(boolean allowed) {
            claimingAllowed = allowed;
            return this;
        }

        public Builder provisionedTimeout(Duration time) {
            provisionedTimeout = checked("provisionedTimeout", time);
            return this;
        }

        public Builder packageBytes(long most) {
            packageBytes = checked("packageBytes", most, 1);
            return this;
        }

        public Builder chunkBytes(int most) {
            chunkBytes = (int) checked("chunkBytes", most, 1);
            return this;
        }

        public Builder announcementsPerMinute(int most) {
            announcementsPerMinute = (int) checked("announcementsPerMinute", most, 0);
            return this;
        }

        public Builder wrongCredentials(int most) {
            wrongCredentials = (int) checked("wrongCredentials", most, 0);
            return this;
        }

        public Builder blockTime(Duration time) {
            blockTime = checked("blockTime", time);
            return this;
        }

        public Builder messageRate(String rate) {
            messageRate = parsed(rate);
            return this;
        }

        public Builder telemetryMessageRate(String rate) {
            telemetryMessageRate = parsed(rate);
            return this;
        }

        public Builder telemetryPointRate(String rate) {
            telemetryPointRate = parsed(rate);
            return this;
        }

        public Builder totalMessageRate(String rate) {
            totalMessageRate = parsed(rate);
            return this;
        }

        public Builder totalTelemetryMessageRate(String rate) {
            totalTelemetryMessageRate = parsed(rate);
            return this;
        }

        public Builder totalTelemetryPointRate(String rate) {
            totalTelemetryPointRate = parsed(rate);
            return this;
        }

        private DeviceLimits build() {
            return new DeviceLimits(
                    packetBytes,
                    sessionsPerDevice,
                    idleTimeout,
                    inactivityTimeout,
                    keysPerDevice,
                    textLength,
                    gatewayDevices,
                    openRequests,
                    acknowledgementTimeout,
                    requestRetries,
                    answerTimeout,
                    claimDuration,
                    claimingAllowed,
                    provisionedTimeout,
                    packageBytes,
                    chunkBytes,
                    announcementsPerMinute,
                    wrongCredentials,
                    blockTime,
                    messageRate,
                    telemetryMessageRate,
                    telemetryPointRate,
                    totalMessageRate,
                    totalTelemetryMessageRate,
                    totalTelemetryPointRate);
        }

        private static long checked(String name, long value, long least) {
            if (value < least) {
                throw new IllegalArgumentException(name + " is " + least + " at least, not " + value);
            }
            return value;
        }

        private static String parsed(String rate) {
            RateLimit.parse(rate);
            return rate;
        }

        private static Duration checked(String name, Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException(name + " is a time above 0, not " + time);
            }
            return time;
        }
    }
}
