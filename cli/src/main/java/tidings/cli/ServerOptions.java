package tidings.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tidings.client.MqttClient;
import tidings.client.MqttConfig;
import tidings.mqtt.Bytes;
import tidings.mqtt.Version;

/// To which server the commands of a client connect, and as whom: mosquitto's letters, which fingers know, and a few long
/// names beyond.
final class ServerOptions {

    @Option(names = {"-h", "--host"}, paramLabel = "HOST", description = "The server; localhost by default.")
    private String host = "localhost";

    @Option(names = {"-p", "--port"}, paramLabel = "PORT", description = "Its port; 1883 by default, 8883 with TLS.")
    private @Nullable Integer port;

    @Option(names = {"-L",
        "--url"}, paramLabel = "URL", description = "All in one: mqtt://[USER[:PASSWORD]@]HOST[:PORT][/TOPIC]; mqtts://, and ws:// or wss:// with a path, as well.")
    private @Nullable URI url;

    @Option(names = {"-u", "--username"}, paramLabel = "NAME", description = "Who logs in; a device's access token.")
    private @Nullable String userName;

    @Option(names = {"-P",
        "--pw"}, paramLabel = "PASSWORD", description = "The password; others on this machine may see it, so better:")
    private @Nullable String password;

    @Option(names = "--password-file", paramLabel = "FILE", description = "The password is this file's first line.")
    private @Nullable Path passwordFile;

    @Option(names = "--password-env", paramLabel = "NAME", description = "The password is in this environment variable.")
    private @Nullable String passwordVariable;

    @Option(names = {"-k",
        "--keepalive"}, paramLabel = "SECONDS", description = "Keep alive; 60 by default, 0 for none.")
    private int keepAliveSeconds = 60;

    @Option(names = {"-V",
        "--protocol-version"}, paramLabel = "VERSION", converter = VersionOption.class, description = "5, 311 or 31; by default 5, and 311 where the server does not know it.")
    private @Nullable Version version;

    @Option(names = "--connect-timeout", paramLabel = "SECONDS", description = "How long to wait for the server; 10 by default.")
    private int connectTimeoutSeconds = 10;

    @Mixin
    private final TransportOptions transport = new TransportOptions();

    /// Begins a client's configuration.
    ///
    /// @throws IllegalArgumentException if parts do not go together
    MqttConfig.Builder client() {
        Logging.level("error"); // the command itself tells what is wrong
        MqttConfig.Builder client = MqttClient.builder()
                .server(transport.server(url, host, port))
                .keepAlive(Duration.ofSeconds(keepAliveSeconds))
                .connectTimeout(Duration.ofSeconds(connectTimeoutSeconds));
        if (version != null) {
            client.version(version);
        }
        transport.apply(client);
        login(client);
        return client;
    }

    /// The version that was asked for, or the one that is tried first.
    Version version() {
        return version == null ? Version.V5 : version;
    }

    /// The topic that an `-L` names, or null.
    @Nullable
    String urlTopic() {
        String path = url == null || url.getScheme().startsWith("ws") ? null : url.getPath();
        return path != null && path.length() > 1 ? path.substring(1) : null;
    }

    private void login(MqttConfig.Builder client) {
        Bytes secret = password();
        if (userName != null || secret != null) {
            client.credentials(userName, secret);
        }
    }

    private @Nullable Bytes password() {
        if (password != null) {
            return Bytes.utf8(password);
        }
        if (passwordVariable != null) {
            String value = System.getenv(passwordVariable);
            if (value == null) {
                throw new IllegalArgumentException(
                        "There is no environment variable " + passwordVariable + " (--password-env)");
            }
            return Bytes.utf8(value);
        }
        return passwordFile == null ? null : Bytes.utf8(firstLine(passwordFile));
    }

    private static String firstLine(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw CommandException.unreadable(file, "--password-file", e);
        }
    }
}
