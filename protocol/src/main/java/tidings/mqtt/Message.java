package tidings.mqtt;

/// What one application says to those who want to hear it. A [Publish] carries it over one hop.
///
/// @param qos what the sender asked for; a hop may carry it with less
/// @param retain "keep this" from a client, "this was kept" from a broker
/// @param properties what only MQTT 5.0 can say; on the way to 3.x they are lost
public record Message(TopicName topic, Bytes payload, Qos qos, boolean retain, Properties properties) {

    /// A message at most once, not kept.
    ///
    /// @throws IllegalArgumentException if the topic is none
    public static Message of(String topic, Bytes payload) {
        return new Message(TopicName.of(topic), payload, Qos.AT_MOST_ONCE, false, Properties.NONE);
    }

    /// A message at most once, not kept, with a text in UTF-8.
    ///
    /// @throws IllegalArgumentException if the topic is none
    public static Message of(String topic, String text) {
        return of(topic, Bytes.utf8(text));
    }

    /// A message at most once, not kept, without a payload; kept ([#withRetain]), it takes the place of the one that was kept
    /// before, and is kept by nobody.
    ///
    /// @throws IllegalArgumentException if the topic is none
    public static Message empty(String topic) {
        return of(topic, Bytes.EMPTY);
    }

    /// This message with another payload.
    public Message withPayload(Bytes other) {
        return new Message(topic, other, qos, retain, properties);
    }

    /// This message with another quality.
    public Message withQos(Qos other) {
        return other == qos ? this : new Message(topic, payload, other, retain, properties);
    }

    /// This message, to be kept or not.
    public Message withRetain(boolean other) {
        return other == retain ? this : new Message(topic, payload, qos, other, properties);
    }

    /// This message with other properties.
    public Message withProperties(Properties other) {
        return other.equals(properties) ? this : new Message(topic, payload, qos, retain, other);
    }

    /// This message with a property more, or another value of it.
    ///
    /// @throws IllegalArgumentException if the value is outside what the specification allows
    public <T> Message with(Property<T> property, T value) {
        return new Message(topic, payload, qos, retain, properties.with(property, value));
    }
}
