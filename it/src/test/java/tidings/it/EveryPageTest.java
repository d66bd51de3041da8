package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// What holds for all pages alike: axe finds nothing in either colour scheme, an empty installation and a server that fails
/// are told of in words, and the keyboard reaches everything. The screenshots of the documentation are made on the way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageTest {

    private static final String DEVICE = "/devices/ID?range=3600000";
    /// Page by the name of its picture, and what is there when it has loaded.
    private static final Map<String, Sight> PAGES = pages();

    private Site full;
    private Fleet fleet;

    private record Sight(String path, String sign) {}

    private static Map<String, Sight> pages() {
        Map<String, Sight> pages = new LinkedHashMap<>();
        pages.put("overview", new Sight("/overview", "[data-rates] canvas, .empty"));
        pages.put("devices", new Sight("/devices", "main table, .empty"));
        pages.put("device", new Sight(DEVICE, "[data-chart] canvas, .empty"));
        pages.put("firmware", new Sight("/firmware", "main table, .empty"));
        pages.put("alarms", new Sight("/alarms", "main table, .empty"));
        pages.put("thresholds", new Sight("/alarms?tab=thresholds", "main table, .empty"));
        pages.put("broker", new Sight("/broker", "[data-rates] canvas, .empty"));
        pages.put("clients", new Sight("/broker?tab=clients", "main table, main .quiet, .empty"));
        pages.put("retained", new Sight("/broker?tab=retained", "main table, main .quiet, .empty"));
        pages.put("console", new Sight("/console?filter=%23", "[role=log]"));
        pages.put("bricks", new Sight("/bricks", ".empty"));
        pages.put("people", new Sight("/people", "main table, .empty"));
        return pages;
    }

    @BeforeAll
    void start(@TempDir Path data) {
        full = Site.start(data);
        fleet = Fleet.create(full);
    }

    @AfterAll
    void stop() {
        fleet.close();
        full.close();
    }

    @Test
    void axeFindsNothingInLight() {
        assertThat(violations(ColorScheme.LIGHT)).isEmpty();
    }

    @Test
    void axeFindsNothingInTheDark() {
        assertThat(violations(ColorScheme.DARK)).isEmpty();
    }

    private List<String> violations(ColorScheme scheme) {
        List<String> violations = new ArrayList<>();
        Page page = full.administrator("/overview", scheme);
        for (Map.Entry<String, Sight> one : PAGES.entrySet()) {
            visit(full, page, one.getValue());
            for (Rule rule : new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()) {
                violations.add(one.getKey() + ": " + rule.getId() + " " + rule.getNodes().get(0).getHtml());
            }
            if (Pictures.wanted()) {
                Pictures.keep(one.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT), page.screenshot());
            }
        }
        assertThat(full.complaints()).isEmpty();
        return violations;
    }

    @Test
    void anEmptyInstallationIsToldOf(@TempDir Path data) {
        try (Site empty = Site.start(data)) {
            Page page = empty.administrator("/overview");
            for (Sight sight : PAGES.values()) {
                if (!sight.path().equals(DEVICE)) {
                    page.navigate(empty.address(sight.path()));
                    assertThat(page.locator(sight.sign()).first()).isVisible();
                }
            }
            assertThat(empty.complaints()).isEmpty();
        }
    }

    @Test
    void aServerThatFailsIsToldOfAndAskedAgain() {
        List<String> asked =
                List.of("overview", "devices", "device", "firmware", "alarms", "thresholds", "broker", "clients",
                        "retained", "people");
        for (String name : asked) {
            Page page = full.administrator("/bricks");
            page.route("**/api/**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)
                    .setBody("{\"status\":503,\"message\":\"The disk is full\"}")));
            visit(full, page, new Sight(PAGES.get(name).path(), ".empty"));
            Locator failure = page.locator(".empty[role=alert]").first();
            assertThat(failure).containsText("The disk is full");
            page.unroute("**/api/**");
            failure.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try again")).click();
            assertThat(page.locator(PAGES.get(name).sign().replace(", .empty", "")).first()).isVisible();
        }
    }

    @Test
    void theKeyboardReachesEveryControlOfEveryPage() {
        Page page = full.administrator("/overview");
        for (Sight sight : PAGES.values()) {
            visit(full, page, sight);
            page.keyboard().press("Tab");
            Object unreachable = page.evaluate("""
                    () => [...document.querySelectorAll('main button, main a, main input, main select, main textarea')]
                      .filter((control) => control.checkVisibility() && !control.disabled && control.tabIndex < 0)
                      .map((control) => control.outerHTML)""");
            assertThat(unreachable).as(sight.path()).isEqualTo(List.of());
            Object focus = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle");
            assertThat(focus).as("the focus is seen on %s", sight.path()).isNotEqualTo("none");
        }
    }

    @Test
    void aPhoneShowsAllOfAPageWithoutScrollingSideways() {
        Page page = full.administrator("/overview");
        page.setViewportSize(390, 844);
        for (Map.Entry<String, Sight> one : PAGES.entrySet()) {
            visit(full, page, one.getValue());
            Object wider = page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
            assertThat(((Number) wider).intValue()).as(one.getKey()).isLessThanOrEqualTo(0);
        }
        if (Pictures.wanted()) {
            visit(full, page, PAGES.get("device"));
            Pictures.keep("device-phone", page.screenshot());
        }
    }

    private void visit(Site site, Page page, Sight sight) {
        page.navigate(site.address(sight.path().replace("ID", fleet.first())));
        assertThat(page.locator(sight.sign()).first()).isVisible();
    }
}
