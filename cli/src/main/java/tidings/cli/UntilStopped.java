package tidings.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/// Work until somebody stops the process by Ctrl-C or SIGTERM; it ends with status 0 then, as it was asked to.
final class UntilStopped {

    private UntilStopped() {}

    /// Does something, and if the process is stopped meanwhile, sees to an orderly end.
    ///
    /// @param stop an orderly end; takes seconds at most
    static <T> T work(Callable<T> work, Runnable stop) throws Exception {
        Thread hook = new Thread(() -> end(stop), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } finally {
            remove(hook);
        }
    }

    /// Does nothing until the process is stopped.
    ///
    /// @param stop an orderly end; takes seconds at most
    static int serve(Runnable stop) throws Exception {
        return work(() -> {
            new CountDownLatch(1).await();
            return ExitStatus.OK;
        }, stop);
    }

    private static void end(Runnable stop) {
        try {
            stop.run();
        } finally {
            System.out.flush();
            Runtime.getRuntime().halt(ExitStatus.OK); // exit() would say 143 or 130
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException stopping) {
            // the hook is at work, and ends the process
        }
    }
}
