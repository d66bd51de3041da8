package tidings.client;

import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;

/// Logs in by questions and answers (MQTT 5.0, 4.12), such as SCRAM does.
///
/// [#begin] is called on the I/O thread and must not wait, [#answer] where handlers are.
public interface Authentication {

    /// The name of the method, which both ends must know.
    String method();

    /// What is said first: in the CONNECT, and when the client authenticates anew ([MqttClient#reauthenticate]).
    ///
    /// @return null for nothing
    @Nullable
    Bytes begin();

    /// Answers a question of the server, now or later. A stage that fails ends the connection.
    CompletionStage<@Nullable Bytes> answer(Auth question);
}
