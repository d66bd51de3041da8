package tidings.device.spi;

/// Somebody will never take an event: it is put aside, and the next one has its turn.
public final class RefusedEventException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// With the reason in the words of who refused it.
    public RefusedEventException(String message) {
        super(message);
    }
}
