package tidings.broker.spi;

import tidings.mqtt.Message;

/// A message as it is kept.
///
/// @param id of a message that several sessions wait for: it is stored once for all of them. [#UNSHARED] where one waits
/// @param expiresAtMillis by the wall clock, since it may outlive the process that took it; or [#NEVER]
public record StoredMessage(long id, Message message, long expiresAtMillis) {

    public static final long UNSHARED = 0;
    public static final long NEVER = Long.MAX_VALUE;
}
