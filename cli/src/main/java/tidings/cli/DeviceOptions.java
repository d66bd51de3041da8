package tidings.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;
import tidings.device.DeviceConfig;
import tidings.device.DeviceLimits;
import tidings.device.RequestOrder;

/// How the device server treats devices: an option for each of its [DeviceLimits], and for how it understands them.
final class DeviceOptions {

    private final List<Consumer<DeviceLimits.Builder>> changes = new ArrayList<>();

    @Option(names = "--strict-json", description = "Devices may not write JSON as people do: unquoted names, single quotes, comments.")
    private boolean strictJson;

    @Option(names = "--no-type-cast", description = "Texts of devices stay texts that are written like numbers.")
    private boolean noTypeCast;

    @Option(names = "--request-order", paramLabel = "ORDER", description = "When the next of several persistent requests to a device is sent: BURST (at once, the default), AFTER_DELIVERY, AFTER_ANSWER.")
    private RequestOrder requestOrder = RequestOrder.BURST;

    @Option(names = "--silent-unknown-methods", description = "A device that calls an unknown method hears of it only after --answer-timeout.")
    private boolean silentOnUnknownMethods;

    @Option(names = "--accept-expired-certificates", description = "Certificates of devices count beyond their time.")
    private boolean acceptExpiredCertificates;

    /// @throws IllegalArgumentException if one is out of bounds
    void applyTo(DeviceConfig.Builder config) {
        config.limits(DeviceLimits.defaults().with(limits -> {
            changes.forEach(change -> change.accept(limits));
            return limits;
        }))
                .lenientJson(!strictJson)
                .castTexts(!noTypeCast)
                .requestOrder(requestOrder)
                .silentOnUnknownMethods(silentOnUnknownMethods)
                .acceptExpiredCertificates(acceptExpiredCertificates);
    }

    @Option(names = "--device-packet-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of one packet of a device; 64KiB by default.")
    void packetBytes(long bytes) {
        changes.add(limits -> limits.packetBytes(SizeOption.number("--device-packet-size", bytes)));
    }

    @Option(names = "--sessions-per-device", paramLabel = "N", description = "Connections of a device at once; one more ends the oldest. 1 by default.")
    void sessionsPerDevice(int count) {
        changes.add(limits -> limits.sessionsPerDevice(count));
    }

    @Option(names = "--device-idle-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "After how long without a packet a connection of a device ends, whatever its keep alive; 10m by default.")
    void idleTimeout(Duration time) {
        changes.add(limits -> limits.idleTimeout(time));
    }

    @Option(names = "--inactivity-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "After how long without a sign of life a device is inactive; 10m by default.")
    void inactivityTimeout(Duration time) {
        changes.add(limits -> limits.inactivityTimeout(time));
    }

    @Option(names = "--keys-per-device", paramLabel = "N", description = "Different keys of a device; 10000 by default.")
    void keysPerDevice(int count) {
        changes.add(limits -> limits.keysPerDevice(count));
    }

    @Option(names = "--device-text-length", paramLabel = "N", description = "Characters of a text that a device reports; any number by default.")
    void textLength(int count) {
        changes.add(limits -> limits.textLength(count));
    }

    @Option(names = "--devices-per-gateway", paramLabel = "N", description = "Devices that a gateway speaks for at once; 10000 by default.")
    void gatewayDevices(int count) {
        changes.add(limits -> limits.gatewayDevices(count));
    }

    @Option(names = "--requests-per-device", paramLabel = "N", description = "Requests that wait for a device; 1000 by default.")
    void openRequests(int count) {
        changes.add(limits -> limits.openRequests(count));
    }

    @Option(names = "--request-ack-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long a device has to acknowledge a persistent request before it is sent again; 10s by default.")
    void acknowledgementTimeout(Duration time) {
        changes.add(limits -> limits.acknowledgementTimeout(time));
    }

    @Option(names = "--request-retries", paramLabel = "N", description = "How often a persistent request is sent again, at most; 5 by default.")
    void requestRetries(int count) {
        changes.add(limits -> limits.requestRetries(count));
    }

    @Option(names = "--answer-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long a device waits for the answer to a request of its own; 60s by default.")
    void answerTimeout(Duration time) {
        changes.add(limits -> limits.answerTimeout(time));
    }

    @Option(names = "--claim-duration", paramLabel = "TIME", converter = DurationOption.class, description = "How long a device may be claimed that does not say it; 1d by default.")
    void claimDuration(Duration time) {
        changes.add(limits -> limits.claimDuration(time));
    }

    @Option(names = "--no-claiming", description = "Devices may be claimed only where their server attribute claimingAllowed is true.")
    void claimingAllowed(boolean forbidden) {
        changes.add(limits -> limits.claimingAllowed(!forbidden));
    }

    @Option(names = "--provisioned-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "How long a connection may stay that has provisioned a device; 60s by default.")
    void provisionedTimeout(Duration time) {
        changes.add(limits -> limits.provisionedTimeout(time));
    }

    @Option(names = "--max-package-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of a file of firmware or software; 50MiB by default.")
    void packageBytes(long bytes) {
        changes.add(limits -> limits.packageBytes(bytes));
    }

    @Option(names = "--max-chunk-size", paramLabel = "SIZE", converter = SizeOption.class, description = "That a device may ask for at once; 1MiB by default.")
    void chunkBytes(long bytes) {
        changes.add(limits -> limits.chunkBytes(SizeOption.number("--max-chunk-size", bytes)));
    }

    @Option(names = "--announcements-per-minute", paramLabel = "N", description = "Devices of a profile that are told of new firmware or software in a minute; all at once by default.")
    void announcementsPerMinute(int count) {
        changes.add(limits -> limits.announcementsPerMinute(count));
    }

    @Option(names = "--max-wrong-credentials", paramLabel = "N", description = "Wrong credentials of devices that may come from one address in a row, over MQTT and HTTP, before it is kept away for --block-time; any number by default. This machine is never kept away.")
    void wrongCredentials(int count) {
        changes.add(limits -> limits.wrongCredentials(count));
    }

    @Option(names = "--block-time", paramLabel = "TIME", converter = DurationOption.class, description = "How long an address is kept away with too many of them; 1m by default.")
    void blockTime(Duration time) {
        changes.add(limits -> limits.blockTime(time));
    }

    @Option(names = "--message-rate", paramLabel = "RATE", description = "Messages of a device, as COUNT:SECONDS[,COUNT:SECONDS]; any number by default.")
    void messageRate(String rate) {
        changes.add(limits -> limits.messageRate(rate));
    }

    @Option(names = "--telemetry-message-rate", paramLabel = "RATE", description = "Its messages of telemetry, likewise.")
    void telemetryMessageRate(String rate) {
        changes.add(limits -> limits.telemetryMessageRate(rate));
    }

    @Option(names = "--telemetry-point-rate", paramLabel = "RATE", description = "The values it reports, likewise.")
    void telemetryPointRate(String rate) {
        changes.add(limits -> limits.telemetryPointRate(rate));
    }

    @Option(names = "--total-message-rate", paramLabel = "RATE", description = "Messages of all devices together, as COUNT:SECONDS[,COUNT:SECONDS]; any number by default.")
    void totalMessageRate(String rate) {
        changes.add(limits -> limits.totalMessageRate(rate));
    }

    @Option(names = "--total-telemetry-message-rate", paramLabel = "RATE", description = "Their messages of telemetry, likewise.")
    void totalTelemetryMessageRate(String rate) {
        changes.add(limits -> limits.totalTelemetryMessageRate(rate));
    }

    @Option(names = "--total-telemetry-point-rate", paramLabel = "RATE", description = "The values they report, likewise.")
    void totalTelemetryPointRate(String rate) {
        changes.add(limits -> limits.totalTelemetryPointRate(rate));
    }
}
