package tidings.driver;

import javax.net.ssl.SSLException;
import tidings.client.ConnectRefusedException;
import tidings.client.ConnectionLostException;
import tidings.client.MqttException;
import tidings.client.NotConnectedException;
import tidings.client.ProtocolException;
import tidings.client.QueueFullException;
import tidings.client.RefusedException;
import tidings.client.TimedOutException;
import tidings.client.UnreachableException;

/// What kind of failure it is, in a word.
final class Kinds {

    private Kinds() {}

    static String of(Throwable failure) {
        return failure instanceof MqttException known ? of(known) : "argument";
    }

    /// Whether the library refused at once what was asked, in the state it is in.
    static boolean isRefusedAtOnce(Throwable failure) {
        return failure instanceof NotConnectedException || failure instanceof QueueFullException;
    }

    private static String of(MqttException failure) {
        return switch (failure) {
            case ConnectRefusedException refused -> "refused";
            case ConnectionLostException lost -> isTls(lost) ? "tls" : "network";
            case NotConnectedException none -> "not-connected";
            case ProtocolException rules -> "protocol";
            case QueueFullException full -> "queue-full";
            case RefusedException refused -> "refused";
            case TimedOutException late -> "timeout";
            case UnreachableException gone -> isTls(gone) ? "tls" : "network";
        };
    }

    private static boolean isTls(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return true;
            }
        }
        return false;
    }
}
