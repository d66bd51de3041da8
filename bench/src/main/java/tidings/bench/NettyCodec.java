package tidings.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Version;

/// netty-codec-mqtt as its users have it: its decoder and encoder as handlers, each in a channel of its own that has
/// nothing else. What the channel costs is what every user of it pays; our side has no channel.
final class NettyCodec {

    private final EmbeddedChannel decoder = new EmbeddedChannel(new MqttDecoder(1 << 20));
    private final EmbeddedChannel encoder = new EmbeddedChannel(MqttEncoder.INSTANCE);
    private final MqttPublishMessage publish;

    NettyCodec(Version version, int payload) {
        MqttVersion spoken = version == Version.V5 ? MqttVersion.MQTT_5 : MqttVersion.MQTT_3_1_1;
        MqttConnectMessage connect =
                MqttMessageBuilders.connect().clientId("c").protocolVersion(spoken).build();
        encoder.writeOutbound(connect);
        ByteBuf sent = encoder.readOutbound();
        decoder.writeInbound(sent);
        ReferenceCountUtil.release(decoder.readInbound());
        publish = MqttMessageBuilders.publish()
                .topicName("home/kitchen/temperature")
                .qos(MqttQoS.AT_LEAST_ONCE)
                .messageId(4711)
                .payload(Unpooled.wrappedBuffer(new byte[payload]))
                .build();
    }

    @Nullable
    Object decode(ByteBuf bytes) {
        decoder.writeInbound(bytes.retainedDuplicate());
        Object message = decoder.readInbound();
        ReferenceCountUtil.release(message);
        return message;
    }

    Object encode() {
        encoder.writeOutbound(publish.retainedDuplicate());
        ByteBuf out = encoder.readOutbound();
        ReferenceCountUtil.release(out);
        return out;
    }
}
