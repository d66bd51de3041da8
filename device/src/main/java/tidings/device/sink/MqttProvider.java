package tidings.device.sink;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import tidings.device.spi.RefusedEventException;
import tidings.device.spi.Sink;
import tidings.device.spi.SinkEvent;
import tidings.device.spi.SinkProvider;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Qos;
import tidings.mqtt.TopicName;

/// Publishes events to topics of our own broker, at QoS 1, for whoever may subscribe there.
final class MqttProvider implements SinkProvider {

    private static final String USUAL_TOPIC = "events/${deviceName}/${kind}";

    private final Predicate<Message> broker;

    /// @param broker takes a message, and tells whether it could
    MqttProvider(Predicate<Message> broker) {
        this.broker = broker;
    }

    @Override
    public String type() {
        return "mqtt";
    }

    @Override
    public Sink open(Map<String, String> configuration) {
        Settings.known(configuration, "topic", "retain");
        String topic = configuration.getOrDefault("topic", USUAL_TOPIC);
        topicOf(topic, new SinkEvent(0, "KIND", "id", "name", ""));
        boolean retain = "true".equals(configuration.get("retain"));
        return new Topics(topic, retain);
    }

    private static TopicName topicOf(String template, SinkEvent event) {
        String topic = template.replace("${deviceName}", level(event.deviceName()))
                .replace("${deviceId}", level(event.deviceId()))
                .replace("${kind}", event.kind().toLowerCase(Locale.ROOT));
        if (topic.startsWith("$")) {
            throw new IllegalArgumentException("'topic' must not begin with $");
        }
        return TopicName.of(topic);
    }

    /// A name as one level of a topic.
    private static String level(String name) {
        return name.replaceAll("[/+#\\x00]", "_");
    }

    private final class Topics implements Sink {
        private final String template;
        private final boolean retain;

        Topics(String template, boolean retain) {
            this.template = template;
            this.retain = retain;
        }

        @Override
        public void deliver(List<SinkEvent> events) throws IOException {
            for (SinkEvent event : events) {
                Message message;
                try {
                    message = new Message(
                            topicOf(template, event), Bytes.utf8(event.json()), Qos.AT_LEAST_ONCE, retain,
                            Properties.NONE);
                } catch (IllegalArgumentException e) {
                    throw new RefusedEventException(String.valueOf(e.getMessage()));
                }
                if (!broker.test(message)) {
                    throw new IOException("the broker does not take it now");
                }
            }
        }

        @Override
        public void close() {
            // holds nothing
        }
    }
}
