package tidings.tinkerforge.gateway;

/// A message asks for something that cannot be. The text is for the one who sent it.
final class CallException extends RuntimeException {

    private static final long serialVersionUID = 1;

    CallException(String text) {
        super(text, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
