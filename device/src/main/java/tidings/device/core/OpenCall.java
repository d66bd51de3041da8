package tidings.device.core;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A request to a device that is not dealt with yet, and how far it has come. Any thread may use it.
final class OpenCall {

    private final int id;
    private final Rpcs.Request request;
    private final @Nullable UUID persistent;
    private final CompletableFuture<Rpcs.Result> result = new CompletableFuture<>();

    // Synchronized
    private boolean underWay;
    private @Nullable Link via;
    private int attempts;
    private boolean sent;
    private boolean delivered;

    /// @param persistent what the database knows it by, or null
    OpenCall(int id, Rpcs.Request request, @Nullable UUID persistent) {
        this.id = id;
        this.request = request;
        this.persistent = persistent;
    }

    int id() {
        return id;
    }

    Rpcs.Request request() {
        return request;
    }

    @Nullable
    UUID persistent() {
        return persistent;
    }

    CompletableFuture<Rpcs.Result> result() {
        return result;
    }

    /// Whether it is to be sent now; whoever is told so sends it, and says who took it. It is not while somebody has it who
    /// is still there.
    synchronized boolean begin(Predicate<Link> isThere) {
        if (delivered || (underWay && (via == null || isThere.test(via)))) {
            return false;
        }
        underWay = true;
        via = null;
        attempts++;
        return true;
    }

    /// Somebody took it, or nobody, with null.
    ///
    /// @return which attempt this is
    synchronized int takenBy(@Nullable Link link) {
        via = link;
        if (link == null) {
            underWay = false;
            attempts--;
        }
        return attempts;
    }

    /// It went out.
    ///
    /// @return whether that is news
    synchronized boolean sent() {
        boolean news = !sent && !delivered;
        sent = true;
        return news;
    }

    /// The device has it.
    ///
    /// @return whether that is news
    synchronized boolean delivered() {
        boolean news = !delivered;
        delivered = true;
        return news;
    }

    /// No acknowledgement came in time.
    ///
    /// @return whether that concerns the attempt that is under way; then it is to be sent again
    synchronized boolean timedOut(int attempt) {
        if (delivered || attempt != attempts || !underWay) {
            return false;
        }
        underWay = false;
        sent = false;
        return true;
    }

    /// Whether anybody ever took it.
    synchronized boolean wasTaken() {
        return attempts > 0;
    }

    synchronized boolean isDelivered() {
        return delivered;
    }
}
