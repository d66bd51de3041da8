package tidings.client.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import tidings.client.Proxy;
import tidings.client.Server;
import tidings.client.SocketOptions;
import tidings.client.net.Driver.Target;

/// The ways to a server, in the order in which to try them. To find them takes time: names are looked up, files are read.
///
/// @param tls what TLS is spoken with, or null if it is not
/// @param local where sockets are bound to, or null
record Route(List<Hop> hops, @Nullable SSLContext tls, @Nullable InetSocketAddress local) {

    /// One way.
    ///
    /// @param address to which a socket is connected: the server's, or that of a proxy
    /// @param host the server at its end
    record Hop(SocketAddress address, String host, int port) {

        /// The server, by name.
        InetSocketAddress destination() {
            return InetSocketAddress.createUnresolved(host, port);
        }
    }

    /// @throws IOException if there is none, in words for the user
    static Route find(Target target, TlsContexts contexts) throws IOException {
        Server server = target.server();
        if (server.isWebSocket()) {
            require("WebSocket", "io.netty.handler.codec.http.HttpClientCodec", "netty-codec-http");
        }
        if (Layers.proxy(target) != null) {
            require("A proxy", "io.netty.handler.proxy.ProxyHandler", "netty-handler-proxy");
        }
        SSLContext tls = server.isTls() ? contexts.of(target.transport().tls()) : null;
        List<Hop> hops = hops(server, target.transport().proxy());
        if (tls != null) {
            try {
                Layers.engine(tls, target.transport().tls(), hops.get(0)); // a name of no protocol is told here
            } catch (IllegalArgumentException unknown) {
                throw new IOException("TLS cannot be set up: " + unknown.getMessage(), unknown);
            }
        }
        return new Route(hops, tls, local(target.transport().socket()));
    }

    /// Optional parts are said to be missing by their names.
    private static void require(String what, String type, String artifact) throws IOException {
        try {
            Class.forName(type, false, Route.class.getClassLoader());
        } catch (ClassNotFoundException absent) {
            throw new IOException(what + " needs io.netty:" + artifact + " on the class path", absent);
        }
    }

    private static List<Hop> hops(Server server, @Nullable Proxy proxy) throws IOException {
        return switch (server.scheme()) {
            case UNIX -> List.of(new Hop(UnixDomainSocketAddress.of(server.path()), "localhost", 1));
            case SRV, SRV_TLS -> {
                List<Hop> hops = new ArrayList<>();
                for (ServiceRecords.Target found : ServiceRecords.lookUp(server.host(), server.isTls())) {
                    hops.addAll(hops(found.host(), found.port(), proxy));
                }
                yield hops;
            }
            case MQTT, MQTTS, WS, WSS -> hops(server.host(), server.port(), proxy);
        };
    }

    private static List<Hop> hops(String host, int port, @Nullable Proxy proxy) throws IOException {
        String contact = proxy == null ? host : proxy.host();
        int contactPort = proxy == null ? port : proxy.port();
        return Arrays.stream(addresses(contact))
                .map(address -> new Hop(new InetSocketAddress(address, contactPort), host, port))
                .toList();
    }

    private static @Nullable InetSocketAddress local(SocketOptions options) throws IOException {
        if (options.localHost() == null) {
            return options.localPort() == 0 ? null : new InetSocketAddress(options.localPort());
        }
        return new InetSocketAddress(addresses(options.localHost())[0], options.localPort());
    }

    private static InetAddress[] addresses(String host) throws IOException {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException none) {
            UnknownHostException named = new UnknownHostException("there is no host " + host);
            named.initCause(none);
            throw named;
        }
    }
}
