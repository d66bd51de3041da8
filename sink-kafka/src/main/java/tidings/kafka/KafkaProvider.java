package tidings.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import tidings.device.spi.RefusedEventException;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;
import tidings.device.spi.SinkProvider;

/// Sends events to a topic of Kafka. The key of a record is the device's id, so the events of a device stay in one
/// partition, in order; all replicas must have a record before it counts as delivered, and the producer repeats nothing
/// twice by itself (idempotence). One request is under way at a time, and nothing is sent behind one that failed: whoever
/// reads for the first time of an event has read those before it.
///
/// `bootstrap.servers` and `topic` must be set; other names are settings of Kafka's producer, such as `security.protocol`.
public final class KafkaProvider implements SinkProvider {

    private static final String TOPIC = "topic";
    private static final String SERVERS = ProducerConfig.BOOTSTRAP_SERVERS_CONFIG;
    private static final Map<String, Object> USUAL = Map.of(
            ProducerConfig.ACKS_CONFIG, "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true",
            ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, "1",
            ProducerConfig.LINGER_MS_CONFIG, "5",
            ProducerConfig.MAX_BLOCK_MS_CONFIG, "10000",
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "30000",
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "10000");

    @Override
    public String type() {
        return "kafka";
    }

    @Override
    public Sink open(Map<String, String> configuration) {
        String topic = required(configuration, TOPIC);
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            throw new IllegalArgumentException(
                    "A topic of Kafka has letters, digits and ._- alone, not '" + topic + "'");
        }
        required(configuration, SERVERS);
        Map<String, Object> settings = new HashMap<>(USUAL);
        for (Map.Entry<String, String> setting : configuration.entrySet()) {
            if (!setting.getKey().equals(TOPIC)) {
                if (!ProducerConfig.configNames().contains(setting.getKey())) {
                    throw new IllegalArgumentException(
                            "Kafka's producer has no setting '" + setting.getKey() + "'");
                }
                settings.put(setting.getKey(), setting.getValue());
            }
        }
        try {
            new ProducerConfig(withSerializers(settings));
        } catch (KafkaException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
        return new Topic(topic, settings);
    }

    private static String required(Map<String, String> configuration, String name) {
        String value = configuration.get(name);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("The setting '" + name + "' is missing");
        }
        return value;
    }

    private static Map<String, Object> withSerializers(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        return all;
    }

    /// Connects with the first event.
    private static final class Topic implements Sink {
        private final String name;
        private final Map<String, Object> settings;
        private @Nullable KafkaProducer<String, String> producer;

        Topic(String name, Map<String, Object> settings) {
            this.name = name;
            this.settings = settings;
        }

        @Override
        public void deliver(List<SinkEvent> events) throws IOException, InterruptedException {
            Attempt attempt = new Attempt(producer());
            try {
                List<Future<RecordMetadata>> sent = new ArrayList<>();
                for (SinkEvent event : events) {
                    if (attempt.hasFailed()) {
                        break;
                    }
                    sent.add(attempt.send(new ProducerRecord<>(name, event.deviceId(), event.json())));
                }
                for (Future<RecordMetadata> one : sent) {
                    one.get();
                }
            } catch (ExecutionException | KafkaException | IllegalStateException e) { // the last: it is closed already
                throw failed(attempt.cause(e));
            }
        }

        private IOException failed(Exception cause) {
            close();
            if (cause instanceof RecordTooLargeException) {
                throw new RefusedEventException(String.valueOf(cause.getMessage()));
            }
            return new IOException("Kafka: " + cause.getMessage(), cause);
        }

        private KafkaProducer<String, String> producer() {
            KafkaProducer<String, String> known = producer;
            if (known == null) {
                known = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
                producer = known;
            }
            return known;
        }

        @Override
        public void close() {
            if (producer != null) {
                producer.close(Duration.ZERO);
                producer = null;
            }
        }
    }

    /// Some events on their way. The first failure ends the producer, at once and on its own thread, so that what comes
    /// after a gap is not sent before it is filled; the next attempt has another.
    private static final class Attempt implements Callback {
        private final KafkaProducer<String, String> producer;
        private volatile @Nullable Exception failure;

        Attempt(KafkaProducer<String, String> producer) {
            this.producer = producer;
        }

        boolean hasFailed() {
            return failure != null;
        }

        /// What came first, of which another may be but the consequence.
        Exception cause(Exception other) {
            return Objects.requireNonNullElse(failure, other);
        }

        Future<RecordMetadata> send(ProducerRecord<String, String> event) {
            return producer.send(event, this);
        }

        @Override
        public void onCompletion(@Nullable RecordMetadata done, @Nullable Exception failed) {
            if (failed != null && failure == null) {
                failure = failed;
                producer.close(Duration.ZERO);
            }
        }
    }
}
