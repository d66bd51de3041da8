package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import java.net.SocketAddress;
import java.util.function.Consumer;
import tidings.broker.spi.Carrier;

/// Lets connections in whose bytes somebody else carries. Any thread may use it.
public final class SideDoor {

    private final EventLoopGroup loops;
    private final Consumer<Channel> accept;

    /// @param accept takes a connection, on its loop
    SideDoor(EventLoopGroup loops, Consumer<Channel> accept) {
        this.loops = loops;
        this.accept = accept;
    }

    /// A connection comes.
    public Carrier.Inflow connect(SocketAddress remote, Carrier carrier) {
        CarriedChannel channel = new CarriedChannel(remote, carrier);
        Acceptance.note(channel);
        channel.config().setWriteBufferWaterMark(Listeners.WATER_MARK);
        channel.pipeline().addLast(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel registered) {
                accept.accept(registered);
            }
        });
        loops.register(channel).addListener(done -> {
            if (!done.isSuccess()) {
                carrier.close();
            }
        });
        return channel;
    }
}
