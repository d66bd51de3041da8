package tidings.client;

/// A handler that was registered.
@FunctionalInterface
public interface Registration extends AutoCloseable {

    /// Takes it back. Again is no harm.
    @Override
    void close();
}
