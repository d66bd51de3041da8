package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;
import tidings.testkit.Await;

/// What each page is for, done without a mouse. The focus is seen, comes back when a dialog closes, and is never lost.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KeyboardTest {

    private static final List<String> DESTINATIONS =
            List.of("Devices", "Firmware", "Alarms", "Broker", "MQTT console", "Bricks", "People", "Overview");

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
    void signsInAndGoesToEveryPage() {
        Page page = site.stranger("");
        Keyboard keyboard = new Keyboard(page);
        assertThat(page.getByLabel("Password")).isFocused();
        keyboard.type(ServerProcess.PASSWORD).press("Enter");
        assertThat(heading(page)).hasText("Overview");
        keyboard.press("Tab");
        assertThat(page.getByText("Skip to content")).isFocused();
        assertThat(page.getByText("Skip to content")).isInViewport();
        keyboard.press("Enter");
        assertThat(page.locator("main")).isFocused();
        for (String destination : DESTINATIONS) {
            keyboard.backTo(AriaRole.LINK, destination).press("Enter");
            assertThat(heading(page)).containsText(destination);
            assertThat(page.locator("main")).isFocused();
        }
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void makesADeviceAndWorksWithIt() {
        Page page = site.administrator("/devices");
        Keyboard keyboard = new Keyboard(page);
        keyboard.to(AriaRole.BUTTON, "Add device").press("Enter");
        assertThat(page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true))).isFocused();
        keyboard.press("Escape");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Add device"))).isFocused();
        keyboard.press("Enter").intoDialog().type("typed").press("Enter");
        assertThat(heading(page)).containsText("typed");

        Locator attributes = page.getByLabel("Attributes", new Page.GetByLabelOptions().setExact(true));
        keyboard.to(AriaRole.BUTTON, "Add").press("Enter").type("note").press("Tab");
        keyboard.type("first").press("Enter");
        Locator value = attributes.locator(".editable");
        assertThat(value).hasText("first");
        assertThat(value).isFocused();
        keyboard.press("Enter").type("second").press("Escape");
        assertThat(value).hasText("first");
        assertThat(value).isFocused();
        keyboard.press("Enter").type("third").press("Enter");
        assertThat(value).hasText("third");

        keyboard.to(AriaRole.TEXTBOX, "Method").type("setLed").press("Enter");
        assertThat(page.getByRole(AriaRole.LOG)).containsText("waiting for the answer");
        assertThat(page.getByLabel("Method")).isFocused();
    }

    @Test
    void uploadsFirmware() {
        Page page = site.administrator("/firmware");
        Keyboard keyboard = new Keyboard(page);
        keyboard.to(AriaRole.BUTTON, "Upload package").press("Enter").intoDialog();
        keyboard.type("valve").press("Tab").type("1.0").press("Tab", "Tab", "Tab");
        Locator file = page.locator("input[type=file]");
        assertThat(file).isFocused(); // what Enter opens there is not the page's
        file.setInputFiles(new FilePayload("valve.bin", "application/octet-stream", new byte[10_000]));
        keyboard.to(AriaRole.BUTTON, "Upload").press("Enter");
        assertThat(page.getByLabel("Packages").locator("tbody tr")).containsText("9.77 KiB");
        assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
        keyboard.mustBeSomewhere();
    }

    @Test
    void acknowledgesAndClearsAnAlarm() {
        String device = site.rest().createDevice("alarming", "alarming-token");
        site.rest()
                .post("/api/alarm", """
                        {"originator":{"entityType":"DEVICE","id":"%s"},"type":"Leak","severity":"CRITICAL"}"""
                        .formatted(device));
        Page page = site.administrator("/alarms");
        Keyboard keyboard = new Keyboard(page);
        keyboard.to(AriaRole.BUTTON, "Acknowledge").press("Enter");
        assertThat(page.locator("main tbody tr")).containsText("acknowledged");
        keyboard.mustBeSomewhere();
        keyboard.backTo(AriaRole.LINK, "alarming").to(AriaRole.BUTTON, "Clear").press("Enter");
        assertThat(page.getByText("No alarms")).isVisible();
    }

    @Test
    void makesACustomerAndItsUser() {
        Page page = site.administrator("/people?tab=customers");
        Keyboard keyboard = new Keyboard(page);
        keyboard.to(AriaRole.BUTTON, "Add customer").press("Enter").intoDialog().type("Typed & Sons").press("Enter");
        assertThat(page.locator("main tbody tr")).containsText("Typed & Sons");
        keyboard.backTo(AriaRole.BUTTON, "Users").press("Enter");
        keyboard.to(AriaRole.BUTTON, "Add user").press("Enter").intoDialog().type("typed@example.org");
        keyboard.to(AriaRole.COMBOBOX, "Role").press("ArrowDown"); // from operator to customer
        keyboard.to(AriaRole.BUTTON, "Create user").press("Enter");
        assertThat(page.locator("dialog pre")).containsText("activateToken");
        keyboard.to(AriaRole.BUTTON, "Done").press("Enter");
        assertThat(page.locator("main tbody tr").filter(new Locator.FilterOptions().setHasText("typed@example.org")))
                .containsText("Typed & Sons");
        keyboard.mustBeSomewhere();
    }

    @Test
    void disconnectsAClient() {
        site.rest().createDevice("kicked", "kicked-token");
        try (BlockingClient device = site.device("kicked-token")) {
            Page page = site.administrator("/broker?tab=clients");
            Keyboard keyboard = new Keyboard(page);
            keyboard.to(AriaRole.BUTTON, "Disconnect").press("Enter");
            assertThat(page.getByRole(AriaRole.DIALOG)).containsText("most clients come back");
            keyboard.to(AriaRole.BUTTON, "Disconnect").press("Enter");
            assertThat(page.getByText("is disconnected")).isVisible();
            keyboard.mustBeSomewhere();
            Await.until("the device notices", () -> device.async().metrics().connectionsLost() > 0);
        }
    }

    @Test
    void subscribesAndPublishesInTheConsole() {
        Page page = site.administrator("/console");
        assertThat(page.locator("main .tag").first()).containsText("live");
        Keyboard keyboard = new Keyboard(page);
        keyboard.to(AriaRole.TEXTBOX, "Topic filter").type("keys/+").press("Enter");
        assertThat(page.getByLabel("Subscriptions")).containsText("keys/+");
        keyboard.to(AriaRole.TEXTBOX, "Topic").type("keys/a").press("Enter");
        assertThat(page.getByRole(AriaRole.LOG)).containsText("keys/a");
        keyboard.backTo(AriaRole.BUTTON, "Pause keys/+").press("Enter");
        assertThat(page.getByLabel("Show keys/+")).isFocused();
        keyboard.to(AriaRole.BUTTON, "Unsubscribe keys/+").press("Enter");
        assertThat(page.getByLabel("Subscriptions")).isHidden();
        keyboard.mustBeSomewhere();
    }

    private static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }
}
