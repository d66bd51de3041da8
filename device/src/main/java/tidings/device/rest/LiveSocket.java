package tidings.device.rest;

import io.javalin.websocket.WsContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.device.core.Attributes;
import tidings.device.core.LiveTelemetry.Watcher;
import tidings.device.core.Refusal;
import tidings.device.core.Services;
import tidings.device.json.Readings;
import tidings.device.store.Aggregation;
import tidings.device.store.Attribute;
import tidings.device.store.Device;
import tidings.device.store.Point;
import tidings.device.store.Telemetry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// One WebSocket that hears what devices report (SERVER_API 10).
///
/// A virtual thread of its own takes what is to be done, one thing after the other: commands, changes, the end. It waits
/// until what it sent is on its way, so a reader that is too slow fills the queue, and is let go.
final class LiveSocket {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);
    private static final int MOST_WAITING = 1_000;
    private static final int MOST_SUBSCRIPTIONS = 1_000;
    private static final long LOGIN_SECONDS = 10;
    private static final int POLICY_VIOLATION = 1008;
    private static final long BETWEEN_CHECKS_MILLIS = 10_000;
    private static final int USUAL_LIMIT = 100;
    private static final int MOST_POINTS = 50_000;

    private final WsContext socket;
    private final Services services;
    private final Authenticator authenticator;
    private final @Nullable String token;
    private final BlockingQueue<Runnable> todo = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Map<Integer, Subscription> subscriptions = new HashMap<>(); // on the thread
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Caller caller;
    private String credentials = ""; // on the thread, as is what follows
    private long checkedMillis;

    /// @param token what the address carried, the way of older scripts, or null
    LiveSocket(WsContext socket, Services services, Authenticator authenticator, @Nullable String token) {
        this.socket = socket;
        this.services = services;
        this.authenticator = authenticator;
        this.token = token;
        this.thread = Thread.ofVirtual().name("live-socket").unstarted(this::run);
    }

    /// Whose a token is.
    @FunctionalInterface
    interface Authenticator {
        Caller identify(String token) throws Tokens.BadTokenException;
    }

    /// @param end ends it
    private record Subscription(UUID device, Runnable end) {}

    void open() {
        thread.start();
        if (token != null) {
            enqueue(() -> logIn(0, token));
        }
        CompletableFuture.delayedExecutor(LOGIN_SECONDS, TimeUnit.SECONDS).execute(() -> {
            if (caller == null && !closed) {
                letGo("no login within " + LOGIN_SECONDS + " s");
            }
        });
    }

    void received(String message) {
        enqueue(() -> handle(message));
    }

    void closed() {
        closed = true;
        thread.interrupt();
    }

    private void enqueue(Runnable task) {
        if (!closed && !todo.offer(task)) {
            letGo("reads too slowly");
        }
    }

    private void letGo(String why) {
        LOG.info("ip={} WebSocket closed: {}", socket.session.getRemoteSocketAddress(), why);
        socket.closeSession(POLICY_VIOLATION, why);
    }

    private void run() {
        try {
            while (!closed) {
                todo.take().run();
            }
        } catch (InterruptedException closing) {
            LOG.trace("closed");
        } finally {
            subscriptions.values().forEach(subscription -> subscription.end().run());
        }
    }

    private void handle(String message) {
        JsonNode root;
        try {
            root = Answers.MAPPER.readTree(message);
        } catch (JacksonException e) {
            error(0, 2, "Failed to parse the message: it is JSON");
            return;
        }
        JsonNode login = root.path("authCmd");
        if (login.isObject() && !logIn(login.path("cmdId").asInt(0), login.path("token").asString(""))) {
            return;
        }
        Caller known = caller;
        if (known == null) {
            letGo("the first message is a login: {\"authCmd\":{\"cmdId\":0,\"token\":\"...\"}}");
            return;
        }
        root.path("cmds").forEach(command -> command(known, command));
        root.path("tsSubCmds").forEach(command -> timeseries(known, command));
        root.path("attrSubCmds").forEach(command -> attributes(known, command));
        root.path("historyCmds").forEach(command -> history(known, command));
    }

    private boolean logIn(int id, String given) {
        try {
            caller = authenticator.identify(given);
            credentials = given;
            checkedMillis = services.clock().millis();
            return true;
        } catch (Tokens.BadTokenException e) {
            error(id, 3, String.valueOf(e.getMessage()));
            letGo("bad token");
            return false;
        }
    }

    private void command(Caller known, JsonNode command) {
        switch (command.path("type").asString("")) {
            case "TIMESERIES" -> timeseries(known, command);
            case "ATTRIBUTES" -> attributes(known, command);
            case "TIMESERIES_HISTORY" -> history(known, command);
            default -> error(command.path("cmdId").asInt(0), 2, "Unknown command type");
        }
    }

    private void timeseries(Caller known, JsonNode command) {
        int id = command.path("cmdId").asInt(0);
        Device device = subscribing(known, id, command);
        if (device == null) {
            return;
        }
        List<String> keys = keys(command);
        Watcher watcher = readings -> enqueue(() -> update(id, keys, readings));
        subscriptions.put(id, new Subscription(device.id(), () -> services.live().unwatch(device.no(), watcher)));
        services.live().watch(device.no(), watcher);
        long window = command.path("timeWindow").asLong(0);
        if (window > 0) {
            long from = command.path("startTs").asLong(services.clock().millis() - window);
            answer(id, device, keys, new Span(from, from + window + 1), command);
        } else {
            Map<String, List<Point>> latest = new HashMap<>();
            services.store()
                    .telemetry()
                    .latest(device.no(), keys.isEmpty() ? null : keys)
                    .forEach((key, point) -> latest.put(key, List.of(point)));
            send(id, latest);
        }
    }

    private void attributes(Caller known, JsonNode command) {
        int id = command.path("cmdId").asInt(0);
        Device device = subscribing(known, id, command);
        if (device == null) {
            return;
        }
        String scope = command.path("scope").asString("");
        List<String> keys = keys(command);
        Attributes.Watcher watcher = (written, readings) -> {
            if (scope.isEmpty() || scope.equals(written + "_SCOPE")) {
                enqueue(() -> update(id, keys, readings));
            }
        };
        subscriptions.put(id, new Subscription(device.id(), () -> services.attributes().unwatch(device.no(), watcher)));
        services.attributes().watch(device.no(), watcher);
        Map<String, List<Point>> now = new HashMap<>();
        for (Attribute attribute : services.attributes().list(device.no(), null, keys.isEmpty() ? null : keys)) {
            if (scope.isEmpty() || scope.equals(attribute.scope() + "_SCOPE")) {
                now.put(attribute.key(), List.of(new Point(attribute.ts(), attribute.value())));
            }
        }
        send(id, now);
    }

    /// Ends the subscription that has this number now.
    ///
    /// @return the device of the new one, or null where there is to be none
    private @Nullable Device subscribing(Caller known, int id, JsonNode command) {
        end(id);
        if (command.path("unsubscribe").asBoolean(false)) {
            return null;
        }
        if (subscriptions.size() >= MOST_SUBSCRIPTIONS) {
            error(id, 2, "A WebSocket has at most " + MOST_SUBSCRIPTIONS + " subscriptions");
            return null;
        }
        return device(known, id, command);
    }

    private void history(Caller known, JsonNode command) {
        int id = command.path("cmdId").asInt(0);
        Device device = device(known, id, command);
        if (device != null) {
            answer(id, device, keys(command), new Span(
                    command.path("startTs").asLong(0), command.path("endTs").asLong(services.clock().millis())),
                    command);
        }
    }

    /// From a time, included, to another, excluded.
    private record Span(long from, long to) {}

    /// Sends what was in a span of time, the newest first, as it was or one value for each interval.
    private void answer(int id, Device device, List<String> keys, Span span, JsonNode command) {
        Map<String, List<Point>> points;
        try {
            points = read(device.no(), keys, span, command);
        } catch (Refusal e) {
            error(id, 2, e.getMessage());
            return;
        }
        send(id, points);
    }

    private Map<String, List<Point>> read(long device, List<String> keys, Span span, JsonNode command) {
        Telemetry telemetry = services.store().telemetry();
        List<String> all = keys.isEmpty() ? telemetry.keys(device) : keys;
        Aggregation aggregation = TelemetryRoutes.aggregation(command.path("agg").asString(""));
        CalendarInterval calendar = CalendarInterval.of(command.path("intervalType").asString(""));
        long interval = command.path("interval").asLong(0);
        boolean whole = aggregation == null || (calendar == null && interval <= 0);
        Telemetry.Question question = new Telemetry.Question(
                span.from(), span.to(), Math.clamp(command.path("limit").asInt(USUAL_LIMIT), 1, MOST_POINTS), true,
                whole ? 0 : interval, whole ? null : aggregation);
        return whole || calendar == null
                ? telemetry.read(device, all, question)
                : calendar.read(telemetry, device, all, question,
                        CalendarInterval.zone(command.path("timeZone").asString("")));
    }

    private @Nullable Device device(Caller known, int id, JsonNode command) {
        try {
            return visible(known, id, Ids.parse(command.path("entityId").asString("")));
        } catch (Refusal e) {
            error(id, 2, e.getMessage());
            return null;
        }
    }

    private @Nullable Device visible(Caller known, int id, UUID uuid) {
        try {
            Device device = services.devices().byId(uuid);
            known.mustSee(device);
            return device;
        } catch (Refusal e) {
            error(id, e.kind() == Refusal.Kind.FORBIDDEN ? 3 : 2, e.getMessage());
            return null;
        }
    }

    private static List<String> keys(JsonNode command) {
        String keys = command.path("keys").asString("");
        return keys.isEmpty() ? List.of() : List.of(keys.split(","));
    }

    /// Now and then: whether the login still holds, and the devices are still his.
    private void check() {
        long now = services.clock().millis();
        if (now - checkedMillis < BETWEEN_CHECKS_MILLIS) {
            return;
        }
        checkedMillis = now;
        if (!logIn(0, credentials)) {
            List.copyOf(subscriptions.keySet()).forEach(this::end);
            return;
        }
        Caller known = Objects.requireNonNull(caller);
        Map.copyOf(subscriptions).forEach((id, subscription) -> {
            if (visible(known, id, subscription.device()) == null) {
                end(id);
            }
        });
    }

    private void end(int id) {
        Subscription before = subscriptions.remove(id);
        if (before != null) {
            before.end().run();
        }
    }

    private void update(int id, List<String> keys, Readings readings) {
        check();
        if (!subscriptions.containsKey(id)) {
            return;
        }
        Map<String, List<Point>> points = new HashMap<>();
        for (int i = 0; i < readings.size(); i++) {
            if (keys.isEmpty() || keys.contains(readings.key(i))) {
                points.computeIfAbsent(readings.key(i), key -> new ArrayList<>())
                        .add(new Point(readings.time(i), readings.value(i)));
            }
        }
        points.values().forEach(list -> list.sort(Comparator.comparingLong(Point::ts).reversed()));
        if (!points.isEmpty()) {
            send(id, points);
        }
    }

    private void send(int id, Map<String, List<Point>> points) {
        ObjectNode body = answer(id, 0, null);
        ObjectNode data = body.putObject("data");
        ObjectNode latest = body.putObject("latestValues");
        points.forEach((key, list) -> {
            ArrayNode array = data.putArray(key);
            list.forEach(point -> array.addArray().add(point.ts()).add(point.value().asText()));
            latest.put(key, list.getFirst().ts());
        });
        send(body);
    }

    private void error(int id, int code, String message) {
        send(answer(id, code, message));
    }

    private static ObjectNode answer(int id, int code, @Nullable String message) {
        return Answers.MAPPER.createObjectNode()
                .put("subscriptionId", id)
                .put("errorCode", code)
                .put("errorMsg", message);
    }

    /// Waits until it is on its way.
    private void send(JsonNode body) {
        CompletableFuture<@Nullable Void> sent = new CompletableFuture<>();
        socket.session.sendText(Answers.MAPPER.writeValueAsString(body),
                Callback.from(() -> sent.complete(null), failure -> sent.complete(null)));
        sent.join();
    }
}
