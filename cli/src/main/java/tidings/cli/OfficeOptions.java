package tidings.cli;

import java.time.Duration;
import picocli.CommandLine.Option;
import tidings.device.DeviceConfig;

/// What the device server does for people and their scripts.
final class OfficeOptions {

    @Option(names = "--request-rate", paramLabel = "RATE", description = "Requests of a user over HTTP, as COUNT:SECONDS[,COUNT:SECONDS]; any number by default.")
    private String requestRate = "";

    @Option(names = "--audit-kept", paramLabel = "TIME", converter = DurationOption.class, description = "For how long it is remembered who did what; 365d by default.")
    private Duration auditKept = Duration.ofDays(365);

    @Option(names = "--sink-queue", paramLabel = "N", description = "Events that wait for a sink that cannot be reached; the oldest become dead letters. 1000000 by default.")
    private long sinkQueue = 1_000_000;

    @Option(names = "--dead-letter-size", paramLabel = "SIZE", converter = SizeOption.class, description = "Of a file of dead letters, of which each sink has two; 100MiB by default.")
    private long deadLetterBytes = 100L << 20;

    /// @throws IllegalArgumentException if one is out of bounds
    DeviceConfig.Builder addTo(DeviceConfig.Builder config) {
        return config.requestRate(requestRate)
                .auditKept(auditKept)
                .sinkQueue(sinkQueue)
                .deadLetterBytes(deadLetterBytes);
    }
}
