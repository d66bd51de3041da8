package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import tidings.client.BlockingClient;

/// The list of devices: found among many, made, brought in by a file.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DevicesPageTest {

    private static final int MANY = 10_000;
    private static final int TOGETHER = 2_500;

    private Site site;

    @BeforeAll
    void start(@TempDir Path data) {
        site = Site.start(data);
        for (int from = 0; from < MANY; from += TOGETHER) {
            String rows = IntStream.range(from, from + TOGETHER)
                    .mapToObj("meter-%1$04d,default,meter-token-%1$d"::formatted)
                    .collect(Collectors.joining("\\n"));
            site.rest().post("/api/device/bulk_import", """
                    {"file":"%s","mapping":{"columns":[{"type":"NAME"},{"type":"TYPE"},{"type":"ACCESS_TOKEN"}],
                     "delimiter":",","header":false,"update":false}}""".formatted(rows));
        }
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void aDeviceIsFoundAmongManyAndItsValuesCome() {
        Page page = site.administrator("/devices?search=meter");
        assertThat(page.getByLabel("Pages")).containsText("1 to 50 of 10,000");
        assertThat(rows(page)).hasCount(50);
        button(page, "Next").click();
        assertThat(page.getByLabel("Pages")).containsText("51 to 100 of 10,000");
        assertThat(page.url()).endsWith("page=1");
        page.getByRole(AriaRole.SPINBUTTON).fill("200");
        page.keyboard().press("Enter");
        assertThat(page.getByLabel("Pages")).containsText("9,951 to 10,000 of 10,000");
        button(page, "Name").click(); // the other way round, from the first page on
        assertThat(rows(page).first()).containsText("meter-9999");

        page.getByRole(AriaRole.SEARCHBOX).fill("meter-0077");
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
    void manyThatWereNeverSeenAreOneLineOfTheOverview() {
        Page page = site.administrator("/overview");
        Locator line = page.getByLabel("Needs attention").locator("li").last();
        assertThat(line).containsText(Pattern.compile("10,\\d{3} devices\\s+have never been seen"));
        line.getByRole(AriaRole.LINK).click();
        assertThat(page.getByLabel("State")).hasValue("silent");
        assertThat(rows(page)).hasCount(50);
    }

    @Test
    void theDevicesOfOneCustomerAreFound() {
        String customer =
                site.rest().post("/api/customer", "{\"title\":\"Meter & Co\"}").get("id").get("id").asString();
        String device = site.rest().deviceNamed("meter-0005");
        site.rest().post("/api/customer/" + customer + "/device/" + device, "");
        Page page = site.administrator("/devices?search=meter");
        page.getByLabel("Customer").selectOption("Meter & Co");
        assertThat(rows(page)).hasCount(1);
        assertThat(rows(page)).containsText("meter-0005");
        assertThat(page.url()).endsWith("customer=" + customer);
    }

    /// The report has the times; the test fails only where nobody could work any more.
    @Test
    void tenThousandAreGoneThroughWithoutStutter(TestReporter report) {
        Page page = site.administrator("/devices?search=meter");
        assertThat(rows(page)).hasCount(50);
        Frames frames = Frames.during(page, report, "10,000 devices: next page, sort, search, filter", () -> {
            button(page, "Next").click();
            assertThat(rows(page).first()).containsText("meter-0050");
            button(page, "Created").click();
            assertThat(page.getByLabel("Pages")).containsText("1 to 50 of 10,000");
            page.getByRole(AriaRole.SEARCHBOX).fill("meter-98");
            assertThat(page.getByLabel("Pages")).containsText("1 to 50 of 100");
            page.getByLabel("State").selectOption("silent");
            assertThat(page.getByLabel("Pages")).containsText("1 to 50 of 100");
            page.mouse().wheel(0, 3_000);
            assertThat(page.getByLabel("Pages")).isInViewport();
        });
        assertThat(frames.median()).isLessThan(250);
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = site.administrator("/devices?search=meter-001");
        assertThat(rows(page)).hasCount(10);
        page.keyboard().press("/");
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).isFocused();
        new Keyboard(page).to(AriaRole.LINK, "meter-0010").press("ArrowDown", "ArrowDown", "Enter");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1)))
                .containsText("meter-0012");
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
        String csv = "name;label\n" + IntStream.range(0, 240)
                .mapToObj(i -> "imported-%03d;\"North; \"\"wall\"\"\"".formatted(i))
                .collect(Collectors.joining("\n")) + "\nimported-000;again\n";
        Page page = site.administrator("/devices?search=imported");
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Route> second = new CompletableFuture<>();
        page.route("**/api/device/bulk_import", route -> {
            if (calls.incrementAndGet() == 2) {
                second.complete(route); // held, so that the progress can be seen
            } else {
                route.resume();
            }
        });
        button(page, "Import").click();
        page.getByLabel("CSV file")
                .setInputFiles(
                        new FilePayload("devices.csv", "text/csv", csv.getBytes(StandardCharsets.UTF_8)));
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("241 devices in devices.csv");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Import").setExact(true)).click();
        assertThat(dialog.getByRole(AriaRole.STATUS)).hasText("100 of 241 devices");
        second.join().resume();
        assertThat(dialog).containsText("240 devices created, 1 refused");
        assertThat(dialog.getByRole(AriaRole.ROW).last()).containsText("already exists");
        button(page, "Close").click();
        assertThat(page.getByLabel("Pages")).containsText("of 240");
        assertThat(rows(page).first()).containsText("North; \"wall\"");
    }

    private static Locator rows(Page page) {
        return page.locator("main tbody tr");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
