package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listener;

/// WebSocket (RFC 6455), as MQTT uses it (MQTT 5.0, 6): one request of HTTP, then frames that are nothing but bytes on
/// their way.
final class WebSocketLayer {

    /// MQTT's, and what clients of version 3.1 used to call it.
    private static final String SUBPROTOCOLS = "mqtt,mqttv3.1";
    private static final int LARGEST_REQUEST = 16 * 1024;
    private static final int SMALLEST_FRAME_LIMIT = 64 * 1024;
    private static final int LARGEST_HEADER = 5;

    private WebSocketLayer() {}

    /// The upgrade has been answered; from now on frames come.
    record Upgraded() {}

    static void add(ChannelPipeline pipeline, Listener listener, int largestPacket) {
        int largestFrame = Math.max(SMALLEST_FRAME_LIMIT, largestPacket + LARGEST_HEADER);
        pipeline.addLast(
                new HttpServerCodec(), new HttpObjectAggregator(LARGEST_REQUEST),
                new Upgrade(listener, largestFrame));
    }

    /// Says that no more comes from here, where frames go.
    static void sayClose(ChannelPipeline pipeline) {
        ChannelHandlerContext context = pipeline.context(Frames.class);
        if (context != null && context.handler() instanceof Frames frames) {
            frames.sayClose(context, WebSocketCloseStatus.NORMAL_CLOSURE);
        }
    }

    /// Takes the one request, and gives way to [Frames].
    private static final class Upgrade extends SimpleChannelInboundHandler<FullHttpRequest> {

        private final Listener listener;
        private final int largestFrame;

        Upgrade(Listener listener, int largestFrame) {
            this.listener = listener;
            this.largestFrame = largestFrame;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Refusal refusal = refusal(request, listener);
            if (refusal != null) {
                refuse(context, refusal);
                return;
            }
            WebSocketServerHandshaker handshaker = new WebSocketServerHandshakerFactory(
                    null, SUBPROTOCOLS,
                    WebSocketDecoderConfig.newBuilder()
                            .maxFramePayloadLength(largestFrame)
                            .allowExtensions(false)
                            .build())
                    .newHandshaker(request);
            if (handshaker == null) {
                refuse(context, new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "WebSocket is spoken in version 13"));
                return;
            }
            try {
                handshaker.handshake(context.channel(), request).addListener(done -> {
                    if (done.isSuccess()) {
                        context.pipeline().replace(this, null, new Frames());
                        context.fireUserEventTriggered(new Upgraded());
                    }
                });
            } catch (WebSocketHandshakeException malformed) {
                refuse(context, new Refusal(HttpResponseStatus.BAD_REQUEST, "This is no upgrade to WebSocket"));
            }
        }
    }

    private record Refusal(HttpResponseStatus status, String why) {}

    private static @Nullable Refusal refusal(FullHttpRequest request, Listener listener) {
        HttpHeaders headers = request.headers();
        String target = request.uri();
        int query = target.indexOf('?');
        if (!request.decoderResult().isSuccess()) {
            return new Refusal(HttpResponseStatus.BAD_REQUEST, "This is not HTTP");
        }
        if (!(query < 0 ? target : target.substring(0, query)).equals(listener.uri().getRawPath())) {
            return new Refusal(HttpResponseStatus.NOT_FOUND, "MQTT is at " + listener.uri().getRawPath());
        }
        boolean upgrades = headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true);
        if (!request.method().equals(HttpMethod.GET) || !upgrades) {
            return new Refusal(HttpResponseStatus.UPGRADE_REQUIRED, "This speaks MQTT over WebSocket alone");
        }
        if (!offersMqtt(headers)) { // [MQTT-6.0.0-3]
            return new Refusal(HttpResponseStatus.BAD_REQUEST, "The client is to offer the subprotocol mqtt");
        }
        String origin = headers.get(HttpHeaderNames.ORIGIN);
        return origin == null || listener.origins().isEmpty() || listener.origins().contains(origin)
                ? null
                : new Refusal(HttpResponseStatus.FORBIDDEN, "Pages of this origin may not connect");
    }

    private static boolean offersMqtt(HttpHeaders headers) {
        Set<String> known = Set.of(SUBPROTOCOLS.split(","));
        List<String> lines = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        return lines.stream()
                .flatMap(line -> List.of(line.split(",")).stream())
                .anyMatch(offered -> known.contains(offered.strip().toLowerCase(Locale.ROOT)));
    }

    private static void refuse(ChannelHandlerContext context, Refusal refusal) {
        ByteBuf text = Unpooled.copiedBuffer(refusal.why() + "\n", StandardCharsets.UTF_8);
        DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, refusal.status(), text);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .setInt(HttpHeaderNames.CONTENT_LENGTH, text.readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (refusal.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
            answer.headers().set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        }
        context.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    /// Frames are bytes on their way: a packet may span several, and one may hold several [MQTT-6.0.0-2].
    private static final class Frames extends ChannelDuplexHandler {

        private boolean closing;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            switch (message) {
                case BinaryWebSocketFrame binary -> context.fireChannelRead(binary.content());
                case ContinuationWebSocketFrame more -> context.fireChannelRead(more.content());
                case PingWebSocketFrame ping -> context.writeAndFlush(new PongWebSocketFrame(ping.content()));
                case TextWebSocketFrame text -> { // [MQTT-6.0.0-1]
                    text.release();
                    close(context, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
                }
                case WebSocketFrame other -> {
                    other.release();
                    if (other instanceof CloseWebSocketFrame) {
                        close(context, WebSocketCloseStatus.NORMAL_CLOSURE);
                    }
                }
                default -> context.fireChannelRead(message);
            }
        }

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            boolean payload = message instanceof ByteBuf bytes && bytes.isReadable();
            context.write(payload ? new BinaryWebSocketFrame((ByteBuf) message) : message, promise);
        }

        /// Says so by a frame first; whether the other side reads it is not waited for.
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            sayClose(context, WebSocketCloseStatus.NORMAL_CLOSURE);
            context.close(promise);
        }

        private void close(ChannelHandlerContext context, WebSocketCloseStatus status) {
            sayClose(context, status);
            context.close();
        }

        private void sayClose(ChannelHandlerContext context, WebSocketCloseStatus status) {
            if (!closing && context.channel().isActive()) {
                closing = true;
                context.writeAndFlush(new CloseWebSocketFrame(status));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof DecoderException) {
                closing = true; // the decoder has said so already
                context.close();
            } else {
                context.fireExceptionCaught(cause);
            }
        }
    }
}
