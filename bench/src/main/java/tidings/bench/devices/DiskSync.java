package tidings.bench.devices;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// How long this disk takes to sync two pages of a file that has its size already, one write after the other: what an
/// acknowledgement cannot be faster than.
final class DiskSync {

    private static final int PAGE = 4_096;
    private static final int FILE_PAGES = 2_000;
    private static final long BETWEEN_NANOS = 3_000_000;

    private DiskSync() {}

    /// Writes and syncs for a while.
    ///
    /// @return how long each sync took, in nanoseconds, sorted
    static long[] nanos(Path folder, long nanos) throws IOException {
        Path file = folder.resolve("sync");
        Files.write(file, new byte[FILE_PAGES * PAGE]);
        long[] times = new long[(int) (nanos / BETWEEN_NANOS) + 1];
        int count = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
            long end = System.nanoTime() + nanos;
            for (; count < times.length && System.nanoTime() < end; count++) {
                channel.write(ByteBuffer.allocate(2 * PAGE), 2L * PAGE * (count % (FILE_PAGES / 2)));
                long start = System.nanoTime();
                channel.force(true);
                times[count] = System.nanoTime() - start;
                LockSupport.parkNanos(BETWEEN_NANOS);
            }
        }
        Files.delete(file);
        long[] sorted = Arrays.copyOf(times, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
