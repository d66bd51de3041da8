package tidings.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.codec.Decoder;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.MalformedPacketException;

/// The last handler of the pipeline: bytes to packets for the client, its packets to bytes. What is sent in one turn of the
/// loop is flushed once, at the end of the turn.
final class PacketHandler extends ChannelInboundHandlerAdapter implements Connection {

    private static final Logger LOG = System.getLogger(PacketHandler.class.getName());
    private static final int FIRST_CAPACITY = 512;
    private static final int FLUSH_AT = 64 * 1024;

    private final Driver.Client client;
    private final Channel channel;
    private final Decoder decoder;
    private final Encoder encoder;
    private final Outlet outlet;
    private ByteBuf kept = Unpooled.EMPTY_BUFFER;
    private @Nullable ByteBuf pending;
    private @Nullable Throwable failure;
    private boolean reading = true;
    private boolean unreadable;
    private boolean closing;

    /// What only those know who move the bytes.
    interface Outlet {

        /// Whether it takes more.
        boolean isWritable();

        /// Close the channel when everything is sent, or after a while.
        void closeWhenSent();
    }

    PacketHandler(Driver.Client client, Channel channel, Driver.Target target, Outlet outlet) {
        this.client = client;
        this.channel = channel;
        this.decoder = Decoder.forClient(target.version(), target.maximumPacketSize());
        this.encoder = Encoder.of(target.version());
        this.outlet = outlet;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        client.opened(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf arrived = (ByteBuf) message;
        if (unreadable || failure != null) { // what comes behind a failure may be in the same read
            arrived.release();
            return;
        }
        client.alive();
        if (kept.isReadable()) {
            kept.writeBytes(arrived);
            arrived.release();
        } else {
            kept = arrived;
        }
        decode();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable() && isWritable()) {
            client.writable();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        closing = true;
        kept.release();
        kept = Unpooled.EMPTY_BUFFER;
        if (pending != null) {
            pending.release();
            pending = null;
        }
        client.closed(failure);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (Trouble.isUnreadable(cause)) {
            unreadable(ReasonCode.PROTOCOL_ERROR, cause);
            return;
        }
        if (!Trouble.isForeign(cause)) {
            LOG.log(Level.ERROR, "The client closes its connection because of an error of its own", cause);
        }
        failed(Trouble.of(cause, null));
        channel.close();
    }

    /// Remembers why the connection ends; the first reason counts.
    void failed(Throwable why) {
        if (failure == null) {
            failure = why;
        }
    }

    @Override
    public void send(Packet packet) {
        if (closing) {
            return;
        }
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = channel.alloc().buffer(FIRST_CAPACITY);
            pending = buffer;
            channel.eventLoop().execute(this::flush);
        }
        encoder.encode(packet, buffer);
        if (buffer.readableBytes() >= FLUSH_AT) {
            pending = channel.alloc().buffer(FIRST_CAPACITY); // first: nothing may be added to what is handed over
            channel.write(buffer);
        }
    }

    @Override
    public boolean isWritable() {
        return !closing && outlet.isWritable();
    }

    @Override
    public void reading(boolean on) {
        reading = on;
        channel.config().setAutoRead(on);
        if (on && kept.isReadable()) {
            channel.eventLoop().execute(this::decode);
        }
    }

    @Override
    public boolean isReading() {
        return reading;
    }

    @Override
    public void close() {
        if (!closing) {
            closing = true;
            flush();
            outlet.closeWhenSent();
        }
    }

    private void decode() {
        try {
            while (reading && !closing) {
                Packet packet = decoder.decode(kept);
                if (packet == null) {
                    break;
                }
                client.received(packet);
            }
        } catch (MalformedPacketException malformed) {
            unreadable(malformed.reason(), malformed);
        }
        keepRest();
    }

    private void unreadable(ReasonCode reason, Throwable why) {
        unreadable = true;
        client.unreadable(reason, String.valueOf(why.getMessage()));
    }

    /// What is no whole packet yet is kept in a buffer of its own, so that the socket's large one goes back.
    private void keepRest() {
        ByteBuf rest = kept;
        if (!rest.isReadable() || unreadable) {
            rest.release();
            kept = Unpooled.EMPTY_BUFFER;
        } else if (rest.readerIndex() > 0 || rest.capacity() > 2 * rest.readableBytes() || !isGrowing(rest)) {
            kept = channel.alloc().buffer(rest.readableBytes()).writeBytes(rest);
            rest.release();
        }
    }

    /// Whether more can be added to a buffer, which may be a part of another.
    private static boolean isGrowing(ByteBuf buffer) {
        return buffer.maxCapacity() == Integer.MAX_VALUE;
    }

    private void flush() {
        ByteBuf buffer = pending;
        if (buffer != null) {
            pending = null;
            client.flushing();
            channel.writeAndFlush(buffer);
        }
    }
}
