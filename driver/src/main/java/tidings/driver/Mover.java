package tidings.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import tidings.client.MqttLoop;

/// Moves a client that has no thread of its own, until it is stopped.
final class Mover {

    private static final Duration TURN = Duration.ofMillis(100);

    private final MqttLoop loop;
    private volatile boolean stopped;

    private Mover(MqttLoop loop) {
        this.loop = loop;
    }

    /// Calls the loop over and over.
    static Mover calling(MqttLoop loop) {
        Mover mover = new Mover(loop);
        mover.start(() -> {
            while (!mover.stopped) {
                loop.run(TURN);
            }
        });
        return mover;
    }

    /// Selects on the client's channel, and calls what reads, writes and minds the time.
    static Mover selecting(MqttLoop loop) {
        Mover mover = new Mover(loop);
        mover.start(mover::select);
        return mover;
    }

    void stop() {
        stopped = true;
    }

    private void start(Runnable work) {
        Thread.ofPlatform().daemon().name("loop").start(work);
    }

    private void select() {
        try (Selector selector = Selector.open()) {
            loop.onWake(selector::wakeup);
            while (!stopped) {
                Duration next = loop.tick();
                SocketChannel channel = loop.channel();
                if (channel != null) {
                    register(channel, selector, loop.interest());
                }
                selector.select(Math.clamp(next.toMillis(), 1, TURN.toMillis()));
                selector.selectedKeys().clear();
                loop.write();
                loop.read();
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void register(SocketChannel channel, Selector selector, int interest) {
        try {
            channel.register(selector, interest);
        } catch (ClosedChannelException gone) {
            // the next turn finds another one, or none
        }
    }
}
