package tidings.bench.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// A broker as a process of its own, on the first processor alone, whose processor time and memory can be asked.
final class BrokerProcess implements AutoCloseable {

    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final long TICK_MICROS = 10_000; // of Linux, for all programs
    private static final long START_SECONDS = 60;
    private static final byte[] CONNECT = {0x10, 0x0D, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 's'};

    private final Peer peer;
    private final Path folder;
    private final InetSocketAddress address;
    private final Process process;
    private final double startMillis;

    private BrokerProcess(Peer peer, Path folder, boolean durable) throws IOException {
        this.peer = peer;
        this.folder = folder;
        int port = freePort();
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(TASKSET)) {
            command.addAll(List.of(TASKSET.toString(), "-c", "0"));
        }
        command.addAll(peer.command(port, folder, durable));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve(peer + ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", Peer.javaOptions());
        long start = System.nanoTime();
        this.process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitConnAck();
        this.startMillis = (System.nanoTime() - start) / 1e6;
    }

    /// Starts a broker, and comes back when it has let a client in.
    ///
    /// @param folder of its own, where it also says what it has to say
    /// @param durable whether it is to keep sessions on the disk
    static BrokerProcess start(Peer peer, Path folder, boolean durable) throws IOException {
        return new BrokerProcess(peer, folder, durable);
    }

    String name() {
        return peer.name().toLowerCase(Locale.ROOT);
    }

    Peer peer() {
        return peer;
    }

    Path folder() {
        return folder;
    }

    InetSocketAddress address() {
        return address;
    }

    /// From the start of the process to the first CONNACK.
    double startMillis() {
        return startMillis;
    }

    /// Processor time that it has used.
    long cpuMicros() throws IOException {
        return cpuMicros(process.pid());
    }

    /// Processor time that the generator has used.
    static long ownCpuMicros() throws IOException {
        return cpuMicros(ProcessHandle.current().pid());
    }

    /// Memory that it holds.
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(proc(process.pid(), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException(peer + " is gone");
    }

    /// Has it give back what it does not need, if it is a Java.
    void collectGarbage() throws IOException, InterruptedException {
        if (peer != Peer.MOSQUITTO) {
            Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
            new ProcessBuilder(jcmd.toString(), String.valueOf(process.pid()), "GC.run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }

    /// Ends it as a power cut would, but for the disk's own memory.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        if (!process.onExit().completeOnTimeout(process, 5, TimeUnit.SECONDS).join().isAlive()) {
            return;
        }
        kill();
    }

    private void awaitConnAck() throws IOException {
        for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS); System.nanoTime() < end;) {
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                socket.getOutputStream().write(CONNECT);
                if (socket.getInputStream().read() == 0x20) {
                    return;
                }
            } catch (IOException notYet) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
            }
            if (!process.isAlive()) {
                break;
            }
        }
        kill();
        throw new IOException(peer + " does not answer; see " + folder.resolve(peer + ".log"));
    }

    private static long cpuMicros(long pid) throws IOException {
        String stat = Files.readString(proc(pid, "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }

    private static Path proc(long pid, String what) {
        return Path.of("/proc", String.valueOf(pid), what);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
