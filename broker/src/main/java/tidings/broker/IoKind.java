package tidings.broker;

/// How sockets are waited for.
public enum IoKind {
    /// By epoll where the machine is Linux and its native library is on the class path, else by what Java has.
    BEST,
    /// By io_uring of Linux; its native library has to be on the class path.
    IO_URING,
    /// By what Java has.
    NIO
}
