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
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds for all pages alike: axe finds nothing in either colour scheme, an empty installation and a server that fails
/// are told of in words, and the keyboard reaches everything. The screenshots of the documentation are made on the way.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryPageTest {

    private static final String DEVICE = "/devices/ID?range=3600000";
    private static final String MESSAGES = "#part-messages tbody tr, #part-messages p.quiet";
    private static final String BRICK = "2Cr"; // the UID that the simulator gives its Temperature Bricklet
    private static final String TABLE = "main table, .empty";
    private static final String TOLD = "main table, main .quiet, .empty"; // a list that may be empty in a word
    /// Page by the name of its picture, and what is there when it has loaded.
    private static final Map<String, Sight> PAGES = pages();
    /// What else there is to see, without a picture of its own.
    private static final Map<String, Sight> TABS = tabs();

    private Site full;
    private Fleet fleet;
    private GatewayProcess simulator;
    private GatewayProcess gateway;

    private record Sight(String path, String sign) {

        Sight whereThereIsSomething() {
            return new Sight(path, sign.replace(", .empty", ""));
        }
    }

    private static Map<String, Sight> pages() {
        Map<String, Sight> pages = new LinkedHashMap<>();
        pages.put("overview", new Sight("/overview", "[data-rates] canvas, .empty"));
        pages.put("devices", new Sight("/devices", TABLE));
        pages.put("device", new Sight(DEVICE, "[data-chart] canvas, .empty"));
        pages.put("messages", new Sight(DEVICE + "&show=messages", MESSAGES + ", .empty"));
        pages.put("firmware", new Sight("/firmware", TABLE));
        pages.put("alarms", new Sight("/alarms", TABLE));
        pages.put("thresholds", new Sight("/alarms?tab=thresholds", TABLE));
        pages.put("broker", new Sight("/broker", "[data-rates] canvas, .empty"));
        pages.put("clients", new Sight("/broker?tab=clients", TOLD));
        pages.put("retained", new Sight("/broker?tab=retained", TOLD));
        pages.put("console", new Sight("/console?filter=home/%23&filter=shed/%23", "[role=log]"));
        pages.put("bricks", new Sight("/bricks?uid=UID", "main td.live-value:not(:empty), .empty"));
        pages.put("people", new Sight("/people", TABLE));
        return pages;
    }

    private static Map<String, Sight> tabs() {
        Map<String, Sight> tabs = new LinkedHashMap<>();
        tabs.put("subscriptions", new Sight("/broker?tab=subscriptions", TOLD));
        tabs.put("topics", new Sight("/broker?tab=topics", "main .tree, main .quiet"));
        tabs.put("refused", new Sight("/broker?tab=refused", TOLD));
        tabs.put("configuration", new Sight("/broker?tab=configuration", TABLE));
        tabs.put("customers", new Sight("/people?tab=customers", TABLE));
        tabs.put("keys", new Sight("/people?tab=keys", ".empty, main table"));
        tabs.put("audit", new Sight("/people?tab=audit", TABLE));
        return tabs;
    }

    private static Map<String, Sight> all() {
        Map<String, Sight> all = new LinkedHashMap<>(PAGES);
        all.putAll(TABS);
        return all;
    }

    @BeforeAll
    void start(@TempDir Path data) throws IOException {
        full = Site.start(data);
        fleet = Fleet.create(full);
        simulator = GatewayProcess.simulator(
                "master_brick", "temperature_v2_bricklet", "humidity_v2_bricklet", "rgb_led_button_bricklet");
        gateway = GatewayProcess.gateway(
                simulator, "--broker-port", Integer.toString(full.server().mqttPort()), "--broker-username",
                ServerProcess.ADMIN, "--broker-password", full.rest().token());
    }

    @AfterAll
    void stop() {
        gateway.close();
        simulator.close();
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
        for (Map.Entry<String, Sight> one : all().entrySet()) {
            visit(full, page, one.getValue().whereThereIsSomething());
            makeSomethingHappen(one.getKey(), page);
            for (Rule rule : new AxeBuilder(page).setLegacyMode(true).analyze().getViolations()) {
                violations.add(one.getKey() + ": " + rule.getId() + " " + rule.getNodes().get(0).getHtml());
            }
            if (Pictures.wanted() && PAGES.containsKey(one.getKey())) {
                Pictures.keep(one.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT), page.screenshot());
            }
        }
        assertThat(full.complaints()).isEmpty();
        return violations;
    }

    /// Where a page shows what happens while it is looked at.
    private void makeSomethingHappen(String name, Page page) {
        if (name.equals("messages")) {
            fleet.speak();
            assertThat(page.locator("#part-messages tbody")).containsText("delivered");
        } else if (name.equals("console")) {
            assertThat(page.getByLabel("Subscriptions").locator("li")).hasCount(2);
            fleet.publish("home/cellar/climate", "{\"temperature\":21.5,\"humidity\":43,\"window\":\"open\"}");
            fleet.publish("shed/door", "The door is open");
            fleet.publish("shed/door", "The door is shut");
            fleet.publish("home/cellar/climate", "{\"temperature\":21.7,\"humidity\":43,\"rain\":true}");
            assertThat(page.locator("ins").first()).isVisible();
        }
    }

    @Test
    void anEmptyInstallationIsToldOf(@TempDir Path data) {
        try (Site empty = Site.start(data)) {
            Page page = empty.administrator("/overview");
            for (Sight sight : all().values()) {
                if (!sight.path().startsWith(DEVICE)) {
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
                        "retained", "subscriptions", "refused", "configuration", "customers", "audit", "people");
        Page page = full.administrator("/console");
        for (String name : asked) {
            page.route("**/api/**", route -> route.fulfill(new Route.FulfillOptions().setStatus(503)
                    .setBody("{\"status\":503,\"message\":\"The disk is full\"}")));
            visit(full, page, new Sight(all().get(name).path(), ".empty"));
            Locator failure = page.locator(".empty[role=alert]").first();
            assertThat(failure).containsText("The disk is full");
            page.unroute("**/api/**");
            failure.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Try again")).click();
            assertThat(page.locator(all().get(name).whereThereIsSomething().sign()).first()).isVisible();
        }
    }

    /// What speaks MQTT itself says that it is cut off, and comes back.
    @ParameterizedTest
    @ValueSource(strings = {"/console", "/bricks", "/broker?tab=topics"})
    void aBrokerThatDoesNotAnswerIsToldOf(String path) {
        Page page = full.administrator("/people");
        AtomicBoolean gone = new AtomicBoolean(true);
        page.routeWebSocket("**/mqtt", socket -> {
            if (gone.get()) {
                socket.close();
            } else {
                socket.connectToServer();
            }
        });
        page.navigate(full.address(path));
        page.reload(); // sockets of a page that is loaded already are left alone
        assertThat(page.locator("main")).containsText(Pattern.compile("connection lost|reconnecting"));
        gone.set(false);
        assertThat(page.locator("main")).not().containsText(Pattern.compile("connection lost|reconnecting"));
    }

    @Test
    void nothingWaitsForAServerThatIsSlow() {
        Page page = full.administrator("/console");
        Queue<Route> held = new ConcurrentLinkedQueue<>();
        page.route("**/api/**", held::add);
        for (String destination : new String[]{"Devices", "Firmware", "Alarms", "Broker", "People", "Overview"}) {
            page.locator("#navigation")
                    .getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName(destination))
                    .click();
            assertThat(page.locator("main h1")).containsText(destination);
            assertThat(page.getByLabel("Loading").first()).isVisible();
        }
        page.unroute("**/api/**");
        held.forEach(Route::resume);
        assertThat(page.locator(PAGES.get("overview").sign()).first()).isVisible();
    }

    @Test
    void everyRoleSeesItsPagesAndIsToldOfTheOthers() {
        Map<String, Rest> roles = Map.of(
                "OPERATOR", full.rest().loginOfNew("OPERATOR", "olga@example.org", null), "CUSTOMER_USER",
                full.rest().loginOfNew("CUSTOMER_USER", "carl@example.org", fleet.customer()));
        roles.forEach((role, who) -> {
            Page page = full.signedIn(who, "/overview", ColorScheme.LIGHT);
            for (Map.Entry<String, Sight> one : PAGES.entrySet()) {
                Sight sight = one.getValue();
                String sign = one.getKey().equals("overview")
                        ? "[aria-label='Needs attention'] li"
                        : sight.sign() + ", .empty";
                visit(full, page, new Sight(sight.path(), sign));
            }
            assertThat(full.complaints()).as(role).isEmpty();
        });
    }

    @Test
    void nothingInlineIsAllowedAndNothingMovesWhereThatIsNotWanted() {
        Page page = full.administrator("/overview");
        String policy = String.valueOf(page.reload().headerValue("content-security-policy"));
        assertThat(policy).contains("script-src 'self'").doesNotContain("unsafe");
        page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
        visit(full, page, PAGES.get("bricks").whereThereIsSomething());
        assertThat(page.evaluate("() => document.getAnimations().filter((one) => one.playState === 'running').length"))
                .isEqualTo(0);
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
        page.setViewportSize(360, 780);
        for (Map.Entry<String, Sight> one : all().entrySet()) {
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
        page.navigate(site.address(sight.path().replace("UID", BRICK).replace("ID", fleet.first())));
        assertThat(page.locator(sight.sign()).first()).isVisible();
    }
}
