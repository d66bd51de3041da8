package tidings.broker.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.session.Connection;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.Packet;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.mqtt.codec.Encoder;
import tidings.mqtt.codec.PublishFrame;

/// What goes out on one connection, put as its client understands it, to the last packet and the end of it.
///
/// Before the connection is open, packets are written one by one; from then on they go through an [Output].
///
/// Used on the connection's loop only.
final class Sender {

    /// How long a client may take to read the last that is sent to it.
    private static final long CLOSING_SECONDS = 5;

    private final BrokerServer server;
    private final Channel channel;
    private final Connection connection;
    private Version version = Version.V3_1_1;
    private Wording wording = Wording.PLAIN;
    private @Nullable Output output;
    private @Nullable ScheduledFuture<?> patience;
    private boolean told;

    Sender(BrokerServer server, Channel channel, Connection connection) {
        this.server = server;
        this.connection = connection;
        this.channel = channel;
    }

    /// The client has said how it wants to be spoken to.
    void heard(Connect first) {
        version = first.version();
        wording = Wording.of(first, server.config().concealReasons());
    }

    Version version() {
        return version;
    }

    /// The connection is open.
    void open(Connect connect, Limits limits, Home home) {
        output = Output.to(channel, connect, connection, limits, home);
    }

    /// Sends a packet, once the connection is open.
    ///
    /// @return whether the client takes it: not if it is too large in any form
    boolean send(Packet packet) {
        Packet put = wording.put(packet, version);
        if (put == null || output == null) { // [MQTT-3.1.2-24]
            return false;
        }
        output.send(put);
        return true;
    }

    /// Sends a message that is known to fit, once the connection is open.
    void send(PublishFrame frame, boolean dup, int packetId) {
        if (output != null) {
            output.send(frame, dup, packetId);
        }
    }

    /// Whether more may be sent without piling up.
    boolean isWritable() {
        return output != null && output.isWritable();
    }

    /// Sends a packet at once, before the connection is open.
    void write(Packet packet) {
        write(packet, version);
        channel.flush();
    }

    /// A CONNACK that refuses; [#close] sends it.
    ///
    /// @param spoken the version to say it in: the client may have named none that there is
    void refuse(Version spoken, ReasonCode reason) {
        Packet put = wording.put(new ConnAck(false, reason, server.door().reference(reason)), spoken);
        if (put != null) {
            told = true;
            write(put, spoken);
        }
    }

    /// A DISCONNECT where the client knows it from a server; [#close] sends it.
    ///
    /// @param why in words; null for what the reason alone tells
    void dismiss(ReasonCode reason, @Nullable String why) {
        if (version.hasProperties() && output != null) {
            Packet put = wording.put(new Disconnect(reason, server.door().reference(reason)), why, version);
            if (put != null) {
                told = true;
                output.send(put);
            }
        }
    }

    /// Closes after all that was sent; a client that does not read it cannot stay for that.
    ///
    /// @param farewell closes instead, later, where the client was told why
    void close(Runnable farewell) {
        Output last = output == null
                ? new Output(channel, Encoder.of(version), connection, server.home(channel.eventLoop()))
                : output;
        ChannelFuture sent = last.finish();
        if (told) {
            sent.addListener(done -> channel.eventLoop().execute(farewell));
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
        if (channel.isActive()) {
            patience = channel.eventLoop().schedule(() -> {
                channel.close();
            }, CLOSING_SECONDS, TimeUnit.SECONDS);
        }
    }

    /// The connection is gone: gives back what was never sent.
    void release() {
        if (patience != null) {
            patience.cancel(false);
        }
        if (output != null) {
            output.release();
        }
    }

    private void write(Packet packet, Version spoken) {
        ByteBuf bytes = channel.alloc().buffer();
        Encoder.of(spoken).encode(packet, bytes);
        channel.write(bytes);
    }
}
