package tidings.client;

import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.Incoming;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.PubAck;
import tidings.mqtt.Publish;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;

/// A message that came in. Handlers of the same message are given the same object. Any thread may call.
public final class Received {

    private static final AtomicIntegerFieldUpdater<Received> OTHERS =
            AtomicIntegerFieldUpdater.newUpdater(Received.class, "others");

    private final Publish publish;
    private final @Nullable Incoming owed;
    private final Giver giver;
    private volatile int others; // who have it in hand, beside whoever hands it out
    private volatile @Nullable ReasonCode reason; // null as long as nobody says; it is a success then

    /// Who wants to know what becomes of it.
    interface Giver {
        void acknowledge(Received received, ReasonCode reason);

        /// All who took it are done with it.
        void done(Received received);
    }

    private enum Nobody implements Giver {
        INSTANCE;

        @Override
        public void acknowledge(Received received, ReasonCode reason) {}

        @Override
        public void done(Received received) {}
    }

    /// @param owed what the engine wants to hear of, or null
    Received(Publish publish, @Nullable Incoming owed, Giver giver) {
        this.publish = publish;
        this.owed = owed;
        this.giver = giver;
    }

    /// A message as if it had come, to test handlers with; it is acknowledged to nobody.
    ///
    /// @param packetId 0 at most once
    public static Received of(Message message, boolean duplicate, int packetId) {
        return new Received(new Publish(message, duplicate, packetId), null, Nobody.INSTANCE);
    }

    /// What was published.
    public Message message() {
        return publish.message();
    }

    /// What it is about.
    public String topic() {
        return message().topic().text();
    }

    public Bytes payload() {
        return message().payload();
    }

    /// The payload as a text in UTF-8; what is no UTF-8 becomes U+FFFD.
    public String text() {
        return message().payload().asUtf8();
    }

    public Qos qos() {
        return message().qos();
    }

    /// Whether the server had kept it, and it is not fresh.
    public boolean isRetained() {
        return message().retain();
    }

    /// Whether the server may have sent it before.
    public boolean isDuplicate() {
        return publish.dup();
    }

    /// Of this hop, 0 at most once.
    public int packetId() {
        return publish.packetId();
    }

    public Properties properties() {
        return message().properties();
    }

    /// The identifiers of the subscriptions that it comes from (MQTT 5.0, 3.8.2.1.2).
    public List<Integer> subscriptionIdentifiers() {
        return properties().all(Property.SUBSCRIPTION_IDENTIFIER);
    }

    /// Acknowledges it, where the client does not do so by itself ([MqttConfig.Builder#manualAck]). Acknowledgements leave
    /// in the order of arrival, whichever is given first. Again, or where it is not called for, does nothing.
    public void ack() {
        giver.acknowledge(this, ReasonCode.SUCCESS);
    }

    /// Refuses it: the acknowledgement says why (MQTT 5.0), instead of [#ack], or when its handlers have returned.
    ///
    /// @throws IllegalArgumentException if the reason is no error that a PUBACK may have
    public void reject(ReasonCode why) {
        if (!why.isError()) {
            throw new IllegalArgumentException(why + " is no error");
        }
        Encoder.of(Version.V5).size(new PubAck(1, why));
        giver.acknowledge(this, why);
    }

    /// An answer to it, to be published: on the topic and with the correlation that the asker wants (MQTT 5.0, 4.10).
    ///
    /// @throws IllegalStateException if it asks for none
    public Message reply(Bytes payload) {
        String topic = properties().get(Property.RESPONSE_TOPIC);
        if (topic == null) {
            throw new IllegalStateException("The message on '" + topic() + "' names no topic for an answer");
        }
        Message answer = Message.of(topic, payload).withQos(qos());
        Bytes correlation = properties().get(Property.CORRELATION_DATA);
        return correlation == null ? answer : answer.with(Property.CORRELATION_DATA, correlation);
    }

    /// An answer of text.
    public Message reply(String text) {
        return reply(Bytes.utf8(text));
    }

    @Nullable
    Incoming owed() {
        return owed;
    }

    /// What its acknowledgement says.
    ReasonCode reason() {
        ReasonCode said = reason;
        return said == null ? ReasonCode.SUCCESS : said;
    }

    /// Says what its acknowledgement is to say.
    ///
    /// @return false where that has been said before, which stands
    synchronized boolean decide(ReasonCode what) {
        boolean first = reason == null;
        if (first) {
            reason = what;
        }
        return first;
    }

    /// One more has it in hand; before whoever hands it out is done.
    void take() {
        OTHERS.incrementAndGet(this);
    }

    /// One has done with it.
    void done() {
        if (others == 0 || OTHERS.decrementAndGet(this) < 0) {
            giver.done(this);
        }
    }

    @Override
    public String toString() {
        return topic() + ", " + payload();
    }
}
