package tidings.broker.net;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Who does the arithmetic of TLS handshakes, so that those who are in do not wait for those who come.
final class Handshakes {

    private static final long IDLE_SECONDS = 30;

    private Handshakes() {}

    /// A thread for every two processors, started when they are needed. What waits for them is limited by how many
    /// connections may be on their way in.
    static ThreadPoolExecutor threads() {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("tidings-tls", true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
