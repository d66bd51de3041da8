package tidings.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// The ways in which a client can be moved; each must do the same.
enum Driving {
    /// By event loops of its own.
    OWN_THREADS {
        @Override
        MqttClient client(MqttConfig.Builder builder) {
            return builder.build();
        }
    },
    /// By a thread of the application that calls `run`.
    RUN {
        @Override
        MqttClient client(MqttConfig.Builder builder) {
            MqttClient client = builder.manualLoop().build();
            MqttLoop loop = client.loop();
            Thread.ofPlatform().daemon().start(() -> {
                while (client.state() != MqttClient.State.CLOSED) {
                    loop.run(Duration.ofMillis(50));
                }
            });
            return client;
        }
    },
    /// By a selector of the application, and each turn on another thread.
    OWN_SELECTOR {
        @Override
        MqttClient client(MqttConfig.Builder builder) {
            MqttClient client = builder.manualLoop().build();
            Thread.ofPlatform().daemon().start(() -> select(client));
            return client;
        }
    };

    abstract MqttClient client(MqttConfig.Builder builder);

    private static void select(MqttClient client) {
        MqttLoop loop = client.loop();
        try (Selector selector = Selector.open()) {
            loop.onWake(selector::wakeup);
            while (client.state() != MqttClient.State.CLOSED) {
                long millis = Math.clamp(loop.tick().toMillis(), 1, 50);
                SocketChannel channel = loop.channel();
                if (channel != null) {
                    register(channel, selector, loop.interest());
                }
                selector.select(millis);
                selector.selectedKeys().clear();
                elsewhere(() -> {
                    loop.write();
                    loop.read();
                });
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void register(SocketChannel channel, Selector selector, int interest) {
        try {
            channel.register(selector, interest);
        } catch (ClosedChannelException gone) {
            // the next tick knows of another, or of none
        }
    }

    private static void elsewhere(Runnable turn) {
        try {
            Thread thread = Thread.ofVirtual().start(turn);
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
