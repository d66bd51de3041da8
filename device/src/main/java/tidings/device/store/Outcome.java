package tidings.device.store;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tidings.storage.Database;
import tidings.storage.StorageException;

/// Who wants to know whether something was stored. Is told on the writer's thread, once, and must not block.
public interface Outcome {

    void stored();

    /// Nothing of it is stored.
    ///
    /// @param why with a cause that tells whose fault it is: a [TooManyKeysException], or the database's
    void failed(StorageException why);

    /// Lets somebody wait.
    final class Waiting implements Outcome {
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        @Override
        public void stored() {
            done.complete(null);
        }

        @Override
        public void failed(StorageException why) {
            boolean tooMany = why.getCause() instanceof TooManyKeysException;
            done.completeExceptionally(tooMany ? why.getCause() : why);
        }

        /// Waits until it is stored.
        ///
        /// @throws TooManyKeysException if there are too many already
        /// @throws StorageException if it cannot be stored
        public void await() {
            Database.await(done);
        }
    }
}
