package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// The first page, as a person sees it: sign in, find the device, watch its values come.
class PageTest {

    @TempDir
    private Path data;

    @Test
    void aValueIsSeenAsSoonAsTheDeviceHasSentIt() throws Exception {
        try (Browser browser = Browser.start(); ServerProcess server = ServerProcess.serve(data)) {
            Rest.login(server).createDevice("cellar-1", "cellar-token");
            Page page = signedIn(browser, server);
            assertThat(row(page, "cellar-1")).containsText("none yet");
            try (BlockingClient device = device(server, "cellar-token")) {
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
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsSaidToBeWrong() {
        try (Browser browser = Browser.start(); ServerProcess server = ServerProcess.serve(data)) {
            Page page = browser.open();
            page.navigate(server.http().toString());
            page.getByLabel("Password").fill("wrong");
            page.getByRole(AriaRole.BUTTON, named("Sign in")).click();
            assertThat(page.getByRole(AriaRole.ALERT)).hasText("Invalid username or password");
        }
    }

    @Test
    void aDeviceIsAddedAndShowsHowToConnect() {
        try (Browser browser = Browser.start(); ServerProcess server = ServerProcess.serve(data)) {
            Page page = signedIn(browser, server);
            page.getByRole(AriaRole.BUTTON, named("Add device")).click();
            page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("attic's <b>sensor");
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add").setExact(true)).click();
            assertThat(page.getByRole(AriaRole.HEADING).first()).containsText("attic's <b>sensor");
            assertThat(page.locator("pre")).containsText("mosquitto_pub -h 127.0.0.1 -t v1/devices/me/telemetry");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static Page signedIn(Browser browser, ServerProcess server) {
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

    private static BlockingClient device(ServerProcess server, String token) {
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
