package tidings.broker.net;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import tidings.broker.session.Shard;

/// One event loop with what belongs to it.
record Home(EventLoop loop, Shard shard, Flusher flusher) {

    /// Moves a connection here, unless it is here already. It is not read meanwhile.
    ///
    /// @param taken is told on this loop whether it has come, and lives; on the other where this one stops
    void take(Channel channel, Consumer<Boolean> taken) {
        if (loop.inEventLoop()) {
            taken.accept(true);
            return;
        }
        channel.deregister().addListener(left -> {
            if (loop.isShuttingDown()) { // it would take nothing, and tell nobody
                taken.accept(false);
            } else {
                loop.register(channel)
                        .addListener(arrived -> taken.accept(arrived.isSuccess() && channel.isActive()));
            }
        });
    }
}
