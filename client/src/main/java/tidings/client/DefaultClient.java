package tidings.client;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Reply;
import tidings.mqtt.Auth;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Message;
import tidings.mqtt.Packet;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;
import tidings.mqtt.Subscription;
import tidings.mqtt.TopicFilter;
import tidings.mqtt.UnsubAck;

/// What an application sees of a [Core]: arguments are looked at, calls of any thread go to the driver's, answers come
/// back as futures.
final class DefaultClient implements MqttClient {

    private volatile Core core;
    private volatile Requests requests;
    private volatile @Nullable Object attachment;

    DefaultClient(MqttConfig config) {
        core = Core.of(config);
        requests = requests(core);
        attachment = config.handling().attachment();
    }

    @Override
    public CompletableFuture<ConnAck> connect() {
        Core now = core;
        CompletableFuture<ConnAck> future = new CompletableFuture<>();
        now.run(future, () -> now.session.connect(outcome -> now.completeLater(() -> {
            switch (outcome) {
                case Session.Outcome.Connected connected -> future.complete(connected.ack());
                case Session.Outcome.Failed failed -> future.completeExceptionally(failed.why());
            }
        })));
        return future;
    }

    @Override
    public CompletableFuture<Void> disconnect(Disconnect how) {
        Core now = core;
        Arguments.check(how, now.config);
        if (now.isClosed()) {
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<Void> future = new CompletableFuture<>();
        now.driver.execute(() -> now.session.disconnect(
                how, () -> now.completeLater(() -> future.complete(null))));
        return future;
    }

    @Override
    public CompletableFuture<Auth> reauthenticate() {
        Core now = core;
        Authentication authentication = now.config.authentication();
        if (authentication == null) {
            throw new IllegalStateException("There is no authentication method: see auth(..)");
        }
        CompletableFuture<Auth> future = new CompletableFuture<>();
        Reply<Auth> reply = now.completing(future, Function.<Auth>identity());
        now.run(future, () -> now.session.engine().reauthenticate(authentication.begin(), reply, now.driver.now()));
        return future;
    }

    @Override
    public State state() {
        return core.session.state();
    }

    @Override
    public MqttConfig config() {
        return core.config;
    }

    @Override
    public void reset(MqttConfig config) {
        core.shutDown(true); // first: the new one may have the same store
        core = Core.of(config);
        requests = requests(core);
        attachment = config.handling().attachment();
    }

    @Override
    public CompletableFuture<Published> publish(Message message) {
        return publish(message, false);
    }

    /// @param patient whether to wait for a place in a full queue
    CompletableFuture<Published> publish(Message message, boolean patient) {
        Core now = core;
        Arguments.check(message, now.config);
        CompletableFuture<Published> future = new CompletableFuture<>();
        now.publish(message, patient, future);
        return future;
    }

    @Override
    public CompletableFuture<Received> request(Message question, Duration timeout) {
        Core now = core;
        if (now.config.version() != null && !now.config.version().hasProperties()) {
            throw new IllegalStateException("Requests need MQTT 5.0");
        }
        Arguments.check(question, now.config);
        return requests.ask(question, timeout, now.session.responseInformation());
    }

    @Override
    public CompletableFuture<SubAck> subscribe(List<Subscription> subscriptions, Properties properties) {
        Core now = core;
        List<Subscription> wanted = List.copyOf(subscriptions);
        Arguments.check(wanted, properties, now.config);
        CompletableFuture<SubAck> future = new CompletableFuture<>();
        Reply<SubAck> reply = now.completing(future, DefaultClient::granted);
        now.run(future, () -> now.session.engine().subscribe(wanted, properties, reply, now.driver.now()));
        return future;
    }

    @Override
    public CompletableFuture<SubAck> subscribe(String filter, Qos qos, Consumer<? super Received> handler) {
        Subscription subscription = Subscription.of(filter, qos);
        Registration registered = core.messages.set(subscription.filter(), true, handler);
        CompletableFuture<SubAck> granted = subscribe(List.of(subscription));
        granted.whenComplete((ack, failure) -> {
            if (failure instanceof RefusedException) {
                registered.close();
            }
        });
        return granted;
    }

    @Override
    public CompletableFuture<UnsubAck> unsubscribe(List<String> filters, Properties properties) {
        Core now = core;
        List<TopicFilter> unwanted = filters.stream().map(TopicFilter::of).toList();
        Arguments.check(properties, unwanted, now.config);
        CompletableFuture<UnsubAck> future = new CompletableFuture<>();
        Reply<UnsubAck> reply = now.completing(future, Function.<UnsubAck>identity());
        now.run(future, () -> now.session.engine().unsubscribe(unwanted, properties, reply, now.driver.now()));
        return future.whenComplete((ack, failure) -> now.messages.unsubscribed(unwanted));
    }

    @Override
    public Registration onMessage(Consumer<? super Received> handler) {
        return core.messages.add(handler);
    }

    @Override
    public Registration onMessage(String filter, Consumer<? super Received> handler) {
        return core.messages.set(TopicFilter.of(filter), false, handler);
    }

    @Override
    public Flow.Publisher<Received> messages(String filter) {
        return core.flow.messages(TopicFilter.of(filter));
    }

    @Override
    public Registration onConnected(Consumer<? super Connected> handler) {
        return core.connected.add(handler);
    }

    @Override
    public Registration onDisconnected(Consumer<? super Disconnected> handler) {
        return core.disconnected.add(handler);
    }

    @Override
    public Registration onError(Consumer<? super Throwable> handler) {
        return core.trouble.add(handler);
    }

    @Override
    public Registration onLog(Consumer<? super LogLine> handler) {
        return core.log.add(handler);
    }

    @Override
    public <P extends Packet> Listening<P> on(Class<P> type) {
        return new Listening<>(core.packets, type, false, null, 0);
    }

    @Override
    public <P extends Packet> Listening<P> onSent(Class<P> type) {
        return new Listening<>(core.packets, type, true, null, 0);
    }

    @Override
    public BlockingClient blocking() {
        if (core.pump != null) {
            throw new IllegalStateException("A client that is driven by loop() cannot wait for itself");
        }
        return new BlockingClient(this);
    }

    @Override
    public MqttLoop loop() {
        if (core.pump == null) {
            throw new IllegalStateException("This client has threads of its own; loop() is for manualLoop()");
        }
        return core.pump;
    }

    @Override
    public Metrics metrics() {
        Core now = core;
        return now.counters.metrics(now.deliveries.undelivered());
    }

    @Override
    public @Nullable Object attachment() {
        return attachment;
    }

    @Override
    public void attach(@Nullable Object own) {
        attachment = own;
    }

    @Override
    public void close() {
        core.close();
    }

    private Requests requests(Core now) {
        return new Requests(this, now.messages, now.completions);
    }

    private static SubAck granted(SubAck ack) {
        Failures.throwIfAllRefused(ack.reasons(), ack.properties());
        return ack;
    }
}
