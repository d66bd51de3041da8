package tidings.client;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.client.engine.End;
import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Properties;
import tidings.mqtt.ReasonCode;

/// What the engine and the network say, as the application is to hear it.
final class Failures {

    private Failures() {}

    static Disconnected.By by(End why) {
        return switch (why.who()) {
            case CLIENT -> Disconnected.By.CLIENT;
            case SERVER, REFUSED -> Disconnected.By.SERVER;
            case NETWORK -> Disconnected.By.NETWORK;
            case TIMEOUT, RULES -> Disconnected.By.GIVEN_UP;
        };
    }

    /// What is to be told of an end.
    ///
    /// @param made whether there was a connection at all
    /// @return null where the application wanted the end
    static @Nullable MqttException of(End why, boolean made, @Nullable Throwable cause, Server server) {
        return switch (why.who()) {
            case CLIENT -> null;
            case REFUSED -> new ConnectRefusedException(why.reason(), why.text(), why.properties());
            case SERVER -> new ConnectionLostException("The server ended the connection: " + why.text(), null);
            case TIMEOUT -> new TimedOutException(why.text());
            case RULES -> new ProtocolException(why.reason(), why.text());
            case NETWORK -> made
                    ? new ConnectionLostException(why.text(), cause)
                    : new UnreachableException("Cannot connect to " + server + ": " + why.text(), cause);
        };
    }

    static MqttException of(Failure failure) {
        return switch (failure) {
            case Failure.Refused refused ->
                new RefusedException(refused.byServer(), List.of(refused.reason()), refused.text(),
                        refused.properties());
            case Failure.NotConnected none -> new NotConnectedException();
            case Failure.Lost lost ->
                new ConnectionLostException("The connection was lost before the server answered", null);
            case Failure.QueueFull full -> new QueueFullException(full.messages(), full.bytes());
        };
    }

    static String words(@Nullable Throwable cause) {
        if (cause == null) {
            return "The server closed the connection";
        }
        String message = cause.getMessage();
        if (message == null || !(cause instanceof IOException)) {
            return cause.toString();
        }
        return message.contains("Connection refused") ? "connection refused" : message; // Netty adds the address
    }

    /// Throws what a request fails with of which nothing was granted.
    static void throwIfAllRefused(List<ReasonCode> reasons, Properties properties) {
        if (!reasons.isEmpty() && reasons.stream().allMatch(ReasonCode::isError)) {
            throw new RefusedException(true, reasons, reasons.get(0).text(), properties);
        }
    }
}
