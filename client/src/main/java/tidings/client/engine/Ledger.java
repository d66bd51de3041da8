package tidings.client.engine;

import tidings.mqtt.Message;

/// Is told what of a session is to survive the process, before that which it is about is sent. Called on the engine's
/// thread; must not call the engine.
///
/// Messages are told by numbers that ascend in the order in which they were published.
public interface Ledger {

    /// Nothing survives.
    Ledger NONE = new Ledger() {
        @Override
        public void queued(long number, Message message) {}

        @Override
        public void sent(long number, int packetId) {}

        @Override
        public void released(long number, int packetId) {}

        @Override
        public void queuedAgain(long number) {}

        @Override
        public void finished(long number) {}

        @Override
        public void received(int packetId) {}

        @Override
        public void forgotten(int packetId) {}

        @Override
        public void forgottenAll() {}
    };

    /// A message of QoS 1 or 2 waits to be sent.
    void queued(long number, Message message);

    /// It goes under a packet id.
    void sent(long number, int packetId);

    /// It was received (QoS 2): from here on only its PUBREL goes.
    void released(long number, int packetId);

    /// It waits again: the server has forgotten the session.
    void queuedAgain(long number);

    /// It has arrived, or was given up.
    void finished(long number);

    /// A message of QoS 2 was received, and handled.
    void received(int packetId);

    /// Its packet id is free again.
    void forgotten(int packetId);

    /// All packet ids of received messages are free again.
    void forgottenAll();

    /// A message that an earlier process left behind.
    ///
    /// @param packetId under which it was sent, or 0
    /// @param released whether only its PUBREL is to be sent
    record Left(long number, Message message, int packetId, boolean released) {}
}
