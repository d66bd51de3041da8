package tidings.tinkerforge.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import tidings.mqtt.Bytes;
import tidings.tinkerforge.daemon.Authentication;
import tidings.tinkerforge.tfp.ErrorCode;
import tidings.tinkerforge.tfp.Packet;
import tidings.tinkerforge.tfp.PacketWriter;
import tidings.tinkerforge.tfp.Uid;

/// One who is connected to the simulator. Until the secret is proved, nothing else is heard.
final class Visitor extends SimpleChannelInboundHandler<Packet> {

    private static final Logger LOG = System.getLogger(Visitor.class.getName());

    private final BrickServer server;
    private final PacketWriter writer;
    private final Channel channel;
    private final SecureRandom random = new SecureRandom();
    private byte[] nonce = {};
    private boolean trusted;

    Visitor(BrickServer server, Channel channel) {
        this.server = server;
        this.channel = channel;
        this.writer = new PacketWriter(channel);
        this.trusted = server.secret().isEmpty();
    }

    boolean isTrusted() {
        return trusted;
    }

    void send(Packet packet) {
        writer.write(packet);
    }

    void close() {
        channel.close();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.came(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        server.left(this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Packet packet) {
        if (packet.function() == 0 || packet.sequence() == 0) {
            close();
        } else if (packet.uid() == Uid.DAEMON.number()) {
            authenticate(packet);
        } else if (!trusted) {
            LOG.log(Level.DEBUG, "Not authenticated, not heard");
        } else if (packet.uid() == Uid.ALL.number()) {
            if (packet.function() == Packet.ENUMERATE) {
                server.enumerate(this);
            }
        } else {
            server.handle(packet, this);
        }
    }

    private void authenticate(Packet packet) {
        if (server.secret().isEmpty()) {
            close();
        } else if (packet.function() == Packet.GET_AUTHENTICATION_NONCE) {
            nonce = new byte[Authentication.NONCE];
            random.nextBytes(nonce);
            send(packet.response(ErrorCode.OK, Bytes.copyOf(nonce)));
        } else if (packet.function() == Packet.AUTHENTICATE && nonce.length > 0
                && isRight(packet.payload().toArray())) {
            trusted = true;
            nonce = new byte[]{};
            send(packet.response(ErrorCode.OK, Bytes.EMPTY));
        } else {
            close();
        }
    }

    private boolean isRight(byte[] proof) {
        if (proof.length <= Authentication.NONCE) {
            return false;
        }
        byte[] theirs = Arrays.copyOf(proof, Authentication.NONCE);
        byte[] digest = Arrays.copyOfRange(proof, Authentication.NONCE, proof.length);
        return MessageDigest.isEqual(digest, Authentication.digest(server.secret(), nonce, theirs));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Level level = cause instanceof IOException || cause instanceof DecoderException ? Level.DEBUG : Level.ERROR;
        LOG.log(level, "A connection to the simulator failed", cause);
        ctx.close();
    }
}
