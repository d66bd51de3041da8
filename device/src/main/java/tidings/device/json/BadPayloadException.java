package tidings.device.json;

/// What was sent cannot be understood. The message says why, in words for who sent it; nothing of it is used.
public final class BadPayloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Without a stack trace: anybody may cause it, as often as he likes.
    public BadPayloadException(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
