package tidings.broker.spi;

import org.jspecify.annotations.Nullable;

/// A message that is kept for its topic, as a store gives it back.
///
/// @param publisher who has to be allowed to publish it still when it is heard, or null for nobody
public record StoredRetained(StoredMessage message, @Nullable Client publisher) {}
