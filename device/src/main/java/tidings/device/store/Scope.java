package tidings.device.store;

/// Who writes an attribute, and who sees it.
public enum Scope {
    /// Written by the device.
    CLIENT(0),
    /// Written by the server, seen by the device.
    SHARED(1),
    /// Never seen by the device.
    SERVER(2);

    private final int code;

    Scope(int code) {
        this.code = code;
    }

    /// What stands for it in the database.
    int code() {
        return code;
    }

    static Scope ofCode(int code) {
        return switch (code) {
            case 0 -> CLIENT;
            case 1 -> SHARED;
            default -> SERVER;
        };
    }
}
