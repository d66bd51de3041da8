package tidings.tinkerforge;

/// The gateway cannot start, or cannot go on.
public final class GatewayException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Cause reason;

    /// What is wrong, and the exit status that tells scripts so.
    public enum Cause {
        FAILED(1),
        NOT_AUTHENTICATED(26),
        INIT_FILE(31),
        PREFIX(33);

        private final int exitStatus;

        Cause(int exitStatus) {
            this.exitStatus = exitStatus;
        }
    }

    GatewayException(Cause reason, String message) {
        super(message);
        this.reason = reason;
    }

    /// Of a process that ends with this.
    public int exitStatus() {
        return reason.exitStatus;
    }
}
