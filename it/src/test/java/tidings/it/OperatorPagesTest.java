package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// What is done every day besides: alarms, firmware, bricks; and all of it while a thousand devices speak.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OperatorPagesTest {

    private static final int DEVICES = 1_000;
    private static final int TOGETHER = 100;
    private static final int SECONDS = 8;

    private Site site;

    @BeforeAll
    void start(@TempDir Path data) {
        site = Site.start(data);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void anAlarmIsRaisedByAThresholdAcknowledgedAndCleared() {
        site.rest().createDevice("oven", "oven-token");
        Page page = site.administrator("/alarms?tab=thresholds");
        button(page, "Add threshold").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Name").fill("Too hot");
        dialog.getByLabel("Key").fill("heat");
        dialog.getByLabel("Value").fill("200");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Create")).click();
        assertThat(page.locator("main tbody tr")).containsText("heat is above 200");
        try (BlockingClient oven = site.device("oven-token")) {
            Site.send(oven, "{\"heat\":230}");
            button(page, "Alarms").click();
            Locator row = page.locator("main tbody tr");
            assertThat(row).containsText("oven");
            row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Acknowledge")).click();
            assertThat(row).containsText("acknowledged");
            row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Clear")).click();
            assertThat(page.getByText("No alarms")).isVisible();
        }
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void firmwareIsUploadedAndRolledOutInStages() {
        Page page = site.administrator("/firmware");
        button(page, "Upload package").first().click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Title").fill("heater");
        dialog.getByLabel("Version").fill("2.0");
        dialog.locator("[type=file]")
                .setInputFiles(
                        new FilePayload("heater.bin", "application/octet-stream", new byte[300_000]));
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Upload")).click();
        Locator row = page.getByLabel("Packages").locator("tbody tr");
        assertThat(row).containsText("293 KiB");
        row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Assign")).click();
        page.getByLabel("In stages").check();
        page.getByLabel("Share of the devices").fill("25");
        page.getByRole(AriaRole.DIALOG)
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Assign"))
                .click();
        Locator rollouts = page.getByLabel("Rollouts");
        assertThat(rollouts).containsText("heater 2.0 to 25 % of default");
        rollouts.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause")).click();
        assertThat(rollouts).containsText("paused");
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void aBrickIsReadAndTold() throws IOException {
        try (GatewayProcess simulator = GatewayProcess.simulator();
                GatewayProcess gateway = GatewayProcess.gateway(
                        simulator, "--broker-port", Integer.toString(site.server().mqttPort()), "--broker-username",
                        ServerProcess.ADMIN, "--broker-password", site.rest().token())) {
            assertThat(gateway.process().isAlive()).isTrue();
            Page page = site.administrator("/bricks");
            Locator row = page.getByLabel("Bricks", new Page.GetByLabelOptions().setExact(true)).locator("tbody tr");
            assertThat(row).containsText("°C");
            row.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Temperature Bricklet 2.0")).click();
            Locator call = page.getByLabel("Call a function");
            call.getByLabel("Function").selectOption("set_heater_configuration");
            call.locator("[name=heater_config]").selectOption("enabled");
            call.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call")).click();
            call.getByLabel("Function").selectOption("get_heater_configuration");
            call.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Call")).click();
            assertThat(call.getByRole(AriaRole.STATUS)).containsText("enabled");
        }
    }

    /// Frame times are in the report; the test fails only where nobody could work any more.
    @Test
    void pagesStayResponsiveWhileAThousandDevicesSpeak(TestReporter report) throws InterruptedException {
        site.rest().createGateway("crowd", "crowd-token");
        try (BlockingClient gateway = site.device("crowd-token")) {
            speak(gateway);
            Thread crowd = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    speak(gateway);
                    LockSupport.parkNanos(1_000_000_000L);
                }
            });
            String one = site.rest().deviceNamed("member-7");
            for (String path : new String[]{"/overview", "/devices", "/devices/" + one}) {
                Page page = site.administrator(path);
                assertThat(page.locator("main canvas, main tbody tr").first()).isVisible();
                Object frames = page.evaluate(FRAMES, SECONDS);
                report.publishEntry(path + " with 1,000 devices at 1 Hz", frames.toString());
                assertThat(((Number) ((Map<?, ?>) frames).get("median")).doubleValue()).isLessThan(250);
            }
            crowd.interrupt();
            crowd.join();
        }
    }

    private static final String FRAMES = """
            (seconds) => new Promise((resolve) => {
              const times = [];
              let last = performance.now();
              const end = last + seconds * 1000;
              const frame = (now) => {
                times.push(now - last);
                last = now;
                if (now < end) {
                  requestAnimationFrame(frame);
                } else {
                  times.sort((a, b) => a - b);
                  const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)] * 10) / 10;
                  resolve({ frames: times.length, median: at(0.5), p95: at(0.95), longest: at(1) });
                }
              };
              requestAnimationFrame(frame);
            })""";

    private static void speak(BlockingClient gateway) {
        for (int from = 0; from < DEVICES; from += TOGETHER) {
            StringBuilder values = new StringBuilder("{");
            for (int i = from; i < from + TOGETHER; i++) {
                values.append(i == from ? "" : ",")
                        .append("\"member-")
                        .append(i)
                        .append("\":[{\"temperature\":")
                        .append(20 + i % 10)
                        .append("}]");
            }
            gateway.publish(Message.of("v1/gateway/telemetry", values.append('}').toString())
                    .withQos(Qos.AT_LEAST_ONCE));
        }
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
