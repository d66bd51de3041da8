package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Who comes in, what he sees, and what becomes of his work when his login ends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInPageTest {

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
    void aWrongPasswordIsSaidToBeWrong() {
        Page page = site.stranger("");
        page.getByLabel("Password").fill("wrong");
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("Invalid username or password");
    }

    @Test
    void theKeyboardIsEnough() {
        Page page = site.stranger("/devices");
        assertThat(page.getByLabel("Password")).isFocused();
        page.keyboard().type(ServerProcess.PASSWORD);
        page.keyboard().press("Enter");
        assertThat(heading(page)).containsText("Devices"); // where the address led
        assertThat(page.url()).as("no token in it").endsWith("/#/devices");
        assertThat(site.complaints()).isEmpty();

        page.keyboard().press("Control+k");
        page.keyboard().type("cons");
        page.keyboard().press("Enter");
        assertThat(heading(page)).hasText("MQTT console");
    }

    @Test
    void aServerThatIsGoneIsSaidToBeGone() {
        Page page = site.stranger("");
        page.route("**/api/auth/login", route -> route.abort());
        page.getByLabel("Password").fill(ServerProcess.PASSWORD);
        button(page, "Sign in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("The server does not answer");
    }

    @Test
    void aLoginThatEndsLosesNothingThatWasTyped() {
        String device = site.rest().createDevice("typed-in", "typed-in-token");
        Rest login = Rest.login(site.server());
        Page page = site.signedIn(login, "/devices/" + device, ColorScheme.LIGHT);
        Locator attributes = page.getByLabel("Attributes", new Page.GetByLabelOptions().setExact(true));
        attributes.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Add")).click();
        page.getByLabel("Key", new Page.GetByLabelOptions().setExact(true)).fill("note");
        page.getByLabel("Value", new Page.GetByLabelOptions().setExact(true)).fill("a long text");
        login.post("/api/auth/logout", "");
        page.keyboard().press("Enter");

        Locator dialog = page.getByRole(AriaRole.DIALOG);
        assertThat(dialog).containsText("Your session has ended");
        dialog.getByLabel("Password").fill(ServerProcess.PASSWORD);
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Sign in")).click();
        assertThat(page.getByRole(AriaRole.STATUS).filter(new Locator.FilterOptions().setHasText("note is saved")))
                .isVisible();
        assertThat(site.rest()
                .get("/api/plugins/telemetry/DEVICE/" + device + "/values/attributes/SHARED_SCOPE")
                .get(0)
                .get("value")
                .asString()).isEqualTo("a long text");
    }

    @Test
    void eachRoleSeesItsOwn() {
        String customer =
                site.rest().post("/api/customer", "{\"title\":\"Anna's\"}").get("id").get("id").asString();
        Rest anna = site.rest().loginOfNew("CUSTOMER_USER", "anna@example.org", customer);
        Page page = site.signedIn(anna, "/devices", ColorScheme.LIGHT);
        assertThat(page.locator("#navigation > a:not(.brand)"))
                .containsText(new String[]{"Overview", "Devices", "Alarms"});
        assertThat(button(page, "Claim device")).isVisible();

        Rest otto = site.rest().loginOfNew("OPERATOR", "otto@example.org", null);
        page = site.signedIn(otto, "/devices", ColorScheme.LIGHT);
        assertThat(page.locator("#navigation")).containsText("Firmware");
        assertThat(page.locator("#navigation")).not().containsText("People");
        assertThat(button(page, "Add device")).isVisible();
    }

    @Test
    void aNewUserChoosesAPassword() {
        Page page = site.administrator("/people");
        button(page, "Add user").click();
        Locator dialog = page.getByRole(AriaRole.DIALOG);
        dialog.getByLabel("E-mail").fill("new@example.org");
        dialog.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Create")).click();
        assertThat(page.locator("dialog pre")).containsText("activateToken");
        String link = page.locator("dialog pre").innerText();

        page = site.stranger(link.substring(link.indexOf('#') + 1));
        page.getByLabel("Password", new Page.GetByLabelOptions().setExact(true)).fill("secret-enough");
        page.getByLabel("Password again").fill("secret-enough");
        button(page, "Set password").click();
        assertThat(page.locator(".user")).hasText("new@example.org");
    }

    private static Locator heading(Page page) {
        return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}
