package tidings.client.net;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyConnectionEvent;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks4ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.SocketAddress;
import tidings.client.Proxy;

/// Proxies; needs netty-handler-proxy, which nothing else does.
final class ProxyLayer {

    private ProxyLayer() {}

    static ProxyHandler handler(Proxy proxy, SocketAddress address) {
        String user = proxy.user();
        String password = proxy.password() == null ? "" : proxy.password();
        ProxyHandler handler = switch (proxy.kind()) {
            case HTTP ->
                user == null ? new HttpProxyHandler(address) : new HttpProxyHandler(address, user, password);
            case SOCKS4 -> new Socks4ProxyHandler(address, user);
            case SOCKS5 -> new Socks5ProxyHandler(address, user, user == null ? null : password);
        };
        handler.setConnectTimeoutMillis(0); // the gate's business
        return handler;
    }

    static boolean isReady(Object event) {
        return event instanceof ProxyConnectionEvent;
    }
}
