package tidings.broker.session;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.spi.Client;
import tidings.broker.spi.Interceptor;
import tidings.broker.spi.Interceptor.Decision;
import tidings.mqtt.ReasonCode;

/// What interceptors make of the doings of one client, asked one after the other.
///
/// Used on the client's loop only.
public final class Interception {

    private static final Logger LOG = LoggerFactory.getLogger(Interception.class);

    private final List<Interceptor> interceptors;
    private final Client client;
    private final Executor loop;
    private final Consumer<Boolean> waiting;

    /// @param loop where answers are brought that come later
    /// @param waiting is told when an answer is waited for, and when it is there
    public Interception(List<Interceptor> interceptors, Client client, Executor loop, Consumer<Boolean> waiting) {
        this.interceptors = interceptors;
        this.client = client;
        this.loop = loop;
        this.waiting = waiting;
    }

    /// Asks about something.
    ///
    /// @param question to each interceptor
    /// @param then is given what passed in the end, or why nothing did
    public <T> void ask(T what, BiFunction<Interceptor, T, Decision<T>> question, Outcome<T> then) {
        ask(0, what, question, then);
    }

    /// The client is gone.
    public void disconnected() {
        for (Interceptor interceptor : interceptors) {
            try {
                interceptor.disconnected(client);
            } catch (RuntimeException failure) {
                log(failure);
            }
        }
    }

    /// What became of something: one of the two is null.
    @FunctionalInterface
    public interface Outcome<T> {
        void of(@Nullable T passed, @Nullable ReasonCode refused);
    }

    private <T> void ask(int from, T what, BiFunction<Interceptor, T, Decision<T>> question, Outcome<T> then) {
        T passing = what;
        for (int i = from; i < interceptors.size(); i++) {
            Decision<T> decision = decision(interceptors.get(i), passing, question);
            switch (decision) {
                case Decision.Pass<T> pass -> passing = pass.what();
                case Decision.Refuse<T> refuse -> {
                    then.of(null, refuse.reason());
                    return;
                }
                case Decision.Later<T> later -> {
                    await(i, later, question, then);
                    return;
                }
            }
        }
        then.of(passing, null);
    }

    private <T> void await(
            int at, Decision.Later<T> later, BiFunction<Interceptor, T, Decision<T>> question, Outcome<T> then) {
        waiting.accept(true);
        later.decision().whenComplete((decision, failure) -> loop.execute(() -> {
            waiting.accept(false);
            switch (decision) {
                case null -> {
                    log(failure);
                    then.of(null, ReasonCode.UNSPECIFIED_ERROR);
                }
                case Decision.Pass<T> pass -> ask(at + 1, pass.what(), question, then);
                case Decision.Refuse<T> refuse -> then.of(null, refuse.reason());
                case Decision.Later<T> more -> await(at, more, question, then);
            }
        }));
    }

    private <T> Decision<T> decision(
            Interceptor interceptor, T what, BiFunction<Interceptor, T, Decision<T>> question) {
        try {
            return question.apply(interceptor, what);
        } catch (RuntimeException failure) {
            log(failure);
            return Decision.refuse(ReasonCode.UNSPECIFIED_ERROR);
        }
    }

    private void log(@Nullable Throwable failure) {
        LOG.error("client={} An interceptor failed, which is a no", Printable.of(client.clientId()), failure);
    }
}
