package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;

/// The list of devices: found among many, made, brought in by a file.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevicesPageTest {

    private static final int MANY = 120;

    private Site site;

    @BeforeAll
    void start(@TempDir Path data) {
        site = Site.start(data);
        for (int i = 0; i < MANY; i++) {
            site.rest().createDevice("meter-%03d".formatted(i), "meter-token-" + i);
        }
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void aDeviceIsFoundAmongManyAndItsValuesCome() {
        Page page = site.administrator("/devices?search=meter");
        assertThat(page.getByLabel("Pages")).containsText("1 to 50 of 120");
        assertThat(rows(page)).hasCount(50);
        button(page, "Next").click();
        assertThat(page.getByLabel("Pages")).containsText("51 to 100 of 120");
        assertThat(page.url()).endsWith("page=1");
        button(page, "Name").click(); // the other way round, from the first page on
        assertThat(rows(page).first()).containsText("meter-119");

        page.getByRole(AriaRole.SEARCHBOX).fill("meter-077");
        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page)).containsText("none yet");
        try (BlockingClient device = site.device("meter-token-77")) {
            Site.send(device, "{\"door\":\"open\",\"temperature\":21.5}");
            assertThat(rows(page)).containsText("21.5 °C");
            page.getByLabel("State").selectOption("online");
            assertThat(rows(page)).containsText("online");
        }
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = site.administrator("/devices?search=meter-01");
        assertThat(rows(page)).hasCount(10);
        page.keyboard().press("/");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).isFocused();
        page.keyboard().type("9");
        page.keyboard().press("ArrowLeft");
        page.getByRole(AriaRole.SEARCHBOX).fill("meter-01");
        assertThat(rows(page)).hasCount(10);
        rows(page).first().getByRole(AriaRole.LINK).focus();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1))).containsText("meter-012");
    }

    @Test
    void aDeviceIsMadeAndShowsHowToConnect() {
        Page page = site.administrator("/devices");
        button(page, "Add device").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("Name").fill("attic's <b>sensor");
        dialog.getByLabel("Access token").fill("it's-a-$token");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Create")).click();
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("attic's <b>sensor");
        button(page, "Put the access token in").click();
        assertThat(page.getByLabel("Connect").locator("pre")).containsText(
                "mosquitto_pub -h 127.0.0.1 -p " + site.server().mqttPort() + " -u 'it'\\''s-a-$token'");
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void aFileBringsManyAndBadLinesSpoilNothingElse() {
        String csv = "name;label\n" + IntStream.range(0, 40)
                .mapToObj(i -> "imported-%02d;\"North; \"\"wall\"\"\"".formatted(i))
                .collect(Collectors.joining("\n")) + "\nimported-00;again\n";
        Page page = site.administrator("/devices?search=imported");
        button(page, "Import").click();
        page.getByLabel("CSV file")
                .setInputFiles(
                        new FilePayload("devices.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("41 devices in devices.csv");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Import").setExact(true)).click();
        assertThat(dialog).containsText("40 devices made, 1 refused");
        assertThat(dialog.getByRole(AriaRole.ROW).last()).containsText("already exists");
        button(page, "Close").click();
        assertThat(rows(page)).hasCount(40);
        assertThat(rows(page).first()).containsText("North; \"wall\"");
    }

    private static Locator rows(Page page) {
        return page.locator("main tbody tr");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
