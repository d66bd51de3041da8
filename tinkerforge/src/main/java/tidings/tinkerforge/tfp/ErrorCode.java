package tidings.tinkerforge.tfp;

/// What a device says of a request.
public enum ErrorCode {
    OK(0),
    INVALID_PARAMETER(1),
    NOT_SUPPORTED(2),
    UNKNOWN(3);

    private final int number;

    ErrorCode(int number) {
        this.number = number;
    }

    /// On the wire.
    public int number() {
        return number;
    }

    /// Of a packet.
    public static ErrorCode of(int number) {
        return switch (number) {
            case 0 -> OK;
            case 1 -> INVALID_PARAMETER;
            case 2 -> NOT_SUPPORTED;
            default -> UNKNOWN;
        };
    }
}
