package tidings.client.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.kqueue.KQueue;
import io.netty.channel.kqueue.KQueueDomainSocketChannel;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.kqueue.KQueueSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringChannelOption;
import io.netty.channel.uring.IoUringDomainSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/// A way in which Netty does I/O. Those but NIO are there only where their artifacts are on the class path; each is looked
/// at in a method of its own, so that the others work without its classes.
///
/// @param keepAlive null where the triple cannot be set
record IoKind(
        String name,
        IoHandlerFactory handlers,
        ChannelFactory<? extends Channel> tcp,
        ChannelFactory<? extends Channel> unix,
        Function<UnixDomainSocketAddress, SocketAddress> unixAddress,
        @Nullable KeepAliveOptions keepAlive) {

    /// The names of TCP's keep alive triple.
    record KeepAliveOptions(
            ChannelOption<Integer> count, ChannelOption<Integer> idle, ChannelOption<Integer> interval) {}

    private static final String WANTED = System.getProperty("tidings.client.io", "");

    /// The best there is; or the one that the system property `tidings.client.io` names: epoll, kqueue, io_uring, nio.
    static IoKind best() {
        List<Supplier<Optional<IoKind>>> all = List.of(IoKind::epoll, IoKind::kqueue, IoKind::ioUring);
        return all.stream()
                .map(IoKind::ifPresent)
                .flatMap(Optional::stream)
                .filter(kind -> WANTED.isEmpty() || kind.name.equals(WANTED))
                .findFirst()
                .orElseGet(IoKind::nio);
    }

    static IoKind nio() {
        return new IoKind(
                "nio", NioIoHandler.newFactory(), NioSocketChannel::new, NioDomainSocketChannel::new,
                address -> address, new KeepAliveOptions(
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT),
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
                        NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL)));
    }

    static Optional<IoKind> epoll() {
        return Epoll.isAvailable()
                ? Optional.of(new IoKind(
                        "epoll", EpollIoHandler.newFactory(), EpollSocketChannel::new, EpollDomainSocketChannel::new,
                        IoKind::nativeAddress,
                        new KeepAliveOptions(EpollChannelOption.TCP_KEEPCNT, EpollChannelOption.TCP_KEEPIDLE,
                                EpollChannelOption.TCP_KEEPINTVL)))
                : Optional.empty();
    }

    static Optional<IoKind> kqueue() {
        return KQueue.isAvailable()
                ? Optional.of(new IoKind(
                        "kqueue", KQueueIoHandler.newFactory(), KQueueSocketChannel::new,
                        KQueueDomainSocketChannel::new, IoKind::nativeAddress, null))
                : Optional.empty();
    }

    static Optional<IoKind> ioUring() {
        return IoUring.isAvailable()
                ? Optional.of(new IoKind(
                        "io_uring", IoUringIoHandler.newFactory(), IoUringSocketChannel::new,
                        IoUringDomainSocketChannel::new, IoKind::nativeAddress,
                        new KeepAliveOptions(IoUringChannelOption.TCP_KEEPCNT, IoUringChannelOption.TCP_KEEPIDLE,
                                IoUringChannelOption.TCP_KEEPINTVL)))
                : Optional.empty();
    }

    private static SocketAddress nativeAddress(UnixDomainSocketAddress address) {
        return new DomainSocketAddress(address.getPath().toFile());
    }

    private static Optional<IoKind> ifPresent(Supplier<Optional<IoKind>> kind) {
        try {
            return kind.get();
        } catch (LinkageError absent) {
            return Optional.empty();
        }
    }
}
