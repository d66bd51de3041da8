package tidings.cli.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tidings.client.MqttConfig;
import tidings.client.MqttException;

/// Does to a server what a plan says. Once.
public final class Load {

    private static final int CONNECTING = 200;
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long GOODBYE_SECONDS = 10;

    private final LoadPlan plan;
    private final Tally tally = new Tally();
    private final Ticker ticker;
    private final List<Worker> workers = new ArrayList<>();
    private volatile Mark begin = new Mark(tally);
    private volatile @Nullable Throwable refusal;
    private volatile boolean stopped;

    /// @param configs how each client connects, by its number
    /// @param everySecond is told how it goes
    public Load(LoadPlan plan, IntFunction<MqttConfig> configs, Consumer<Progress> everySecond) {
        this.plan = plan;
        this.ticker = new Ticker(tally, everySecond);
        for (int i = 0; i < plan.clients(); i++) {
            workers.add(new Worker(i, plan, configs.apply(i), tally));
        }
    }

    /// Ends it early, from any thread; the report comes all the same.
    public void stop() {
        stopped = true;
    }

    /// Does it, and waits until it is done.
    ///
    /// @throws MqttException if no client comes in, or a subscription is refused
    public Report run() throws InterruptedException {
        ScheduledExecutorService clock =
                Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("load").factory());
        try {
            clock.scheduleAtFixedRate(ticker, 1, 1, TimeUnit.SECONDS);
            List<Worker> in = connect();
            if (plan.mode().subscribes()) {
                await(in.stream().map(Worker::subscribe).toList());
            }
            clock.schedule(this::measure, plan.warmUp().toMillis(), TimeUnit.MILLISECONDS);
            if (!plan.duration().isZero()) {
                clock.schedule(this::stop, plan.warmUp().plus(plan.duration()).toMillis(), TimeUnit.MILLISECONDS);
            }
            Mark end = work(in);
            return Report.of(tally, begin, end, lost(in));
        } finally {
            clock.shutdownNow();
            leave();
        }
    }

    /// Where measuring begins, or ends.
    record Mark(long nanos, long sent, long received) {

        Mark(Tally tally) {
            this(System.nanoTime(), tally.sent.sum(), tally.received.sum());
        }
    }

    private void measure() {
        tally.forgetTimes();
        begin = new Mark(tally);
    }

    /// @return those who came in
    private List<Worker> connect() throws InterruptedException {
        Semaphore connecting = new Semaphore(CONNECTING);
        List<Worker> in = new ArrayList<>();
        for (Worker worker : workers) {
            if (stopped) {
                break;
            }
            connecting.acquire();
            worker.connect().whenComplete((ack, failure) -> {
                if (failure == null) {
                    synchronized (in) {
                        in.add(worker);
                    }
                } else {
                    refusal = failure;
                }
                connecting.release();
            });
            LockSupport.parkNanos(plan.connectInterval().toNanos());
        }
        connecting.acquire(CONNECTING);
        if (in.isEmpty() && refusal != null) {
            throw failure(refusal);
        }
        return in;
    }

    /// @return when it was done
    private Mark work(List<Worker> in) throws InterruptedException {
        if (!plan.mode().publishes()) {
            return hold(plan.messages() == 0 ? Long.MAX_VALUE : plan.messages() * in.size());
        }
        new Pacer(plan, in).run(() -> stopped);
        return plan.mode().subscribes() ? stragglers(expected(in)) : new Mark(tally);
    }

    /// Until it is stopped, or so many messages have come.
    private Mark hold(long messages) {
        while (!stopped && tally.received.sum() < messages) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        return new Mark(tally);
    }

    /// Until so many messages have come, or none has for a while; that while does not count.
    private Mark stragglers(long messages) {
        Mark last = new Mark(tally);
        Mark now = last;
        while (now.received() < messages && now.nanos() - last.nanos() < PATIENCE_NANOS) {
            LockSupport.parkNanos(POLL_NANOS);
            now = new Mark(tally);
            last = now.received() > last.received() ? now : last;
        }
        return now.received() < messages ? last : now;
    }

    /// How many messages are to come to all that are in.
    private static long expected(List<Worker> in) {
        Map<String, Long> subscribers =
                in.stream().collect(Collectors.groupingBy(Worker::topic, Collectors.counting()));
        return in.stream()
                .mapToLong(worker -> worker.acknowledged() * Objects.requireNonNull(subscribers.get(worker.topic())))
                .sum();
    }

    private long lost(List<Worker> in) {
        return switch (plan.mode()) {
            case CONN, PUB -> 0;
            case SUB -> tally.missed.sum();
            case PUBSUB -> Math.max(0, expected(in) - (tally.received.sum() - tally.repeated.sum()));
        };
    }

    private void leave() {
        CompletableFuture.allOf(workers.stream().map(Worker::disconnect).toArray(CompletableFuture[]::new))
                .orTimeout(GOODBYE_SECONDS, TimeUnit.SECONDS)
                .handle((all, failure) -> null)
                .join();
        workers.forEach(Worker::close);
    }

    private static void await(List<? extends CompletableFuture<?>> futures) {
        try {
            futures.forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            throw failure(failed);
        }
    }

    private static RuntimeException failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RuntimeException known ? known : new IllegalStateException(cause);
    }
}
