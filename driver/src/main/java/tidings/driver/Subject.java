package tidings.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tidings.client.Connected;
import tidings.client.Disconnected;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.client.Registration;
import tidings.mqtt.Auth;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

/// The client under test, from `new` to `reset`, and what is heard of it.
final class Subject {

    final MqttClient client;
    final DriverAuthentication authentication;
    final Messages messages;
    private final Output output;
    private final @Nullable Version version;
    private final @Nullable Mover mover;
    private final Map<String, Registration> filters = new HashMap<>();
    private volatile boolean forgotten;

    Subject(Command settings, Output target) {
        Settings keys = new Settings(settings);
        output = new Output(target, () -> !forgotten);
        version = keys.version();
        authentication = new DriverAuthentication(
                String.valueOf(settings.textOrNull("auth-method")), settings.bytesOrNull("auth-data"),
                this::authenticates);
        MqttConfig config = keys.config(authentication);
        client = MqttClient.of(config);
        messages = new Messages(client, settings, output);
        client.onConnected(this::connected);
        client.onDisconnected(this::disconnected);
        client.onMessage(message -> messages.received(message, "default"));
        mover = switch (keys.loop()) {
            case "manual" -> Mover.calling(client.loop());
            case "external" -> Mover.selecting(client.loop());
            default -> null;
        };
    }

    Output output() {
        return output;
    }

    /// Handles messages that match a filter.
    void onFilter(String id, String filter) {
        filters.put(filter, client.onMessage(filter, message -> messages.received(message, id)));
    }

    void offFilter(String filter) {
        Registration registered = filters.remove(filter);
        if (registered != null) {
            registered.close();
        }
    }

    /// Throws the client away: nothing more is heard of it.
    void forget() {
        forgotten = true;
        MqttConfig config = client.config();
        client.reset(config); // drops the connection without a word
        client.close();
        if (mover != null) {
            mover.stop();
        }
    }

    private void connected(Connected how) {
        output.print(new Event("connected").with("rc", 0)
                .with("session", how.sessionPresent())
                .with(how.properties()));
    }

    private void disconnected(Disconnected how) {
        if (how.wasConnected()) {
            String by = switch (how.by()) {
                case CLIENT -> "client";
                case SERVER -> "server";
                case NETWORK -> "network";
                case GIVEN_UP -> "protocol";
            };
            output.print(new Event("disconnected").with("by", by)
                    .with("rc", how.reason().code())
                    .with(how.properties()));
        } else if (how.by() == Disconnected.By.SERVER) {
            output.print(new Event("connect-failed").with("rc", code(how.reason())).with(how.properties()));
        } else {
            String kind = how.failure() == null ? "cancelled" : Kinds.of(how.failure());
            output.print(new Event("connect-error").with("kind", kind).with("text", how.text()));
        }
    }

    /// The number that the server sent.
    private int code(ReasonCode reason) {
        return version == null || version.hasProperties() ? reason.code() : reason.connectReturnCode();
    }

    /// The server has a question, or is content.
    void authenticates(Auth auth) {
        output.print(new Event("auth").with("rc", auth.reason().code()).with(auth.properties()));
    }

    /// Prints one event when a future is done, and another one if it fails.
    <T> void report(CompletableFuture<T> future, Reporter<T> reporter) {
        future.whenComplete((result, failure) -> output
                .print(failure == null ? reporter.done(result) : reporter.failed(failure)));
    }

    /// Makes events of outcomes.
    interface Reporter<T> {
        Event done(T result);

        Event failed(Throwable why);
    }
}
