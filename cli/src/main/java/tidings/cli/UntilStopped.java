package tidings.cli;

/// What is to be done when somebody stops the process by Ctrl-C or SIGTERM; it ends with status 0 then, as it was asked to.
/// Closed, nothing is to be done any more.
final class UntilStopped implements AutoCloseable {

    private final Thread hook;

    /// @param stop an orderly end; takes seconds at most
    UntilStopped(Runnable stop) {
        hook = new Thread(
                () -> {
                    try {
                        stop.run();
                    } finally {
                        System.out.flush();
                        Runtime.getRuntime().halt(ExitStatus.OK); // exit() would say 143 or 130
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // the hook is at work, and ends the process
        }
    }
}
