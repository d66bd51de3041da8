package tidings.client.engine;

import tidings.mqtt.Message;

/// Is told what of a session is to survive the process, before that which it is about is sent. Called on the engine's
/// thread; must not call the engine. What it does not care for it need not implement.
///
/// Messages are told by numbers that ascend in the order in which they were published.
public interface Ledger {

    /// Nothing survives.
    Ledger NONE = new Ledger() {};

    /// A message of QoS 1 or 2 waits to be sent.
    default void queued(long number, Message message) {}

    /// It goes under a packet id.
    default void sent(long number, int packetId) {}

    /// It was received (QoS 2): from here on only its PUBREL goes.
    default void released(long number, int packetId) {}

    /// It waits again: the server has forgotten the session.
    default void queuedAgain(long number) {}

    /// It has arrived, or was given up.
    default void finished(long number) {}

    /// A message of QoS 2 was received, and handled.
    default void received(int packetId) {}

    /// Its packet id is free again.
    default void forgotten(int packetId) {}

    /// All packet ids of received messages are free again.
    default void forgottenAll() {}

    /// A message that an earlier process left behind.
    ///
    /// @param packetId under which it was sent, or 0
    /// @param released whether only its PUBREL is to be sent
    record Left(long number, Message message, int packetId, boolean released) {}
}
