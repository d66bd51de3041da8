package tidings.broker.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tidings.broker.PasswordHash;
import tidings.mqtt.Bytes;

/// Compares passwords with hashes, which takes long on purpose: on threads of its own, half as many as there are
/// processors, so that those who are in notice nothing of those who come. Who has proven a password lately need not wait
/// again; who would have to wait too long is told so at once, before work is spent on it.
///
/// Any thread may use it.
public final class PasswordChecks implements AutoCloseable {

    private static final long IDLE_SECONDS = 10;
    private static final long FIRST_GUESS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final int SMOOTHING = 8;

    private final int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    private final ThreadPoolExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ProvenPasswords proven;
    private final long patienceNanos;
    private volatile long checkNanos = FIRST_GUESS_NANOS;

    /// What became of a check.
    public enum Outcome {
        RIGHT,
        WRONG,
        /// Too many want to be checked at once.
        BUSY
    }

    /// @param remembered users whose passwords are known as proven at most; 0 for none
    /// @param patienceNanos how long one may have to wait
    public PasswordChecks(int remembered, long patienceNanos) {
        this.proven = new ProvenPasswords(remembered);
        this.patienceNanos = patienceNanos;
        this.executor = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("tidings-passwords-", 0).daemon().factory());
        executor.allowCoreThreadTimeOut(true);
    }

    /// Begins a check.
    public CompletionStage<Outcome> check(String user, PasswordHash hash, Bytes password) {
        String text = hash.text();
        if (proven.has(user, text, password)) {
            return CompletableFuture.completedStage(Outcome.RIGHT);
        }
        int before = waiting.getAndIncrement();
        if (executor.isShutdown() || before * checkNanos / threads > patienceNanos) {
            waiting.decrementAndGet();
            return CompletableFuture.completedStage(Outcome.BUSY);
        }
        return CompletableFuture.supplyAsync(() -> {
            try {
                return isRight(hash, password) ? remembered(user, text, password) : Outcome.WRONG;
            } finally {
                waiting.decrementAndGet();
            }
        }, executor);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    private boolean isRight(PasswordHash hash, Bytes password) {
        long began = System.nanoTime();
        boolean right = hash.matches(password);
        long before = checkNanos;
        checkNanos = before + (System.nanoTime() - began - before) / SMOOTHING; // of two at once one may get lost
        return right;
    }

    private Outcome remembered(String user, String hash, Bytes password) {
        proven.add(user, hash, password);
        return Outcome.RIGHT;
    }
}
