package tidings.cli;

import java.io.UncheckedIOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import tidings.broker.Broker;
import tidings.manage.Management;
import tidings.manage.ManagementServer;

/// The HTTP port of a broker that has no device server to share one with. Closed unless it is asked for; and who manages
/// has a token.
final class ManagementOptions {

    private static final String DEFAULT_HOST = "127.0.0.1";
    private static final int SHORTEST_TOKEN = 16;
    private static final int MADE_UP_BYTES = 24;

    @Option(names = "--http", paramLabel = "[HOST:]PORT", description = "Metrics, health and the REST of operators; none by default. Without a host on 127.0.0.1 alone.")
    private @Nullable String http;

    @Option(names = "--http-token", paramLabel = "TOKEN", description = "What operators show, as Authorization: Bearer TOKEN; made up and printed once by default.")
    private @Nullable String token;

    /// What listens, and what it shows.
    record Started(Management management, ManagementServer server, URI address) {

        void close() {
            server.close();
            management.close();
        }
    }

    /// Starts to listen, if that is wanted.
    ///
    /// @param command that runs
    @Nullable
    Started start(Broker broker, CommandSpec command) {
        if (http == null) {
            return null;
        }
        String place = http;
        int colon = place.lastIndexOf(':');
        String host = colon < 0 ? DEFAULT_HOST : place.substring(0, colon);
        int port = port(place.substring(colon + 1));
        String shown = shown();
        Management management = Management.of(broker)
                .version(new Main.ProgramVersion().getVersion()[0])
                .configuration(() -> Settings.masked(command))
                .build();
        try {
            ManagementServer server =
                    ManagementServer.start(host.replaceAll("[\\[\\]]", ""), port, shown, management);
            return new Started(management, server, URI.create("http://" + host + ":" + server.port()));
        } catch (UncheckedIOException taken) {
            management.close();
            throw new CommandException(ExitStatus.FAILED, "Cannot listen at " + place
                    + " for HTTP: the port is taken, or the address is not of this machine; choose another with --http");
        }
    }

    private String shown() {
        if (token == null) {
            byte[] random = new byte[MADE_UP_BYTES];
            new SecureRandom().nextBytes(random);
            String madeUp = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
            System.out.println("  token    " + madeUp + "  (for --http; made up now, not shown again)");
            return madeUp;
        }
        if (token.length() < SHORTEST_TOKEN) {
            throw new CommandException(
                    ExitStatus.FAILED, "A token has at least " + SHORTEST_TOKEN + " characters (--http-token)");
        }
        return token;
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 0xFFFF) {
                return port;
            }
        } catch (NumberFormatException wrong) {
            // said below
        }
        throw new CommandException(
                ExitStatus.FAILED, "'" + text + "' is no port; --http takes HOST:PORT, and port 0 for a free one");
    }
}
