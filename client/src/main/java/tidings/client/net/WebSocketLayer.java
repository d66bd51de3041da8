package tidings.client.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.net.URI;
import tidings.client.Server;
import tidings.client.WebSocket;
import tidings.client.net.Driver.Target;

/// WebSocket (RFC 6455), as MQTT uses it (MQTT 5.0, 6); needs netty-codec-http, which nothing else does.
final class WebSocketLayer {

    /// What a server says beside "101", such as a page for people.
    private static final int LARGEST_ANSWER = 64 * 1024;
    /// A server may put many packets into one frame.
    private static final int SMALLEST_FRAME_LIMIT = 1 << 20;

    private WebSocketLayer() {}

    static void add(ChannelPipeline pipeline, Server server, Target target, long timeoutMillis) {
        WebSocket how = target.transport().webSocket();
        HttpHeaders headers = new DefaultHttpHeaders();
        how.headers().forEach(header -> headers.add(header.name(), header.value()));
        WebSocketClientProtocolConfig config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(URI.create(server.toString()))
                .subprotocol(how.protocol())
                .customHeaders(headers)
                .maxFramePayloadLength(Math.max(SMALLEST_FRAME_LIMIT, target.maximumPacketSize()))
                .handshakeTimeoutMillis(timeoutMillis)
                .handleCloseFrames(false) // which would leave them without an answer
                .build();
        pipeline.addLast(
                new HttpClientCodec(), new HttpObjectAggregator(LARGEST_ANSWER),
                new WebSocketClientProtocolHandler(config), new Frames());
    }

    static boolean isReady(Object event) {
        return event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE;
    }

    /// Frames are nothing but bytes on their way: a packet may span several, and one may hold several [MQTT-6.0.0-2].
    private static final class Frames extends ChannelDuplexHandler {

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof TextWebSocketFrame) {
                ReferenceCountUtil.release(message);
                throw new DecoderException("the server sends text over WebSocket"); // [MQTT-6.0.0-1]
            }
            if (message instanceof CloseWebSocketFrame) {
                ReferenceCountUtil.release(message);
                context.close(); // says goodbye as well (RFC 6455, 5.5.1)
                return;
            }
            context.fireChannelRead(message instanceof WebSocketFrame frame ? frame.content() : message);
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            boolean payload = message instanceof ByteBuf bytes && bytes.isReadable();
            context.write(payload ? new BinaryWebSocketFrame((ByteBuf) message) : message, promise);
        }
    }
}
