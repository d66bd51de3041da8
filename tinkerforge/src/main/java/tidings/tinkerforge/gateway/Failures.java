package tidings.tinkerforge.gateway;

import tidings.tinkerforge.daemon.Outcome;

/// What is said when a call fails.
final class Failures {

    private Failures() {}

    static String text(Outcome.Failed failed) {
        int function = failed.function();
        return switch (failed.failure()) {
            case TIMEOUT -> "Did not receive response for function " + function + " in time";
            case INVALID_PARAMETER -> "Got invalid parameter for function " + function;
            case NOT_SUPPORTED -> "Function " + function + " is not supported";
            case UNKNOWN -> "Function " + function + " returned an unknown error";
            case NOT_CONNECTED -> "Not connected";
        };
    }
}
