package tidings.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which device server, and in whose name.
final class RestOptions {

    @Option(names = "--server", paramLabel = "URL", defaultValue = "${env:TIDINGS_SERVER:-http://localhost:8080}", description = "The device server; TIDINGS_SERVER, or http://localhost:8080.")
    private URI server = URI.create("http://localhost:8080");

    @Option(names = "--api-key", paramLabel = "KEY", description = "A key of a user; better in TIDINGS_API_KEY, which no list of processes shows.")
    private @Nullable String apiKey;

    @Option(names = "--user", paramLabel = "EMAIL", description = "Log in as this user instead.")
    private @Nullable String user;

    @Option(names = "--password-env", paramLabel = "NAME", defaultValue = "TIDINGS_PASSWORD", description = "The environment variable with the password; TIDINGS_PASSWORD by default.")
    private String passwordVariable = "TIDINGS_PASSWORD";

    /// @throws CommandException if there is nothing to log in with, or it is refused
    RestClient connect() {
        if (server.getHost() == null || server.getScheme() == null || !server.getScheme().startsWith("http")) {
            throw new CommandException(ExitStatus.FAILED, "--server is http://HOST:PORT, not " + server);
        }
        String key = apiKey == null ? System.getenv("TIDINGS_API_KEY") : apiKey;
        if (user == null && key != null) {
            return RestClient.withKey(server, key);
        }
        String password = System.getenv(passwordVariable);
        if (user == null || password == null) {
            throw new CommandException(
                    ExitStatus.FAILED, "Give a key in TIDINGS_API_KEY, or --user and the password in "
                            + passwordVariable);
        }
        return RestClient.logIn(server, user, password);
    }
}
