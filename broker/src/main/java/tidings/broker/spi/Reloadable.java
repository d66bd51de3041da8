package tidings.broker.spi;

/// Something made from what can change while the broker runs, such as a file: an [Authenticator] or [Authorizer] that is
/// this too is told when the broker is ([tidings.broker.Broker#reload]).
public interface Reloadable {

    /// Looks again. May block.
    ///
    /// @throws tidings.broker.BrokerException if what is there now cannot be used, in words for the operator; all stays as
    ///         it was
    void reload();
}
