package tidings.broker.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUring;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import tidings.broker.BrokerException;
import tidings.broker.IoKind;

/// How sockets are waited for, in Netty's terms. The classes of io_uring are looked at only where it is wanted.
enum Transport {
    EPOLL,
    IO_URING,
    NIO;

    private static final boolean HAS_EPOLL = Epoll.isAvailable();

    /// @throws BrokerException if that is not to be had here
    static Transport of(IoKind kind) {
        return switch (kind) {
            case BEST -> HAS_EPOLL ? EPOLL : NIO;
            case IO_URING -> ioUring();
            case NIO -> NIO;
        };
    }

    IoHandlerFactory handlers() {
        return switch (this) {
            case EPOLL -> EpollIoHandler.newFactory();
            case IO_URING -> IoUringIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
        };
    }

    Class<? extends ServerChannel> tcp() {
        return switch (this) {
            case EPOLL -> EpollServerSocketChannel.class;
            case IO_URING -> IoUringServerSocketChannel.class;
            case NIO -> NioServerSocketChannel.class;
        };
    }

    Class<? extends ServerChannel> unix() {
        return switch (this) {
            case EPOLL -> EpollServerDomainSocketChannel.class;
            case IO_URING -> IoUringServerDomainSocketChannel.class;
            case NIO -> NioServerDomainSocketChannel.class;
        };
    }

    SocketAddress unix(Path socket) {
        return this == NIO ? UnixDomainSocketAddress.of(socket) : new DomainSocketAddress(socket.toFile());
    }

    private static Transport ioUring() {
        try {
            if (IoUring.isAvailable()) {
                return IO_URING;
            }
            throw new BrokerException(
                    "There is no io_uring here (--io): " + IoUring.unavailabilityCause().getMessage());
        } catch (LinkageError absent) {
            throw new BrokerException("The libraries for io_uring are not on the class path (--io)", absent);
        }
    }
}
