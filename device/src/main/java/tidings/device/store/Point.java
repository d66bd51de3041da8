package tidings.device.store;

import tidings.device.json.Value;

/// A value of a series.
///
/// @param ts milliseconds since 1970
public record Point(long ts, Value value) {}
