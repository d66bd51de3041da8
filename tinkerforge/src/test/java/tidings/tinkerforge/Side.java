package tidings.tinkerforge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// A broker, bricks, and a program between them that is run as its own process: tinkerforge_mqtt, or ours.
final class Side implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;

    private final Broker broker;
    private final Simulator simulator;
    private final BlockingClient client;
    private final Program program;
    private final Settings settings;
    private final Map<String, List<String>> heard = new ConcurrentHashMap<>();

    private Side(Starter starter, SimulatorConfig bricks, Settings settings) {
        broker = Broker.start(BrokerConfig.builder().listen("mqtt://127.0.0.1:0").allowAnonymous(true).build());
        simulator = Simulator.start(bricks);
        client = MqttClient.of(broker.addresses().get(0).toString()).blocking();
        this.settings = settings;
        client.async().onMessage(message -> {
            boolean isOurs = List.of("request/", "register/")
                    .stream()
                    .anyMatch(operation -> message.topic().startsWith(settings.prefix() + operation));
            if (!isOurs) {
                heard.computeIfAbsent(message.topic(), none -> new CopyOnWriteArrayList<>()).add(message.text());
            }
        });
        client.connect();
        client.subscribe("#", Qos.AT_LEAST_ONCE);
        program = starter.start(broker.addresses().get(0).getPort(), simulator.address().getPort(), settings);
    }

    /// What runs.
    interface Program extends AutoCloseable {
        @Override
        void close();
    }

    /// Starts a program.
    interface Starter {
        Program start(int brokerPort, int daemonPort, Settings settings);
    }

    /// How a program is to work.
    record Settings(String prefix, boolean symbolic, boolean longsAsText, boolean showPayload, int timeoutMillis,
            @Nullable Path initFile) {

        static final Settings DEFAULT = new Settings("tinkerforge/", true, false, false, 10_000, null);

        Settings withPrefix(String other) {
            return new Settings(other, symbolic, longsAsText, showPayload, timeoutMillis, initFile);
        }

        Settings withNames(boolean ofValues, boolean textForLongs) {
            return new Settings(prefix, ofValues, textForLongs, showPayload, timeoutMillis, initFile);
        }

        Settings withPayloadShown(boolean on) {
            return new Settings(prefix, symbolic, longsAsText, on, timeoutMillis, initFile);
        }

        Settings withTimeout(int millis) {
            return new Settings(prefix, symbolic, longsAsText, showPayload, millis, initFile);
        }

        Settings withInitFile(Path file) {
            return new Settings(prefix, symbolic, longsAsText, showPayload, timeoutMillis, file);
        }

        private GatewayConfig config(int brokerPort, int daemonPort) {
            return GatewayConfig.builder()
                    .mqtt(mqtt -> mqtt.server("mqtt://127.0.0.1:" + brokerPort))
                    .daemon("127.0.0.1", daemonPort)
                    .prefix(prefix)
                    .symbolic(symbolic)
                    .longsAsText(longsAsText)
                    .showPayload(showPayload)
                    .timeout(Duration.ofMillis(timeoutMillis))
                    .initFile(initFile)
                    .build();
        }

        private List<String> arguments(int brokerPort, int daemonPort) {
            List<String> arguments = new ArrayList<>(List.of(
                    "--broker-port=" + brokerPort, "--ipcon-port=" + daemonPort, "--global-topic-prefix=" + prefix,
                    symbolic ? "--symbolic-response" : "--no-symbolic-response",
                    longsAsText ? "--int64-string-response" : "--no-int64-string-response",
                    showPayload ? "--show-payload" : "--hide-payload", "--ipcon-timeout=" + timeoutMillis));
            if (initFile != null) {
                arguments.add("--init-file=" + initFile);
            }
            return arguments;
        }
    }

    static Side ours(SimulatorConfig bricks, Settings settings) {
        return new Side((brokerPort, daemonPort, how) -> {
            Gateway gateway = Gateway.start(how.config(brokerPort, daemonPort));
            return gateway::close;
        }, bricks, settings).connected();
    }

    /// @param file of the program
    static Side theirs(String file, SimulatorConfig bricks, Settings settings) {
        return new Side((brokerPort, daemonPort, how) -> process(file, how.arguments(brokerPort, daemonPort)), bricks,
                settings)
                .connected();
    }

    private static Program process(String file, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(file));
        command.addAll(arguments);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return () -> {
                process.destroy();
                process.onExit().join();
            };
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Waits until the program has found both its ends.
    private Side connected() {
        String topic = settings.prefix() + "response/ip_connection/get_connection_state";
        Await.until("connected", () -> {
            publish(settings.prefix() + "request/ip_connection/get_connection_state", new byte[0]);
            LockSupport.parkNanos(PAUSE_NANOS);
            return heard(topic).contains("{\"connection_state\": \"connected\"}");
        });
        publish(settings.prefix() + "request/ip_connection/get_connection_state/last", new byte[0]);
        await(topic + "/last"); // a slow program still answers what it was asked above
        heard.remove(topic);
        heard.remove(topic + "/last");
        return this;
    }

    Simulator simulator() {
        return simulator;
    }

    void publish(String topic, byte[] payload) {
        client.async().publish(Message.of(topic, Bytes.copyOf(payload)));
    }

    List<String> heard(String topic) {
        return List.copyOf(heard.getOrDefault(topic, List.of()));
    }

    /// All that came, by topic.
    Map<String, List<String>> heard() {
        return heard;
    }

    void await(String topic) {
        Await.until("something on " + topic, () -> heard.containsKey(topic));
    }

    /// Ends the program, and waits for its end.
    void stop() {
        program.close();
    }

    @Override
    public void close() {
        stop();
        client.close();
        simulator.close();
        broker.close();
    }
}
