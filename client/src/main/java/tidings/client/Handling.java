package tidings.client;

import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// How the application takes part in the work of its client.
///
/// @param manualLoop whether the client has no thread, and is driven by [MqttClient#loop]
/// @param manualAck whether messages of QoS 1 and 2 are acknowledged by [Received#ack] only
/// @param executor where handlers and completions run, or null for virtual threads
/// @param beforeReconnect is given the configuration before each further attempt to connect, and answers with the one to
///        use from then on
/// @param attachment anything that is to be found again at the client ([MqttClient#attachment])
public record Handling(
        boolean manualLoop,
        boolean manualAck,
        @Nullable Executor executor,
        UnaryOperator<MqttConfig> beforeReconnect,
        @Nullable Object attachment) {

    /// Threads of its own, acknowledging what handlers have returned from.
    public static final Handling DEFAULT = new Handling(false, false, null, UnaryOperator.identity(), null);

    /// Whether [#beforeReconnect] is anything but the default.
    boolean wantsToBeAsked() {
        return !beforeReconnect.equals(DEFAULT.beforeReconnect);
    }
}
