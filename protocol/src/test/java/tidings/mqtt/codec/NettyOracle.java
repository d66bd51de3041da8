package tidings.mqtt.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;
import tidings.mqtt.Connect;
import tidings.mqtt.Packet;
import tidings.mqtt.Version;

/// Somebody else's codec, netty-codec-mqtt, asked the same questions as ours. It does not know who is sent what, so one
/// oracle answers for both ends.
final class NettyOracle {

    private final NettyPackets packets;
    private final EmbeddedChannel channel;

    /// @param knowsTheVersion whether it has seen a CONNECT already
    NettyOracle(Version version, int maximumPacketSize, boolean knowsTheVersion) {
        packets = new NettyPackets(version);
        channel = new EmbeddedChannel(new MqttDecoder(maximumPacketSize, 0xFFFF, true), MqttEncoder.INSTANCE);
        channel.config().setAllocator(new UnpooledByteBufAllocator(false, true));
        if (knowsTheVersion) {
            read(encode(Connect.of(version, "c", true, 0)));
        }
    }

    /// What it reads first from some bytes.
    Verdict read(ByteBuf bytes) {
        channel.writeInbound(Unpooled.copiedBuffer(bytes));
        MqttMessage message = channel.readInbound();
        if (message == null) {
            return Verdict.WAITS;
        }
        try {
            Throwable refusal = message.decoderResult().cause();
            return refusal != null
                    ? new Verdict.Refused(String.valueOf(refusal.getMessage()))
                    : new Verdict.Read(packets.fromNetty(message));
        } catch (RuntimeException unspeakable) {
            return new Verdict.Lax(unspeakable.toString());
        } finally {
            ReferenceCountUtil.release(message);
            channel.releaseInbound();
        }
    }

    /// A packet whose properties stand in the order of their ids, since Netty keeps none.
    Packet inOrder(Packet packet) {
        return packets.fromNetty(packets.toNetty(packet));
    }

    ByteBuf encode(Packet packet) {
        channel.writeOutbound(packets.toNetty(packet));
        return channel.readOutbound();
    }
}
