package tidings.tinkerforge.tfp;

/// A number does not fit into the field of a packet.
public final class OutOfRangeException extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutOfRangeException(String message) {
        super(message, null, false, false);
    }
}
