package tidings.device.store;

/// A device has more different keys than a device may have.
public final class TooManyKeysException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Without a stack trace: a device may cause it, as often as it likes.
    public TooManyKeysException(int most) {
        super("A device has at most " + most + " different keys", null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
