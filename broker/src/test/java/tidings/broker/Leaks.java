package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// Listens to what Netty tells of buffers that nobody gave back. Tests run with its most suspicious detector.
final class Leaks {

    private static final String DETECTOR = "io.netty.util.ResourceLeakDetector";

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            told.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    Leaks() {
        Logger.getLogger(DETECTOR).addHandler(handler);
    }

    /// Checks that there were none since it was made. After this it listens no more.
    void areNone() {
        for (int i = 0; i < 3; i++) { // it tells of what leaked when it makes the next buffers
            System.gc();
            ByteBufAllocator.DEFAULT.buffer().release();
        }
        Logger.getLogger(DETECTOR).removeHandler(handler);
        assertThat(told).isEmpty();
    }
}
