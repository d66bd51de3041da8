package tidings.bridge;

import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.client.Connected;
import tidings.client.ConnectionLostException;
import tidings.client.MqttClient;
import tidings.client.Received;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Property.Pair;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;

/// Takes messages from one broker to the other. One is acknowledged here when it is acknowledged there: until then the
/// broker that it comes from keeps it, whatever happens to the bridge. What there can never be sent, or is refused, is
/// dropped, counted and logged, or it would stand in the way of all behind it.
///
/// The handler runs on one thread at a time; any thread may read the counters.
final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);

    private final String bridge;
    private final Function<TopicName, @Nullable String> names;
    private final MqttClient to;
    private final @Nullable Pair mark;
    private final boolean retaining;
    private final Echoes comingBack;
    private final Echoes goingOut;
    private final LongAdder forwarded = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private volatile Qos bestQos = Qos.EXACTLY_ONCE;
    private volatile boolean retains = true;
    private volatile boolean echoes;

    /// @param names what a topic is called on the other side, or null if it does not cross
    /// @param mark that says that a message has crossed this bridge, or null for none
    /// @param retaining whether retained messages are to be retained on the other side
    /// @param comingBack what the broker that messages come from sends back
    /// @param goingOut what the broker that messages go to will send back
    Relay(
            String bridge, Function<TopicName, @Nullable String> names, MqttClient to, @Nullable Pair mark,
            boolean retaining, Echoes comingBack, Echoes goingOut) {
        this.bridge = bridge;
        this.names = names;
        this.to = to;
        this.mark = mark;
        this.retaining = retaining;
        this.comingBack = comingBack;
        this.goingOut = goingOut;
    }

    /// The broker that messages go to has let the bridge in, and said what it can.
    ///
    /// @param subscribed whether messages on some topics come from there, too
    void connected(Connected how, boolean subscribed) {
        bestQos = Qos.of(how.properties().get(Property.MAXIMUM_QOS, Qos.EXACTLY_ONCE.level()));
        retains = retaining && how.properties().get(Property.RETAIN_AVAILABLE, true);
        echoes = subscribed && !how.version().hasProperties() && !how.asBridge();
    }

    /// A message came.
    void received(Received received) {
        Message message = received.message();
        String name = names.apply(message.topic());
        if (name == null || hasCrossed(message) || comingBack.isOne(message, System.nanoTime())) {
            received.ack();
            return;
        }
        try {
            send(received, on(name, message));
        } catch (IllegalArgumentException impossible) { // such as a name that is too long on the other side
            drop(received, impossible);
        }
    }

    long forwarded() {
        return forwarded.sum();
    }

    long dropped() {
        return dropped.sum();
    }

    private void send(Received received, Message message) {
        if (echoes) {
            goingOut.expect(message, System.nanoTime());
        }
        to.publish(message).whenComplete((done, failure) -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause == null) {
                forwarded.increment();
                received.ack();
            } else if (!(cause instanceof ConnectionLostException)) { // else the bridge is closed: it will come again
                goingOut.isOne(message, System.nanoTime()); // which it was not: it will not come back
                drop(received, cause);
            }
        });
    }

    private void drop(Received received, @Nullable Throwable why) {
        dropped.increment();
        if (received.qos() == Qos.AT_MOST_ONCE) {
            LOG.debug("bridge={} A message on '{}' is dropped: {}", bridge, received.topic(), words(why));
        } else {
            LOG.warn("bridge={} A message on '{}' is dropped: {}", bridge, received.topic(), words(why));
        }
        received.ack();
    }

    private Message on(String name, Message message) {
        Qos qos = message.qos().level() > bestQos.level() ? bestQos : message.qos();
        Message there = new Message(
                TopicName.of(name), message.payload(), qos, message.retain() && retains,
                message.properties().without(Property.SUBSCRIPTION_IDENTIFIER).without(Property.TOPIC_ALIAS));
        return mark == null ? there : there.with(Property.USER_PROPERTY, mark);
    }

    private boolean hasCrossed(Message message) {
        return mark != null && message.properties().all(Property.USER_PROPERTY).contains(mark);
    }

    private static String words(@Nullable Throwable why) {
        return why == null ? "" : String.valueOf(why.getMessage());
    }
}
