package tidings.device;

/// When the next of several persistent requests to a device is sent.
public enum RequestOrder {
    /// At once.
    BURST,
    /// When the device has acknowledged the one before.
    AFTER_DELIVERY,
    /// When the device has answered the one before, if that wants an answer.
    AFTER_ANSWER
}
