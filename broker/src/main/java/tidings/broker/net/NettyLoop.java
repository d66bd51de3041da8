package tidings.broker.net;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tidings.broker.session.Loop;

/// An event loop of Netty, as sessions know loops.
record NettyLoop(EventLoop loop) implements Loop {

    @Override
    public void execute(Runnable task) {
        if (!loop.isShuttingDown()) {
            loop.execute(task);
        }
    }

    @Override
    public Future<?> schedule(Runnable task, Duration delay) {
        return loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }
}
