package tidings.device;

import org.jspecify.annotations.Nullable;

/// A device server cannot do what it is configured to. The message is one line for the operator, and names the option to
/// change.
public final class DeviceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DeviceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
