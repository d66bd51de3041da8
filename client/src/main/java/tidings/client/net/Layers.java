package tidings.client.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import tidings.client.Proxy;
import tidings.client.Server;
import tidings.client.Tls;
import tidings.client.net.Driver.Target;
import tidings.client.net.Route.Hop;

/// What lies between the bytes of a socket and the packets of a client, the same for both drivers:
///
/// ```
/// socket | proxy | TLS | HTTP, WebSocket | gate | packets
/// ```
///
/// Each but the last is there only if it is needed. The gate opens when all before it are ready.
final class Layers {

    private static final Logger LOG = System.getLogger(Layers.class.getName());

    /// What has to be done before packets can go.
    enum Stage {
        PROXY("the proxy"),
        TLS("TLS"),
        WEB_SOCKET("WebSocket");

        final String text;

        Stage(String text) {
            this.text = text;
        }
    }

    private Layers() {}

    static void add(Channel channel, Target target, Route route, Hop hop, PacketHandler packets) {
        ChannelPipeline pipeline = channel.pipeline();
        Deque<Stage> stages = new ArrayDeque<>();
        Server server = target.server();
        long timeoutMillis = TimeUnit.NANOSECONDS.toMillis(target.connectTimeoutNanos());
        Proxy proxy = proxy(target);
        if (proxy != null) {
            stages.add(Stage.PROXY);
            pipeline.addLast(ProxyLayer.handler(proxy, hop.address()));
        }
        if (route.tls() != null) {
            stages.add(Stage.TLS);
            if (!target.transport().tls().hostNameVerified()) {
                LOG.log(Level.WARNING, "The name in the certificate of {0} is not verified: anyone may pass for it",
                        server);
            }
            SslHandler handler = new SslHandler(engine(route.tls(), target.transport().tls(), hop));
            handler.setHandshakeTimeoutMillis(0); // the gate's business
            pipeline.addLast(handler);
        }
        if (server.isWebSocket()) {
            stages.add(Stage.WEB_SOCKET);
            WebSocketLayer.add(pipeline, server, target, timeoutMillis);
        }
        if (!stages.isEmpty()) {
            pipeline.addLast(new Gate(stages, timeoutMillis, packets));
        }
        pipeline.addLast(packets);
    }

    /// Through whom a server is reached, or null: what is on this machine needs nobody.
    static @Nullable Proxy proxy(Target target) {
        return target.server().scheme() == Server.Scheme.UNIX ? null : target.transport().proxy();
    }

    static SSLEngine engine(SSLContext context, Tls tls, Hop hop) {
        String name = tls.serverName() == null ? hop.host() : tls.serverName();
        SSLEngine engine = context.createSSLEngine(name, hop.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(tls.protocols().toArray(String[]::new));
        if (!tls.ciphers().isEmpty()) {
            parameters.setCipherSuites(tls.ciphers().toArray(String[]::new));
        }
        if (tls.serverName() != null) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        parameters.setApplicationProtocols(tls.applicationProtocols().toArray(String[]::new));
        if (tls.hostNameVerified()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        engine.setSSLParameters(parameters);
        return engine;
    }
}
