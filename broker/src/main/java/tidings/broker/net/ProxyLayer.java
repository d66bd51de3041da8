package tidings.broker.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The header of the PROXY protocol, version 1 or 2, by which a proxy tells where a connection really comes from.
final class ProxyLayer {

    private ProxyLayer() {}

    /// The header is there.
    ///
    /// @param client where the connection really comes from; null where it is the proxy's own, to see whether we live
    record Announced(@Nullable SocketAddress client) {}

    static void add(ChannelPipeline pipeline) {
        pipeline.addLast(new HAProxyMessageDecoder(), new Header());
    }

    private static final class Header extends SimpleChannelInboundHandler<HAProxyMessage> {

        @Override
        protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
            context.pipeline().remove(this);
            context.fireUserEventTriggered(new Announced(client(header)));
        }

        private static @Nullable SocketAddress client(HAProxyMessage header) {
            String address = header.sourceAddress();
            if (header.command() == HAProxyCommand.LOCAL || address == null) {
                return null;
            }
            return switch (header.proxiedProtocol().addressFamily()) {
                case AF_IPv4, AF_IPv6 -> new InetSocketAddress(address, header.sourcePort());
                case AF_UNIX, AF_UNSPEC -> null;
            };
        }
    }
}
