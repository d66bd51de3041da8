package tidings.manage;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.UnauthorizedResponse;
import io.javalin.util.JavalinBindException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// An HTTP server for [Management] alone, where there is no other. Who manages shows a token, as
/// `Authorization: Bearer TOKEN`; health and metrics are open.
public final class ManagementServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);
    private static final long LARGEST_BODY = 8 << 20;
    private static final String BEARER = "Bearer ";

    private final byte[] tokenHash;
    private final Javalin javalin;

    private ManagementServer(String token, Management management) {
        this.tokenHash = sha256(token);
        this.javalin = Javalin.create(config -> configure(config, management));
    }

    /// Starts listening.
    ///
    /// @param port 0 for a free one
    /// @param token what those show who may manage; a long one, since it may be tried as often as anybody likes
    /// @throws UncheckedIOException if it cannot
    public static ManagementServer start(String host, int port, String token, Management management) {
        ManagementServer server = new ManagementServer(token, management);
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

    private void configure(JavalinConfig config, Management management) {
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.maxRequestSize = LARGEST_BODY;
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        management.addTo(config.routes, this::mustShowToken);
        config.routes.after(context -> context.header("X-Content-Type-Options", "nosniff"));
        config.routes.exception(HttpResponseException.class, (response, context) -> error(
                context, response.getStatus(), String.valueOf(response.getMessage())));
        config.routes.exception(Exception.class, (failure, context) -> {
            LOG.error("{} {} failed", context.method(), context.path(), failure);
            error(context, 500, "The server failed; its log says more");
        });
    }

    private void mustShowToken(Context context) {
        String header = context.header("Authorization");
        boolean shown = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
        if (header == null || !shown
                || !MessageDigest.isEqual(tokenHash, sha256(header.substring(BEARER.length()).strip()))) {
            context.header("WWW-Authenticate", "Bearer");
            throw new UnauthorizedResponse("A token is needed: Authorization: Bearer TOKEN");
        }
    }

    private static void error(Context context, int status, String message) {
        ObjectNode body = Json.MAPPER.createObjectNode()
                .put("status", status)
                .put("message", message)
                .put("timestamp", System.currentTimeMillis());
        Json.send(context.status(status), body);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has SHA-256", e);
        }
    }
}
