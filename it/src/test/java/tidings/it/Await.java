package tidings.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// Waits until something is so.
final class Await {

    private static final Duration LONGEST = Duration.ofSeconds(30);

    private Await() {}

    /// What is to be so: throws where it is not yet.
    @FunctionalInterface
    interface Statement {
        void check() throws Exception;
    }

    /// Waits until a statement holds.
    ///
    /// @throws AssertionError if it still does not after 30 seconds, with the last reason
    static void until(Statement statement) {
        long end = System.nanoTime() + LONGEST.toNanos();
        while (true) {
            try {
                statement.check();
                return;
            } catch (Exception | AssertionError notYet) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("Not so after " + LONGEST, notYet);
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }
}
