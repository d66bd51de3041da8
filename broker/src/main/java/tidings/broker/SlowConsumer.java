package tidings.broker;

/// What becomes of a session whose queue is full when one more message comes for it. What is lost is counted and logged
/// in any case, and the publisher notices nothing.
public enum SlowConsumer {
    /// The message that comes is lost.
    DROP_NEWEST,
    /// The message that has waited longest is lost.
    DROP_OLDEST,
    /// The message that comes is lost, and a client that is there but does not keep up is disconnected.
    DISCONNECT
}
