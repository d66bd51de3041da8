package tidings.client.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.ScheduledFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Moves a client on one of a few event loops, which all clients of a program share. Their threads are daemons: a program
/// need not wait for them to end.
public final class LoopDriver implements Driver {

    private static final int LOOP_COUNT = Math.min(4, Runtime.getRuntime().availableProcessors());

    private final EventLoop loop = Shared.LOOPS.next();
    private @Nullable Client client;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> alarm;
    private boolean abandoned;

    /// Made when the first client is.
    private static final class Shared {
        static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(
                LOOP_COUNT, new DefaultThreadFactory("tidings-client", true), NioIoHandler.newFactory());
    }

    private record Socket(Channel channel) implements PacketHandler.Transport {

        @Override
        public boolean isWritable() {
            return channel.isWritable();
        }

        @Override
        public void closeWhenSent() {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
            channel.eventLoop().schedule(() -> channel.close(), CLOSING_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void start(Client moved) {
        client = moved;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void connect(Target target) {
        abandoned = false;
        // Looking up a name may take seconds, and would hold up everyone on this loop.
        Thread.ofVirtual().name("tidings-resolver").start(() -> {
            try {
                List<InetSocketAddress> addresses = Driver.resolve(target);
                loop.execute(() -> connect(target, addresses, 0));
            } catch (IOException unknown) {
                loop.execute(() -> client().closed(unknown));
            }
        });
    }

    @Override
    public void abandon() {
        abandoned = true;
        if (channel != null && !channel.isActive()) {
            channel.close();
        }
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void alarmIn(long nanos) {
        if (alarm != null) {
            alarm.cancel(false);
        }
        alarm = nanos == Long.MAX_VALUE
                ? null
                : loop.schedule(() -> client().alarm(), Math.max(0, nanos), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        loop.execute(() -> {
            alarmIn(Long.MAX_VALUE);
            if (channel != null) {
                channel.close();
            }
        });
    }

    private void connect(Target target, List<InetSocketAddress> addresses, int index) {
        int timeout = (int) Math.min(Integer.MAX_VALUE, TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos()));
        ChannelFuture connected = new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeout)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel made) {
                        channel = made;
                        made.pipeline().addLast(new PacketHandler(client(), made, target, new Socket(made)));
                    }
                })
                .connect(addresses.get(index));
        connected.addListener(result -> {
            if (!result.isSuccess() && !abandoned && index + 1 < addresses.size()) {
                connect(target, addresses, index + 1);
            } else if (!result.isSuccess()) {
                client().closed(result.cause());
            }
        });
    }

    private Client client() {
        if (client == null) {
            throw new IllegalStateException("start() comes first");
        }
        return client;
    }
}
