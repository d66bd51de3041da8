package tidings.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tidings.client.MqttConfig;
import tidings.mqtt.Version;
import tidings.mqtt.tls.Pem;
import tidings.tinkerforge.GatewayConfig;

/// The options of tinkerforge_mqtt, and below them those that it does not have. What takes back what another option says is a
/// method, which is called in the order of the command line.
final class TinkerforgeOptions {

    private static final int DAEMON_PORT = 4223;

    @Option(names = "--ipcon-host", paramLabel = "HOST", description = "The Brick Daemon, WIFI or Ethernet Extension; localhost by default.")
    private String ipconHost = "localhost";

    @Option(names = "--ipcon-port", paramLabel = "PORT", description = "Its port; 4223 by default.")
    private int ipconPort = DAEMON_PORT;

    @Option(names = "--ipcon-auth-secret", paramLabel = "SECRET", description = "Its secret; none by default.")
    private String ipconAuthSecret = "";

    @Option(names = "--ipcon-timeout", paramLabel = "MS", description = "How long to wait for an answer; 2500 ms by default.")
    private int ipconTimeout = 2_500;

    @Option(names = "--broker-host", paramLabel = "HOST", description = "The MQTT broker; localhost by default.")
    private String brokerHost = "localhost";

    @Option(names = "--broker-port", paramLabel = "PORT", description = "Its port; 1883 by default.")
    private int brokerPort = 1883;

    @Option(names = "--broker-username", paramLabel = "NAME", description = "Who logs in at the broker.")
    private @Nullable String brokerUsername;

    @Option(names = "--broker-password", paramLabel = "PASSWORD", description = "With which password.")
    private @Nullable String brokerPassword;

    @Option(names = "--broker-certificate", paramLabel = "FILE", description = "The certificate authority of the broker, in PEM; switches TLS on.")
    private @Nullable Path brokerCertificate;

    private @Nullable Boolean tlsSecure;

    @Option(names = "--global-topic-prefix", paramLabel = "PREFIX", description = "Before all topics; tinkerforge/ by default.")
    private String globalTopicPrefix = "tinkerforge/";

    private boolean symbolicResponse = true;

    private boolean int64StringResponse;

    private boolean showPayload;

    private @Nullable Path initFile;

    @Option(names = "--broker-url", paramLabel = "URI", description = "The broker as mqtt://, mqtts://, ws:// or wss://HOST[:PORT][/PATH], in place of host and"
            + " port.")
    private @Nullable String brokerUrl;

    @Option(names = "--broker-client-certificate", paramLabel = "FILE", description = "Who we are, in PEM.")
    private @Nullable Path clientCertificate;

    @Option(names = "--broker-client-key", paramLabel = "FILE", description = "The key of that, in PEM.")
    private @Nullable Path clientKey;

    @Option(names = "--broker-mqtt-version", paramLabel = "VERSION", description = "3.1.1 or 5; 3.1.1 by default.")
    private String mqttVersion = "3.1.1";

    @Option(names = "--ipcon-also", paramLabel = "PREFIX=HOST[:PORT]", split = ",", description = "Another Brick Daemon, with a topic prefix of its own. May be given several times.")
    private List<String> also = new ArrayList<>();

    @Option(names = "--dashboard-url", paramLabel = "URI", description = "Announce all bricks to this device server, as a gateway: mqtt://TOKEN@HOST[:PORT].")
    private @Nullable String dashboardUrl;

    @Option(names = "--homeassistant", paramLabel = "PREFIX", arity = "0..1", fallbackValue = "homeassistant", description = "Announce all bricks to Home Assistant, under its discovery prefix; homeassistant where"
            + " none is said.")
    private @Nullable String homeAssistant;

    @Option(names = "--feed", paramLabel = "CALLBACK", split = ",", description = "Which callbacks to feed into either; all that tell single values by default.")
    private List<String> feed = new ArrayList<>();

    @Option(names = "--feed-period", paramLabel = "MS", description = "How often; 1000 ms by default, 0 to leave the bricks as they are set.")
    private long feedPeriod = 1_000;

    @Option(names = "--broker-tls-secure", description = "Verify the broker's host name; the default.")
    void tlsSecure(boolean on) {
        tlsSecure = on ? Boolean.TRUE : tlsSecure;
    }

    @Option(names = "--broker-tls-insecure", description = "Do not verify the broker's host name.")
    void tlsInsecure(boolean on) {
        tlsSecure = on ? Boolean.FALSE : tlsSecure;
    }

    @Option(names = "--symbolic-response", description = "Say constants by name; the default.")
    void symbolicResponse(boolean on) {
        symbolicResponse = symbolicResponse || on;
    }

    @Option(names = "--no-symbolic-response", description = "Say constants as numbers.")
    void noSymbolicResponse(boolean on) {
        symbolicResponse = symbolicResponse && !on;
    }

    @Option(names = "--int64-string-response", description = "Say integers of 64 bits as texts.")
    void int64StringResponse(boolean on) {
        int64StringResponse = int64StringResponse || on;
    }

    @Option(names = "--no-int64-string-response", description = "Say integers of 64 bits as numbers; the default.")
    void noInt64StringResponse(boolean on) {
        int64StringResponse = int64StringResponse && !on;
    }

    @Option(names = "--show-payload", description = "Show payloads that cannot be read.")
    void showPayload(boolean on) {
        showPayload = showPayload || on;
    }

    @Option(names = "--hide-payload", description = "Do not show them; the default.")
    void hidePayload(boolean on) {
        showPayload = showPayload && !on;
    }

    @Option(names = "--init-file", paramLabel = "FILE", description = "Messages to begin with.")
    void initFile(@Nullable Path file) {
        initFile = file == null ? initFile : file;
    }

    @Option(names = "--no-init-file", description = "No messages to begin with; the default.")
    void noInitFile(boolean on) {
        initFile = on ? null : initFile;
    }

    boolean isLoginIncomplete() {
        return brokerPassword != null && brokerUsername == null;
    }

    /// @throws IOException if there is to be a certificate and cannot be
    void requireCertificate() throws IOException {
        if (brokerCertificate != null) {
            Pem.authorities(brokerCertificate);
        }
    }

    boolean isTlsWithoutCertificate() {
        return tlsSecure != null && brokerCertificate == null && brokerUrl == null;
    }

    /// Other daemons, by their prefixes.
    Map<String, String> others() {
        return TinkerforgeCommand.pairs(also);
    }

    /// The gateway for the first daemon.
    ///
    /// @throws tidings.tinkerforge.GatewayException if there is no topic with the prefix
    GatewayConfig config() {
        return builder().initFile(initFile).build();
    }

    /// The gateway for another one: all is the same but its place and the prefix.
    GatewayConfig config(String prefix, String daemon) {
        URI address = URI.create("tfp://" + daemon);
        if (address.getHost() == null) {
            throw new IllegalArgumentException("--ipcon-also is PREFIX=HOST[:PORT], and " + daemon + " is no host");
        }
        return builder().prefix(prefix)
                .daemon(address.getHost(), address.getPort() < 0 ? DAEMON_PORT : address.getPort())
                .build();
    }

    private GatewayConfig.Builder builder() {
        return GatewayConfig.builder()
                .prefix(globalTopicPrefix)
                .mqtt(this::mqtt)
                .daemon(ipconHost, ipconPort)
                .secret(ipconAuthSecret)
                .timeout(Duration.ofMillis(ipconTimeout))
                .symbolic(symbolicResponse)
                .longsAsText(int64StringResponse)
                .showPayload(showPayload)
                .dashboards(dashboards());
    }

    private GatewayConfig.Dashboards dashboards() {
        String url = dashboardUrl;
        return new GatewayConfig.Dashboards(
                url == null ? null : mqtt -> mqtt.server(url), homeAssistant, Set.copyOf(feed),
                Duration.ofMillis(feedPeriod));
    }

    private MqttConfig.Builder mqtt(MqttConfig.Builder mqtt) {
        mqtt.server(brokerUrl == null ? uri() : brokerUrl).version(version());
        if (brokerUsername != null) {
            mqtt.credentials(brokerUsername, brokerPassword);
        }
        if (brokerCertificate != null) {
            Path authority = brokerCertificate;
            mqtt.tls(tls -> tls.trust(authority));
        }
        if (Boolean.FALSE.equals(tlsSecure)) {
            mqtt.tls(tls -> tls.insecureHostname());
        }
        if (clientCertificate != null && clientKey != null) {
            Path certificate = clientCertificate;
            Path key = clientKey;
            mqtt.tls(tls -> tls.identity(certificate, key));
        }
        return mqtt;
    }

    private String uri() {
        String host = brokerHost.indexOf(':') >= 0 ? "[" + brokerHost + "]" : brokerHost;
        return (brokerCertificate == null ? "mqtt://" : "mqtts://") + host + ":" + brokerPort;
    }

    private Version version() {
        return switch (mqttVersion) {
            case "3.1.1" -> Version.V3_1_1;
            case "5", "5.0" -> Version.V5;
            default -> throw new IllegalArgumentException("--broker-mqtt-version is 3.1.1 or 5, not " + mqttVersion);
        };
    }
}
