package tidings.driver;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tidings.client.Authentication;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;

/// Hands the questions of the server out as events, and the answers of the commands back. Any thread may call.
final class DriverAuthentication implements Authentication {

    private final String method;
    private final Consumer<Auth> asked;
    private final Queue<CompletableFuture<@Nullable Bytes>> open = new ArrayDeque<>();
    private volatile @Nullable Bytes first;

    DriverAuthentication(String method, @Nullable Bytes first, Consumer<Auth> asked) {
        this.method = method;
        this.first = first;
        this.asked = asked;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public @Nullable Bytes begin() {
        return first;
    }

    @Override
    public CompletionStage<@Nullable Bytes> answer(Auth question) {
        CompletableFuture<@Nullable Bytes> answer = new CompletableFuture<>();
        synchronized (open) {
            open.add(answer);
        }
        asked.accept(question);
        return answer;
    }

    /// What to begin with from here on.
    void begin(@Nullable Bytes data) {
        first = data;
    }

    /// Answers the oldest question that is open.
    ///
    /// @throws IllegalStateException if there is none
    void answer(@Nullable Bytes data) {
        CompletableFuture<@Nullable Bytes> answer;
        synchronized (open) {
            answer = open.poll();
        }
        if (answer == null) {
            throw new IllegalStateException("The server has asked nothing");
        }
        answer.complete(data);
    }
}
