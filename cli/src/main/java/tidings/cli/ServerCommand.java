package tidings.cli;

/// A command that runs until it is stopped, and may be told to read its settings again.
sealed interface ServerCommand permits BrokerCommand, ServeCommand {

    BrokerOptions options();

    /// Puts everything together as at the start, and starts nothing.
    ///
    /// @throws RuntimeException as a start would, and with the same words
    void check();
}
