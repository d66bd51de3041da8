package tidings.broker.session;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import tidings.broker.BrokerException;

/// Asks a loop from outside, and waits for its answer.
final class Question {

    private static final long PATIENCE_SECONDS = 5;

    private Question() {}

    /// Has something done on the loop of a shard.
    static <T> CompletableFuture<T> ask(Shard shard, Supplier<T> question) {
        if (shard.loop().isCurrent()) {
            throw new IllegalStateException("An event loop cannot wait for an event loop");
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        shard.loop().execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// @throws BrokerException if the loop does not answer
    static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof TimeoutException) {
                throw new BrokerException("An event loop of the broker does not answer", failed);
            }
            throw failed.getCause() instanceof RuntimeException own ? own : failed;
        }
    }
}
