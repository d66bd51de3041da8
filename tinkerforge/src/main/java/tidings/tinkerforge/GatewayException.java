package tidings.tinkerforge;

/// The gateway cannot start, or cannot go on.
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /// What is wrong, and the exit status that tells scripts so.
    public enum Reason {
        FAILED(1),
        NOT_AUTHENTICATED(26),
        INIT_FILE(31),
        PREFIX(33);

        private final int exitStatus;

        Reason(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    GatewayException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Of a process that ends with this.
    public int exitStatus() {
        return reason.exitStatus;
    }
}
