package tidings.client;

import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Property;
import tidings.mqtt.Qos;
import tidings.mqtt.SubAck;
import tidings.mqtt.TopicFilter;

/// Questions and their answers (MQTT 5.0, 4.10): one topic for the answers to this client, which are told apart by their
/// correlation data. Any thread may call.
final class Requests {

    private static final int RANDOM_BYTES = 8;

    private final MqttClient client;
    private final MessageHandlers handlers;
    private final Executor completions;
    private final Map<Bytes, CompletableFuture<Received>> open = new ConcurrentHashMap<>();
    private @Nullable String topic;
    private @Nullable CompletableFuture<SubAck> subscribed;

    Requests(MqttClient client, MessageHandlers handlers, Executor completions) {
        this.client = client;
        this.handlers = handlers;
        this.completions = completions;
    }

    /// Asks, and waits for the first answer.
    ///
    /// @param hint where the server wants answers to be, or null
    CompletableFuture<Received> ask(Message question, Duration timeout, @Nullable String hint) {
        CompletableFuture<Received> answer = new CompletableFuture<>();
        Bytes given = question.properties().get(Property.CORRELATION_DATA);
        Bytes correlation = given == null ? random() : given;
        if (open.putIfAbsent(correlation, answer) != null) {
            throw new IllegalArgumentException("A request with the same correlation data waits for its answer");
        }
        CompletableFuture<Void> alarm = new CompletableFuture<>();
        answer.whenComplete((done, failure) -> {
            open.remove(correlation, answer);
            alarm.cancel(false);
        });
        alarm.completeOnTimeout(null, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenRunAsync(() -> answer.completeExceptionally(
                        new TimedOutException("No answer within " + timeout.toMillis() + " ms")), completions);
        listening(hint).whenComplete((granted, failure) -> {
            if (failure == null) {
                send(question, correlation, answer);
            } else {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }

    private void send(Message question, Bytes correlation, CompletableFuture<Received> answer) {
        Message asking = question
                .with(Property.RESPONSE_TOPIC, String.valueOf(topic))
                .with(Property.CORRELATION_DATA, correlation);
        client.publish(asking).whenComplete((published, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            }
        });
    }

    /// Subscribes to the answers, once; again where that failed.
    private synchronized CompletableFuture<SubAck> listening(@Nullable String hint) {
        if (subscribed == null || subscribed.isCompletedExceptionally()) {
            String name = topic == null ? (hint == null ? "response" : hint) + "/" + hex(random()) : topic;
            topic = name;
            handlers.set(TopicFilter.of(name), false, this::answered);
            subscribed = client.subscribe(name, Qos.AT_LEAST_ONCE);
        }
        return subscribed;
    }

    private void answered(Received received) {
        Bytes correlation = received.properties().get(Property.CORRELATION_DATA);
        CompletableFuture<Received> waiting = correlation == null ? null : open.remove(correlation);
        if (waiting != null) {
            completions.execute(() -> waiting.complete(received));
        }
        received.ack();
    }

    private static Bytes random() {
        byte[] bytes = new byte[RANDOM_BYTES];
        ThreadLocalRandom.current().nextBytes(bytes);
        return Bytes.handOver(bytes);
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.toArray());
    }
}
