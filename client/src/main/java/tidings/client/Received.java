package tidings.client;

import tidings.client.engine.Incoming;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;

/// A message that came in.
///
/// @param message what was published
/// @param duplicate whether the server may have sent it before
/// @param packetId of this hop, 0 at most once
public record Received(Message message, boolean duplicate, int packetId) {

    static Received of(Incoming incoming) {
        return new Received(incoming.message(), incoming.isDuplicate(), incoming.packetId());
    }

    /// What it is about.
    public String topic() {
        return message.topic().text();
    }

    public Bytes payload() {
        return message.payload();
    }

    /// The payload as a text in UTF-8; what is no UTF-8 becomes U+FFFD.
    public String text() {
        return message.payload().asUtf8();
    }
}
