package tidings.it;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tidings.it.Tool.Result;

/// The one command, as a process of its own, with the classes of this build.
final class Tidings {

    private Tidings() {}

    /// The words that start it.
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "tidings.cli.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Runs it to its end.
    static Result run(String... arguments) throws IOException, InterruptedException {
        return Tool.run(command(arguments).toArray(String[]::new));
    }

    /// Starts it, its error output among the other.
    static Process start(String... arguments) throws IOException {
        return Tool.start(command(arguments).toArray(String[]::new));
    }
}
