package tidings.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.ReasonCode;

/// Logins that are decided outside of event loops, each on a virtual thread, and only so many at once.
///
/// Any thread may use it.
final class Work implements AutoCloseable {

    private static final int AT_ONCE = 1_000;
    private static final Verdict BUSY =
            new Verdict.Refused(ReasonCode.SERVER_BUSY, "too many logins are to be decided at once");

    private final Semaphore places = new Semaphore(AT_ONCE);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("login").factory());

    /// Decides a login, unless too many are being decided.
    CompletionStage<Verdict> submit(Supplier<Verdict> decision) {
        return start(() -> CompletableFuture.supplyAsync(decision, threads));
    }

    /// Starts something that ends by itself, unless too much is under way.
    CompletionStage<Verdict> start(Supplier<CompletionStage<Verdict>> decision) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedStage(BUSY);
        }
        try {
            return decision.get().whenComplete((verdict, failure) -> places.release());
        } catch (RuntimeException refused) {
            places.release();
            throw refused;
        }
    }

    ExecutorService threads() {
        return threads;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
