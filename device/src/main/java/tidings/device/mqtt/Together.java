package tidings.device.mqtt;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tidings.device.store.Outcome;
import tidings.storage.StorageException;

/// Several things to be stored that are one to somebody: he is told when the last is decided.
final class Together implements Outcome {

    private final AtomicInteger open;
    private final AtomicReference<@Nullable StorageException> failure = new AtomicReference<>();
    private final Outcome whole;

    Together(int count, Outcome whole) {
        this.open = new AtomicInteger(count);
        this.whole = whole;
    }

    @Override
    public void stored() {
        decided();
    }

    @Override
    public void failed(StorageException why) {
        failure.compareAndSet(null, why);
        decided();
    }

    private void decided() {
        if (open.decrementAndGet() > 0) {
            return;
        }
        StorageException why = failure.get();
        if (why == null) {
            whole.stored();
        } else {
            whole.failed(why);
        }
    }
}
