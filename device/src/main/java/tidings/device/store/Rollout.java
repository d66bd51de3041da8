package tidings.device.store;

import java.util.UUID;

/// A package that comes to a part of a profile's devices before it comes to all of them.
///
/// Each device has a place that looks like chance, and differs with each package; those below the share belong to it. So a
/// larger share contains a smaller one.
///
/// @param percentage of the devices
/// @param share the places below it belong to the rollout
/// @param mostFailures how many devices may fail before it pauses
/// @param since when it began to run last, in milliseconds since 1970: older failures do not count
public record Rollout(
        UUID profile,
        OtaPackage.Type type,
        UUID ota,
        int percentage,
        long share,
        int mostFailures,
        State state,
        long since) {

    /// All places are below it.
    public static final long ALL = 1L << 32;

    /// Whether it spreads.
    public enum State {
        RUNNING,
        /// No device begins with the package; who has begun goes on.
        PAUSED
    }

    /// The place of a device, below [#ALL].
    public static long place(long device, UUID ota) {
        long mixed = device * 0x9E3779B97F4A7C15L ^ ota.getLeastSignificantBits();
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L; // the finalizer of SplitMix64
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (mixed ^ (mixed >>> 31)) >>> 32;
    }

    public Rollout with(State other, long now) {
        return new Rollout(profile, type, ota, percentage, share, mostFailures, other, now);
    }

    boolean includes(long device) {
        return place(device, ota) < share;
    }
}
