package tidings.device.rest;

import java.nio.file.Path;
import tidings.device.alarm.Alarms;
import tidings.device.core.Accounts;
import tidings.device.core.ApiKeys;
import tidings.device.core.AuditLog;
import tidings.device.core.RateLimit;
import tidings.device.core.Traffic;
import tidings.device.sink.Sinks;

/// What only people ask for, beside what they share with devices.
///
/// @param backup writes all that is stored to a file
/// @param requestRate how often a user may call
public record Desk(
        Accounts accounts,
        ApiKeys keys,
        AuditLog audit,
        Alarms alarms,
        Sinks sinks,
        Traffic traffic,
        BackupWriter backup,
        Identity identity,
        RateLimit requestRate) {

    /// Writes all that is stored to a file.
    @FunctionalInterface
    public interface BackupWriter {
        void write(Path file);
    }
}
