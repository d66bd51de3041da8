package tidings.bench.clients;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// What this process has used between two moments.
record Meter(long cpuNanos, long allocatedBytes, long nanos) {

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    static Meter now() {
        return new Meter(SYSTEM.getProcessCpuTime(), THREADS.getTotalThreadAllocatedBytes(), System.nanoTime());
    }

    /// What has been used since another moment.
    Meter since(Meter before) {
        return new Meter(cpuNanos - before.cpuNanos, allocatedBytes - before.allocatedBytes, nanos - before.nanos);
    }

    static int threads() {
        return THREADS.getThreadCount();
    }

    /// Bytes that are in use, after a collection.
    static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
