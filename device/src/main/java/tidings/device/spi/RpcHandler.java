package tidings.device.spi;

import java.util.UUID;
import java.util.concurrent.CompletionStage;

/// Answers a method that devices call.
@FunctionalInterface
public interface RpcHandler {

    /// Answers a call. Is called on an event loop, so it must not block; it may answer later, from any thread.
    ///
    /// @return JSON; a failure is told to the device as `{"error":"..."}`
    CompletionStage<String> answer(Call call);

    /// Who calls, and what.
    ///
    /// @param deviceType the name of the device's profile
    /// @param params JSON
    /// @param gateway whether it speaks for others
    record Call(UUID deviceId, String deviceName, String deviceType, boolean gateway, int requestId, String method,
            String params) {}
}
