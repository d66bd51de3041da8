package tidings.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Incoming;
import tidings.client.engine.Reply;
import tidings.client.net.Driver;
import tidings.client.net.LoopDriver;
import tidings.client.net.PumpDriver;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;

/// What an application sees of a [Session]: calls of any thread go to the driver's, answers come back as futures.
///
/// Handlers and completions have a queue each, so that a handler may wait for the completion of what it asks for.
final class DefaultClient implements MqttClient {

    private static final Logger LOG = System.getLogger(MqttClient.class.getName());
    private static final long CLOSE_SECONDS = 5;
    private static final long TURN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final MqttConfig config;
    private final @Nullable PumpDriver pump;
    private final Driver driver;
    private final Executor completions;
    private final Handlers<Received> messageHandlers;
    private final Handlers<ConnAck> connectedHandlers;
    private final Handlers<Disconnected> disconnectedHandlers;
    private final Session session;

    private DefaultClient(MqttConfig config, Driver driver, @Nullable PumpDriver pump, Executor threads) {
        this.config = config;
        this.driver = driver;
        this.pump = pump;
        this.completions = new SerialExecutor(threads);
        Executor handlers = new SerialExecutor(threads);
        this.messageHandlers = new Handlers<>(handlers);
        this.connectedHandlers = new Handlers<>(handlers);
        this.disconnectedHandlers = new Handlers<>(handlers);
        this.session = new Session(config, driver, new Events());
    }

    static MqttClient of(MqttConfig config) {
        Executor own = config.executor();
        if (config.manualLoop()) {
            PumpDriver pump = new PumpDriver();
            return new DefaultClient(config, pump, pump, own == null ? pump.callbacks() : own);
        }
        Executor virtual = task -> Thread.ofVirtual().name("tidings-client").start(task);
        return new DefaultClient(config, LoopDriver.shared(), null, own == null ? virtual : own);
    }

    /// What the session says goes to the handlers.
    private final class Events implements Session.Listener {

        private final Deliveries deliveries = new Deliveries(
                messageHandlers, config.limits().undelivered(), driver::execute, all -> session.handled(all),
                () -> session.readOn());

        @Override
        public void connected(ConnAck ack) {
            connectedHandlers.tell(ack);
        }

        @Override
        public void disconnected(Disconnected how) {
            disconnectedHandlers.tell(how);
        }

        @Override
        public boolean message(Incoming incoming) {
            return deliveries.deliver(incoming);
        }
    }

    /// An answer of the engine becomes the outcome of a future.
    private final class Completing<A, T> implements Reply<A> {

        private final CompletableFuture<T> future;
        private final Function<A, T> result;

        Completing(CompletableFuture<T> future, Function<A, T> result) {
            this.future = future;
            this.result = result;
        }

        @Override
        public void done(A answer) {
            completions.execute(() -> {
                try {
                    future.complete(result.apply(answer));
                } catch (MqttException refused) {
                    future.completeExceptionally(refused);
                }
            });
        }

        @Override
        public void failed(Failure failure) {
            completions.execute(() -> future.completeExceptionally(exception(failure)));
        }
    }

    @Override
    public CompletableFuture<ConnAck> connect() {
        CompletableFuture<ConnAck> future = new CompletableFuture<>();
        driver.execute(() -> session.connect(outcome -> completions.execute(() -> {
            switch (outcome) {
                case Session.Outcome.Connected connected -> future.complete(connected.ack());
                case Session.Outcome.Failed failed -> future.completeExceptionally(failed.why());
            }
        })));
        return future;
    }

    @Override
    public CompletableFuture<Void> disconnect(Disconnect how) {
        CompletableFuture<Void> future = new CompletableFuture<>();
        driver.execute(() -> session.disconnect(how, () -> completions.execute(() -> future.complete(null))));
        return future;
    }

    @Override
    public State state() {
        return session.state();
    }

    @Override
    public MqttConfig config() {
        return config;
    }

    @Override
    public CompletableFuture<Published> publish(Message message) {
        CompletableFuture<Published> future = new CompletableFuture<>();
        driver.execute(() -> session.engine()
                .publish(message,
                        new Completing<>(future, done -> new Published(done.reason(), done.properties())),
                        driver.now()));
        return future;
    }

    @Override
    public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions) {
        if (subscriptions.isEmpty()) {
            throw new IllegalArgumentException("Subscribe to what?");
        }
        List<Subscription> wanted = List.copyOf(subscriptions);
        CompletableFuture<SubAck> future = new CompletableFuture<>();
        driver.execute(() -> session.engine()
                .subscribe(wanted, Properties.NONE,
                        new Completing<>(future, DefaultClient::granted), driver.now()));
        return future;
    }

    @Override
    public CompletableFuture<SubAck> subscribe(String filter, Qos qos, Consumer<? super Received> handler) {
        Subscription subscription = Subscription.of(filter, qos);
        Registration registered = messageHandlers.add(subscription.filter(), true, handler);
        CompletableFuture<SubAck> granted = subscribe(List.of(subscription));
        granted.whenComplete((ack, failure) -> {
            if (failure instanceof RefusedException) {
                registered.close();
            }
        });
        return granted;
    }

    @Override
    public CompletableFuture<UnsubAck> unsubscribe(String... filters) {
        List<TopicFilter> unwanted = Stream.of(filters).map(TopicFilter::of).toList();
        if (unwanted.isEmpty()) {
            throw new IllegalArgumentException("Unsubscribe from what?");
        }
        CompletableFuture<UnsubAck> future = new CompletableFuture<>();
        driver.execute(() -> session.engine()
                .unsubscribe(unwanted,
                        new Completing<>(future, Function.<UnsubAck>identity()), driver.now()));
        return future.whenComplete((ack, failure) -> messageHandlers.unsubscribed(unwanted));
    }

    @Override
    public Registration onMessage(Consumer<? super Received> handler) {
        return messageHandlers.add(handler);
    }

    @Override
    public Registration onMessage(String filter, Consumer<? super Received> handler) {
        return messageHandlers.add(TopicFilter.of(filter), false, handler);
    }

    @Override
    public Registration onConnected(Consumer<? super ConnAck> handler) {
        return connectedHandlers.add(handler);
    }

    @Override
    public Registration onDisconnected(Consumer<? super Disconnected> handler) {
        return disconnectedHandlers.add(handler);
    }

    @Override
    public BlockingClient blocking() {
        if (pump != null) {
            throw new IllegalStateException("A client that is driven by loop() cannot wait for itself");
        }
        return new BlockingClient(this);
    }

    @Override
    public MqttLoop loop() {
        if (pump == null) {
            throw new IllegalStateException("This client has threads of its own; loop() is for manualLoop()");
        }
        return new MqttLoop(pump);
    }

    @Override
    public void close() {
        if (session.state() == State.CLOSED) {
            return;
        }
        CountDownLatch left = new CountDownLatch(1);
        driver.execute(() -> session.disconnect(Disconnect.NORMAL, left::countDown));
        await(left);
        CountDownLatch down = new CountDownLatch(1);
        driver.execute(() -> {
            session.shutDown();
            down.countDown();
        });
        await(down);
    }

    /// Waits a few seconds: what is not done by then is closed without.
    private void await(CountDownLatch latch) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            if (pump == null && !latch.await(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.DEBUG, "The server does not answer; closing without");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        while (pump != null && latch.getCount() > 0 && System.nanoTime() - end < 0) {
            pump.run(TURN_NANOS);
        }
    }

    private static SubAck granted(SubAck ack) {
        List<ReasonCode> reasons = ack.reasons();
        if (reasons.stream().allMatch(ReasonCode::isError)) {
            throw new RefusedException(reasons.get(0), reasons.get(0).text());
        }
        return ack;
    }

    private static MqttException exception(Reply.Failure failure) {
        return switch (failure) {
            case Reply.Failure.Refused refused -> new RefusedException(refused.reason(), refused.text());
            case Reply.Failure.NotConnected none -> new NotConnectedException();
            case Reply.Failure.Lost lost ->
                new ConnectionLostException("The connection was lost before the server answered", null);
            case Reply.Failure.QueueFull full -> new QueueFullException(full.messages(), full.bytes());
        };
    }
}
