package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listener;
import tidings.broker.Tls;

/// What lies between the bytes of a socket and the packets of a connection:
///
/// ```
/// socket | PROXY protocol | TLS | HTTP, WebSocket | porch | packets
/// ```
///
/// Each but the last is there only where the listener wants it. The [Porch] gives way when all before it are ready.
final class Layers {

    /// What has to be done before packets can go.
    enum Stage {
        PROXY("the header of the PROXY protocol"),
        TLS("the handshake of TLS"),
        WEB_SOCKET("the upgrade to WebSocket");

        final String text;

        Stage(String text) {
            this.text = text;
        }
    }

    private Layers() {}

    /// The stages of a listener; empty where packets come at once.
    static Deque<Stage> stages(Listener listener) {
        Deque<Stage> stages = new ArrayDeque<>();
        if (listener.proxyProtocol()) {
            stages.add(Stage.PROXY);
        }
        if (listener.scheme().isTls()) {
            stages.add(Stage.TLS);
        }
        if (listener.scheme().isWebSocket()) {
            stages.add(Stage.WEB_SOCKET);
        }
        return stages;
    }

    /// @param tls of the listener, or null where it speaks none
    /// @param largestPacket that is taken
    static void add(Channel channel, Listener listener, @Nullable TlsContext tls, int largestPacket) {
        ChannelPipeline pipeline = channel.pipeline();
        if (listener.proxyProtocol()) {
            ProxyLayer.add(pipeline);
        }
        if (tls != null) {
            pipeline.addLast(tls.handler(channel.alloc()));
        }
        if (listener.scheme().isWebSocket()) {
            WebSocketLayer.add(pipeline, listener, largestPacket);
        }
    }

    /// Whether what a client showed was certified by somebody the listener knows.
    static boolean isTrusted(Listener listener) {
        Tls tls = listener.tls();
        return tls != null && tls.clientAuthorities() != null;
    }
}
