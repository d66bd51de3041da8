package tidings.broker.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import tidings.mqtt.Message;
import tidings.mqtt.Publish;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.MalformedPacketException;
import tidings.mqtt.codec.PublishFrame;
import tidings.storage.StorageException;

/// A message as bytes: those of its PUBLISH in MQTT 5.0, whose packet id means nothing. Reading has one owner.
final class MessageForm {

    private static final int ANY_PACKET_ID = 1;

    private final Decoder decoder = Decoder.forClient(Version.V5, Integer.MAX_VALUE);

    static byte[] write(Message message) {
        PublishFrame frame = PublishFrame.of(message, Version.V5);
        byte[] bytes = new byte[frame.size()];
        frame.writeTo(Unpooled.wrappedBuffer(bytes).clear(), false, ANY_PACKET_ID);
        return bytes;
    }

    /// @throws StorageException if the bytes are none
    Message read(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        try {
            if (decoder.decode(in) instanceof Publish publish && !in.isReadable()) {
                return publish.message();
            }
        } catch (MalformedPacketException malformed) {
            throw new StorageException("A stored message is damaged: " + malformed.getMessage(), malformed);
        }
        throw new StorageException("A stored message is damaged: it has an end too many or none");
    }
}
