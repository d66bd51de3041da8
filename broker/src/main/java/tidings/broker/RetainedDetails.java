package tidings.broker;

import java.time.Instant;
import tidings.mqtt.Message;

/// A message that is kept for those who subscribe later.
///
/// @param since when it came; where it expires and was there before the broker started, as far as its expiry tells
public record RetainedDetails(Message message, Instant since) {}
