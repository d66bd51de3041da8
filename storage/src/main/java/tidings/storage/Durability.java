package tidings.storage;

/// What an answered write outlives.
public enum Durability {
    /// Power cuts: each group of writes is synced to the disk before it is answered.
    FSYNC,
    /// Killed processes, but not power cuts: the operating system writes when it likes, and syncs now and then. The
    /// database stays whole in any case; the last seconds before a power cut may be missing.
    FLUSH,
    /// Nothing: there is no file, and everything goes with the process.
    MEMORY
}
