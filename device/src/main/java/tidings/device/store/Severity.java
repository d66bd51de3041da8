package tidings.device.store;

/// How bad an alarm is, the worst first, with the names of the REST API.
public enum Severity {
    CRITICAL,
    MAJOR,
    MINOR,
    WARNING,
    INDETERMINATE
}
