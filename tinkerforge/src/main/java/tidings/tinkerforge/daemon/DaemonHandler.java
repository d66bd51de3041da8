package tidings.tinkerforge.daemon;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.timeout.IdleStateEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import tidings.tinkerforge.tfp.Packet;

/// Hands what a channel says to its [BrickDaemon].
final class DaemonHandler extends SimpleChannelInboundHandler<Packet> {

    private static final Logger LOG = System.getLogger(DaemonHandler.class.getName());

    private final BrickDaemon daemon;
    private boolean failed;

    DaemonHandler(BrickDaemon daemon) {
        this.daemon = daemon;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        daemon.active(ctx.channel());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Packet packet) {
        daemon.received(packet);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            daemon.idle();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        daemon.inactive(failed);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        failed = true;
        LOG.log(Level.DEBUG, "The connection to the Brick Daemon failed", cause);
        ctx.close();
    }
}
