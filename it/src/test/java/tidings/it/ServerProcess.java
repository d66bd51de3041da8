package tidings.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// `tidings serve` or `tidings broker` as a process of its own, which can be killed.
final class ServerProcess implements AutoCloseable {

    static final String ADMIN = "admin@localhost";
    static final String PASSWORD = "correct horse battery staple";

    private static final long START_SECONDS = 45;

    private final Process process;
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<String> ready = new CompletableFuture<>();

    private ServerProcess(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("TIDINGS_ADMIN_PASSWORD", PASSWORD);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        readLines(process.errorReader());
        readLines(process.inputReader());
        process.onExit().thenRun(() -> ready.completeExceptionally(new AssertionError("Ended: " + log)));
    }

    /// A server on free ports of the loopback address, when it is ready.
    static ServerProcess serve(Path data, String... more) {
        List<String> command = Tidings.command("serve", "--data", data.toString(), "--http", "127.0.0.1:0");
        command.addAll(List.of("--listen", "mqtt://127.0.0.1:0"));
        return started(command, more);
    }

    /// A broker on a free port of the loopback address, when it is ready.
    static ServerProcess broker(String... more) {
        return started(Tidings.command("broker", "--listen", "mqtt://127.0.0.1:0"), more);
    }

    /// A broker that may have so many files open, when it is ready.
    static ServerProcess brokerWithFiles(int files, String... more) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh"));
        command.addAll(Tidings.command("broker", "--listen", "mqtt://127.0.0.1:0"));
        return started(command, more);
    }

    /// A server with these words and no others, when it is ready.
    static ServerProcess start(String... arguments) {
        return started(Tidings.command(arguments));
    }

    /// A server that another program than the classes of this build starts, when it is ready.
    static ServerProcess of(Path program, String... arguments) {
        return started(new ArrayList<>(List.of(program.toString())), arguments);
    }

    /// As `kill -HUP` does.
    void hangUp() throws IOException, InterruptedException {
        signal("-HUP");
    }

    /// Does nothing any more, until it is resumed.
    void pause() throws IOException, InterruptedException {
        signal("-STOP");
    }

    void resume() throws IOException, InterruptedException {
        signal("-CONT");
    }

    int mqttPort() {
        return address("mqtt").getPort();
    }

    /// Where its REST answers, without a slash at the end.
    URI http() {
        return address("http");
    }

    /// Everything it has printed so far.
    List<String> log() {
        return List.copyOf(log);
    }

    /// As `kill -9` does: no last word.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// As `kill` does.
    ///
    /// @return the exit status
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            throw new AssertionError("Does not stop: " + log);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static ServerProcess started(List<String> command, String... more) {
        command.addAll(List.of(more));
        ServerProcess server = new ServerProcess(command);
        try {
            server.ready.orTimeout(START_SECONDS, TimeUnit.SECONDS).join();
            return server;
        } catch (CompletionException late) {
            server.close();
            throw late;
        }
    }

    private void signal(String which) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", which, String.valueOf(process.pid())).start().waitFor();
        if (status != 0) {
            throw new AssertionError("kill " + which + " ends with " + status);
        }
    }

    private URI address(String scheme) {
        for (String word : ready.join().split(" ")) {
            if (word.startsWith(scheme + "://")) {
                return URI.create(word);
            }
        }
        throw new AssertionError("No " + scheme + " in: " + ready.join());
    }

    private void readLines(BufferedReader stream) {
        Thread.ofPlatform().daemon().start(() -> { // several servers' streams would hold all carriers of virtual ones
            try (stream) {
                for (String line = stream.readLine(); line != null; line = stream.readLine()) {
                    log.add(line);
                    if (line.startsWith("ready ")) {
                        ready.complete(line);
                    }
                }
            } catch (IOException e) {
                log.add("(" + e + ")");
            }
        });
    }
}
