package tidings.device.core;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import tidings.device.json.Json;
import tidings.device.spi.RpcHandler;

/// Requests from devices (DEVICE_API 7): who answers which method.
public final class ClientRpcs {

    /// To the millisecond, whether there are any or not.
    private static final DateTimeFormatter ISO =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private final Map<String, RpcHandler> handlers = new HashMap<>();
    private final Duration timeout;
    private final boolean silent;

    /// @param sessionLimits what `getSessionLimits` answers, as JSON, by whether it is a gateway that asks
    /// @param own handlers of the operator, which are asked before the built-in ones
    /// @param timeout how long an answer may take
    /// @param silent whether an unknown method is a timeout, and not an error at once
    public ClientRpcs(
            InstantSource clock, Function<Boolean, String> sessionLimits, Map<String, RpcHandler> own, Duration timeout,
            boolean silent) {
        this.timeout = timeout;
        this.silent = silent;
        handlers.put("getTime", call -> CompletableFuture.completedStage(time(clock.instant())));
        handlers.put("getCurrentTime", call -> CompletableFuture.completedStage(Long.toString(clock.millis())));
        handlers.put(
                "getSessionLimits",
                call -> CompletableFuture.completedStage(sessionLimits.apply(call.gateway())));
        handlers.putAll(own);
    }

    /// Answers a call; an error is an answer too. Does not block.
    public CompletableFuture<String> answer(RpcHandler.Call call) {
        RpcHandler handler = handlers.get(call.method());
        if (handler == null) {
            return silent
                    ? new CompletableFuture<String>().completeOnTimeout(
                            error("timeout"), timeout.toMillis(), TimeUnit.MILLISECONDS)
                    : CompletableFuture.completedFuture(error("Unknown method: " + call.method()));
        }
        try {
            return handler.answer(call)
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(ClientRpcs::error);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(error(e));
        }
    }

    private static String time(Instant now) {
        return Json.text(Json.object().put("time", now.toEpochMilli()).put("iso", ISO.format(now)));
    }

    private static String error(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof TimeoutException ? error("timeout") : error(String.valueOf(cause.getMessage()));
    }

    private static String error(String message) {
        return Json.text(Json.object().put("error", message));
    }
}
