package tidings.cli;

import java.net.URI;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.client.MqttClient;
import tidings.device.DeviceServer;

/// A device whose values move, as a real one would send them: over MQTT, with an access token.
final class Demo implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Demo.class);
    private static final String NAME = "Demo weather station";
    private static final String TOKEN = "DEMO_WEATHER_STATION";
    private static final String TELEMETRY = "v1/devices/me/telemetry";

    private final MqttClient client;
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("demo").daemon().factory());
    private final SplittableRandom random = new SplittableRandom();
    private double temperature = 21;
    private double humidity = 45;

    private Demo(MqttClient client) {
        this.client = client;
    }

    /// Sees to it that the device is there, and starts to send every second.
    static Demo start(DeviceServer devices, URI mqtt) {
        devices.ensureDevice(NAME, TOKEN);
        LOG.warn("The demo device's access token is {}: with --demo let nobody reach this server whom you do not trust",
                TOKEN);
        String host = mqtt.getHost().equals("0.0.0.0") ? "127.0.0.1" : mqtt.getHost();
        Demo demo = new Demo(MqttClient.builder()
                .server("mqtt://" + host + ":" + mqtt.getPort())
                .clientId("demo")
                .credentials(TOKEN, "")
                .build());
        demo.client.connect().thenRun(() -> demo.clock.scheduleAtFixedRate(demo::send, 0, 1, TimeUnit.SECONDS));
        return demo;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        client.close();
    }

    private void send() {
        temperature = drift(temperature, 21, 0.3);
        humidity = drift(humidity, 45, 1);
        client.publish(TELEMETRY, String.format(Locale.ROOT, "{\"temperature\":%.2f,\"humidity\":%.1f}",
                temperature, humidity));
    }

    /// A step at random, drawn back to the middle.
    private double drift(double value, double middle, double step) {
        return value + (random.nextDouble() - 0.5) * step + (middle - value) * 0.01;
    }
}
