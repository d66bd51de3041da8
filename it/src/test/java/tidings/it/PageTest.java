package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// The first page, as a person sees it: sign in, find the device, watch its values come.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageTest {

    private ServerProcess server;
    private Browser browser;

    @BeforeAll
    void start(@TempDir Path data) {
        browser = Browser.start();
        server = ServerProcess.serve(data);
    }

    @AfterAll
    void stop() {
        if (server != null) {
            server.close();
        }
        browser.close();
    }

    @Test
    void aValueIsSeenAsSoonAsTheDeviceHasSentIt() throws Exception {
        Rest.login(server).createDevice("cellar-1", "cellar-token");
        Page page = signedIn();
        assertThat(row(page, "cellar-1")).containsText("none yet");
        try (BlockingClient device = device("cellar-token")) {
            device.connect();
            send(device, "{\"door\":\"open\",\"temperature\":21.5}");
            assertThat(row(page, "cellar-1")).containsText("21.5");

            page.getByRole(AriaRole.LINK, named("cellar-1")).click();
            assertThat(page.locator("figure")).hasCount(1); // a chart for the number, none for the text
            assertThat(page.locator("figcaption")).containsText("21.5");
            assertThat(page.getByLabel("Latest values").locator("table")).containsText("open");

            send(device, "{\"temperature\":22.5,\"humidity\":40}");
            assertThat(page.locator("figure")).hasCount(2);
            assertThat(page.locator("[data-key=temperature] canvas")).isVisible();
            assertThat(page.locator("figcaption").last()).containsText("22.5");
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of("target", "device.png")));
        }
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsSaidToBeWrong() {
        Page page = browser.open();
        page.navigate(server.http().toString());
        page.getByLabel("Password").fill("wrong");
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Invalid username or password");
    }

    @Test
    void aDeviceIsAddedAndShowsHowToConnect() {
        Page page = signedIn();
        page.getByRole(AriaRole.BUTTON, named("Add device")).click();
        page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("attic's <b>sensor");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add").setExact(true)).click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("attic's <b>sensor");
        assertThat(page.locator("pre")).containsText("mosquitto_pub -h 127.0.0.1 \\");
        assertThat(browser.complaints()).isEmpty();
    }

    private Page signedIn() {
        Page page = browser.open();
        page.navigate(server.http().toString());
        page.getByLabel("E-mail").fill(ServerProcess.ADMIN);
        page.getByLabel("Password").fill(ServerProcess.PASSWORD);
        page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
        assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("Devices");
        return page;
    }

    private static Locator row(Page page, String device) {
        return page.locator("tr", new Page.LocatorOptions().setHasText(device));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private BlockingClient device(String token) {
        return MqttClient.builder()
                .server("mqtt://127.0.0.1:" + server.mqttPort())
                .credentials(token, "")
                .build()
                .blocking();
    }

    private static void send(BlockingClient device, String telemetry) {
        device.publish(Message.of("v1/devices/me/telemetry", telemetry).withQos(Qos.AT_LEAST_ONCE));
    }
}
