package tidings.device.rest;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.javalin.websocket.WsConfig;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Entrance;
import tidings.device.core.Refusal;
import tidings.device.core.RequestRates;
import tidings.device.core.Services;
import tidings.device.rest.Answers.ErrorCode;
import tidings.device.spi.MoreRoutes;
import tidings.storage.StorageException;

/// The HTTP side: REST, WebSocket, console. All its routes are the lists of the `...Routes`; here is what is common to
/// them: who calls, and what becomes of errors.
public final class HttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final long LARGEST_BODY = 8 << 20;
    private static final Duration BETWEEN_PINGS = Duration.ofSeconds(20);
    /// What needs no login, beside what is no `/api` at all.
    private static final Set<String> OPEN = Set.of("/api/auth/login", "/api/auth/token", "/api/noauth/activate");

    private final Services services;
    private final Desk desk;
    private final Tokens tokens;
    private final RequestRates rates;
    private final Map<String, LiveSocket> sockets = new ConcurrentHashMap<>();
    private final Javalin javalin;

    private HttpServer(Services services, Desk desk, @Nullable Entrance mqtt, List<MoreRoutes> more) {
        this.services = services;
        this.desk = desk;
        Identity identity = desk.identity();
        this.tokens = new Tokens(identity.tokenSecret(), identity.tenant(), services.clock());
        this.rates = new RequestRates(desk.requestRate(), services.clock());
        this.javalin = Javalin.create(config -> configure(config, new Shapes(identity.tenant()), mqtt, more));
    }

    /// Starts listening.
    ///
    /// @param port 0 for a free one
    /// @param mqtt where MQTT goes that comes over WebSocket at `/mqtt`, or null for nowhere
    /// @param more routes of others
    /// @throws UncheckedIOException if it cannot
    public static HttpServer start(
            String host, int port, Services services, Desk desk, @Nullable Entrance mqtt, List<MoreRoutes> more) {
        HttpServer server = new HttpServer(services, desk, mqtt, more);
        try {
            server.javalin.start(host, port);
        } catch (JavalinBindException e) {
            server.close();
            throw new UncheckedIOException(new BindException(e.getMessage()));
        }
        return server;
    }

    public int port() {
        return javalin.port();
    }

    /// Answers what is being asked, and stops.
    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, Shapes shapes, @Nullable Entrance mqtt, List<MoreRoutes> more) {
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_BODY;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        RoutesConfig routes = config.routes;
        routes.before("/api/*", this::identify);
        routes.after(HttpServer::addSafetyHeaders);
        AuditRoutes audit = new AuditRoutes(desk.audit(), shapes);
        api(shapes, audit).addTo(routes, audit::note);
        routes.after("/api/*", audit::noteOthers);
        routes.get("/health", this::health);
        routes.ws("/api/ws", this::live);
        routes.ws("/api/ws/plugins/telemetry", this::live);
        if (mqtt != null) {
            routes.ws("/mqtt", new MqttSocket(mqtt)::addTo);
        }
        more.forEach(
                others -> others.addTo(routes, context -> Caller.of(context).mustBeAdministrator()));
        new WebFiles().addTo(routes);
        DeviceApiRoutes.answerErrors(routes);
        answerErrors(routes);
    }

    /// All calls there are.
    private Api api(Shapes shapes, AuditRoutes audit) {
        Api api = new Api();
        new AuthRoutes(desk.accounts(), tokens, shapes, services.clock()).addTo(api);
        new DeviceRoutes(services, desk.alarms(), shapes).addTo(api);
        new BulkRoutes(services).addTo(api);
        new TelemetryRoutes(services).addTo(api);
        new ExportRoutes(services).addTo(api);
        new AttributeRoutes(services).addTo(api);
        new RpcRoutes(services, shapes).addTo(api);
        new ProfileRoutes(services.profiles(), shapes).addTo(api);
        new CustomerRoutes(services, shapes).addTo(api);
        new UserRoutes(desk.accounts(), services.customers(), shapes).addTo(api);
        new ApiKeyRoutes(desk.keys(), desk.accounts(), shapes).addTo(api);
        new PackageRoutes(services, shapes).addTo(api);
        new AlarmRoutes(services, desk.alarms(), shapes).addTo(api);
        new AlarmRuleRoutes(services, desk.alarms()).addTo(api);
        new SinkRoutes(desk.sinks()).addTo(api);
        new OverviewRoutes(services, desk).addTo(api);
        new BackupRoutes(desk.backup()).addTo(api);
        new UpdateRoutes(services).addTo(api);
        audit.addTo(api);
        new DeviceApiRoutes(services).addTo(api);
        new ApiDocument(api).addTo(api);
        return api;
    }

    private void identify(Context context) throws Tokens.BadTokenException {
        String path = context.path();
        if (OPEN.contains(path) || path.startsWith("/api/v1/") || path.startsWith("/api/ws")) {
            return;
        }
        Caller caller = identify(Caller.credentials(context));
        if (!rates.allows(caller.user().id())) {
            throw Refusal.tooMany("Too many requests: at most " + desk.requestRate().text() + " (COUNT:SECONDS)");
        }
        caller.keepIn(context);
    }

    private Caller identify(@Nullable String credentials) throws Tokens.BadTokenException {
        return Caller.identify(credentials, tokens, desk.accounts(), desk.keys());
    }

    private static void addSafetyHeaders(Context context) {
        context.header("X-Content-Type-Options", "nosniff");
        context.header("Referrer-Policy", "no-referrer");
    }

    private void health(Context context) {
        services.store().database().query(on -> on.number("SELECT 1"));
        Answers.json(context, Answers.MAPPER.createObjectNode()
                .put("status", "UP")
                .put("devicesConnected", services.links().size()));
    }

    private void live(WsConfig ws) {
        ws.onConnect(context -> {
            context.enableAutomaticPings(BETWEEN_PINGS.toSeconds(), TimeUnit.SECONDS);
            context.session.setIdleTimeout(BETWEEN_PINGS.multipliedBy(3));
            LiveSocket socket = new LiveSocket(
                    context, services, this::identify, context.queryParam("token"));
            sockets.put(context.sessionId(), socket);
            socket.open();
        });
        ws.onMessage(context -> {
            LiveSocket socket = sockets.get(context.sessionId());
            if (socket != null) {
                socket.received(context.message());
            }
        });
        ws.onClose(context -> {
            LiveSocket socket = sockets.remove(context.sessionId());
            if (socket != null) {
                socket.closed();
            }
        });
        ws.onError(context -> LOG.debug("A WebSocket broke", context.error()));
    }

    private static void answerErrors(RoutesConfig routes) {
        routes.exception(Refusal.class, (refusal, context) -> {
            switch (refusal.kind()) {
                case BAD_REQUEST -> Answers.error(context, 400, ErrorCode.BAD_REQUEST, refusal.getMessage());
                case NOT_FOUND -> Answers.error(context, 404, ErrorCode.NOT_FOUND, refusal.getMessage());
                case FORBIDDEN -> Answers.error(context, 403, ErrorCode.PERMISSION, refusal.getMessage());
                case TOO_MANY -> {
                    if (!context.res().containsHeader("Retry-After")) {
                        context.header("Retry-After", "1");
                    }
                    Answers.error(context, 429, ErrorCode.TOO_MANY_REQUESTS, refusal.getMessage());
                }
                case CONFLICT -> Answers.error(context, 409, ErrorCode.VERSION_CONFLICT, refusal.getMessage());
            }
        });
        routes.exception(Tokens.BadTokenException.class, (bad, context) -> Answers.error(
                context, 401, bad.expired() ? ErrorCode.TOKEN_EXPIRED : ErrorCode.AUTHENTICATION,
                String.valueOf(bad.getMessage())));
        routes.exception(TelemetryRoutes.UnknownEntity.class, (unknown, context) -> Answers.text(
                context, 404, String.valueOf(unknown.getMessage())));
        routes.exception(HttpResponseException.class, (response, context) -> {
            String message = response.getStatus() == 413
                    ? "A body has at most " + (LARGEST_BODY >> 20) + " MiB"
                    : String.valueOf(response.getMessage());
            Answers.error(context, response.getStatus(), ErrorCode.GENERAL, message);
        });
        routes.exception(StorageException.class, (failure, context) -> {
            LOG.warn("{} {} failed: {}", context.method(), context.path(), failure.getMessage());
            Answers.error(context, 503, ErrorCode.GENERAL, failure.getMessage());
        });
        routes.exception(Exception.class, (failure, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), failure);
            Answers.error(context, 500, ErrorCode.GENERAL, "The server failed; its log says more");
        });
    }
}
