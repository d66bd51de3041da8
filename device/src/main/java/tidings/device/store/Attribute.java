package tidings.device.store;

import tidings.device.json.Value;

/// A value that stands until it is written again.
///
/// @param ts when it was written, in milliseconds since 1970
public record Attribute(Scope scope, String key, long ts, Value value) {}
