package tidings.cli;

import tidings.client.ConnectRefusedException;
import tidings.client.ConnectionLostException;
import tidings.client.MqttException;
import tidings.client.RefusedException;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// How `pub`, `sub` and `rr` end: with mosquitto's numbers, which scripts know.
final class ExitStatus {

    static final int OK = 0;
    /// Wrong usage, or no connection.
    static final int FAILED = 1;
    static final int CONNECTION_LOST = 7;
    /// `-W` ran out.
    static final int TIMED_OUT = 27;

    private ExitStatus() {}

    /// A refused connection ends with the code of the CONNACK, in the numbers of the version that was asked for; a refused
    /// message or subscription with its reason code, 128 and above.
    static int of(MqttException failure, Version version) {
        return switch (failure) {
            case ConnectRefusedException refused -> connAckCode(refused.reason(), version);
            case RefusedException refused -> refused.reason().code();
            case ConnectionLostException lost -> CONNECTION_LOST;
            default -> FAILED;
        };
    }

    private static int connAckCode(ReasonCode reason, Version version) {
        if (version.hasProperties()) {
            return reason.code();
        }
        return switch (reason) {
            case UNSUPPORTED_PROTOCOL_VERSION -> 1;
            case CLIENT_IDENTIFIER_NOT_VALID -> 2;
            case BAD_USER_NAME_OR_PASSWORD -> 4;
            case NOT_AUTHORIZED -> 5;
            default -> 3;
        };
    }
}
