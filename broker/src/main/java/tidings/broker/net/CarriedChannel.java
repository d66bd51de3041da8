package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Carrier;

/// A channel without a socket: its bytes go and come by a [Carrier]. It runs on any event loop, whatever that waits for.
///
/// Used on its event loop only, but for what it takes from the carrier.
final class CarriedChannel extends AbstractChannel implements Carrier.Inflow {

    private static final ChannelMetadata METADATA = new ChannelMetadata(false);

    private final SocketAddress remote;
    private final Carrier carrier;
    private final ChannelConfig config = new DefaultChannelConfig(this);
    private final Deque<Arrived> arrived = new ArrayDeque<>();
    private volatile boolean open = true;
    private boolean readWanted;
    private boolean reading;
    private boolean sending;

    /// Bytes that wait to be read.
    ///
    /// @param taken is completed when they are
    private record Arrived(ByteBuf bytes, CompletableFuture<Void> taken) {}

    CarriedChannel(SocketAddress remote, Carrier carrier) {
        super(null);
        this.remote = remote;
        this.carrier = carrier;
    }

    @Override
    public CompletionStage<Void> received(ByteBuffer bytes) {
        Arrived arriving = new Arrived(alloc().buffer(bytes.remaining()).writeBytes(bytes), new CompletableFuture<>());
        onLoop(() -> {
            if (open) {
                arrived.add(arriving);
                read0();
            } else {
                drop(arriving);
            }
        }, () -> drop(arriving));
        return arriving.taken;
    }

    @Override
    public void closed() {
        onLoop(() -> unsafe().close(voidPromise()), () -> {});
    }

    @Override
    public ChannelConfig config() {
        return config;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public boolean isActive() {
        return open;
    }

    @Override
    public ChannelMetadata metadata() {
        return METADATA;
    }

    @Override
    protected AbstractUnsafe newUnsafe() {
        return new AbstractUnsafe() {
            @Override
            public void connect(
                    SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
                promise.setFailure(new UnsupportedOperationException("It is connected"));
            }
        };
    }

    @Override
    protected boolean isCompatible(EventLoop loop) {
        return true;
    }

    @Override
    protected SocketAddress localAddress0() {
        return remote;
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return remote;
    }

    @Override
    protected void doBind(SocketAddress address) {
        throw new UnsupportedOperationException("It is connected");
    }

    @Override
    protected void doDisconnect() {
        doClose();
    }

    @Override
    protected void doClose() {
        open = false;
        arrived.forEach(CarriedChannel::drop);
        arrived.clear();
        carrier.close();
    }

    @Override
    protected void doBeginRead() {
        readWanted = true;
        read0();
    }

    /// Hands on what came, as long as it is wanted.
    private void read0() {
        if (reading) {
            return;
        }
        reading = true;
        while (readWanted && !arrived.isEmpty()) {
            readWanted = false;
            Arrived next = arrived.remove();
            pipeline().fireChannelRead(next.bytes);
            pipeline().fireChannelReadComplete(); // may want more
            next.taken.complete(null);
        }
        reading = false;
    }

    @Override
    protected void doWrite(ChannelOutboundBuffer waiting) {
        while (!sending && waiting.current() instanceof ByteBuf next) {
            sending = true;
            next.retain();
            CompletableFuture<Void> sent = carrier.send(next.nioBuffer()).toCompletableFuture();
            if (sent.isDone() && !sent.isCompletedExceptionally()) {
                next.release();
                sending = false;
                waiting.remove();
            } else {
                sent.whenComplete((done, failure) -> onLoop(() -> sent(next, failure), next::release));
            }
        }
    }

    private void sent(ByteBuf bytes, @Nullable Throwable failure) {
        bytes.release();
        sending = false;
        ChannelOutboundBuffer waiting = unsafe().outboundBuffer();
        if (waiting == null) {
            return; // closed meanwhile
        }
        if (failure != null) {
            pipeline().fireExceptionCaught(new IOException(failure));
            unsafe().close(voidPromise());
            return;
        }
        waiting.remove();
        unsafe().flush();
    }

    /// Runs something on the loop that the channel is on when it runs.
    ///
    /// @param otherwise where there is no loop any more
    private void onLoop(Runnable task, Runnable otherwise) {
        EventLoop loop = eventLoop();
        try {
            loop.execute(() -> {
                if (eventLoop().inEventLoop()) {
                    task.run();
                } else {
                    onLoop(task, otherwise);
                }
            });
        } catch (RejectedExecutionException stopped) {
            otherwise.run();
        }
    }

    private static void drop(Arrived bytes) {
        bytes.bytes.release();
        bytes.taken.complete(null);
    }
}
