package tidings.cli;

import java.time.Duration;
import picocli.CommandLine.Option;
import tidings.device.DeviceLimits;

/// How much the device server takes of each device.
final class DeviceOptions {

    private static final DeviceLimits DEFAULTS = DeviceLimits.defaults();

    @Option(names = "--device-packet-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of one packet of a device; 64KiB by default.")
    private long packetBytes = DEFAULTS.packetBytes();

    @Option(names = "--sessions-per-device", paramLabel = "N", description = "Connections of a device at once; one more ends the oldest. 1 by default.")
    private int sessions = DEFAULTS.sessionsPerDevice();

    @Option(names = "--keys-per-device", paramLabel = "N", description = "Different keys of a device; 10000 by default.")
    private int keys = DEFAULTS.keysPerDevice();

    @Option(names = "--inactivity-timeout", paramLabel = "TIME", converter = DurationOption.class, description = "After how long without a sign of life a device is inactive; 10m by default.")
    private Duration inactivityTimeout = DEFAULTS.inactivityTimeout();

    @Option(names = "--claim-duration", paramLabel = "TIME", converter = DurationOption.class, description = "How long a device may be claimed that does not say it; 1d by default.")
    private Duration claimDuration = DEFAULTS.claimDuration();

    @Option(names = "--no-claiming", description = "Devices may be claimed only where their server attribute claimingAllowed is true.")
    private boolean noClaiming;

    @Option(names = "--max-package-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of a file of firmware or software; 50MiB by default.")
    private long packageBytes = DEFAULTS.packageBytes();

    @Option(names = "--max-chunk-size", paramLabel = "SIZE", converter = SizeOption.class, description = "That a device may ask for at once; 1MiB by default.")
    private long chunkBytes = DEFAULTS.chunkBytes();

    @Option(names = "--message-rate", paramLabel = "RATE", description = "Messages of a device, as COUNT:SECONDS[,COUNT:SECONDS]; any number by default.")
    private String messageRate = DEFAULTS.messageRate();

    @Option(names = "--telemetry-message-rate", paramLabel = "RATE", description = "Its messages of telemetry, likewise.")
    private String telemetryMessageRate = DEFAULTS.telemetryMessageRate();

    @Option(names = "--telemetry-point-rate", paramLabel = "RATE", description = "The values it reports, likewise.")
    private String telemetryPointRate = DEFAULTS.telemetryPointRate();

    /// @throws IllegalArgumentException if one is out of bounds
    DeviceLimits limits() {
        return new DeviceLimits(
                SizeOption.number("--device-packet-size", packetBytes), sessions, keys, inactivityTimeout,
                claimDuration,
                !noClaiming, packageBytes, SizeOption.number("--max-chunk-size", chunkBytes), "", "", "")
                .withRates(messageRate, telemetryMessageRate, telemetryPointRate);
    }
}
