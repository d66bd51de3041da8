package tidings.it;

import com.microsoft.playwright.Browser.NewPageOptions;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A real browser without a window: the machine's Chromium, driven by the machine's Node.js.
final class Browser implements AutoCloseable {

    private static final double PATIENCE_MILLIS = 30_000; // a machine may be busy; what comes at once is seen at once

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /// Starts it, or ends the test where there is none.
    static Browser start() {
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
        String chromium = Tool.required("chromium", "chromium");
        String node = Tool.required("node", "nodejs");
        Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(
                Map.of("PLAYWRIGHT_NODEJS_PATH", node, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Browser(playwright, playwright.chromium()
                .launch(new LaunchOptions()
                        .setExecutablePath(Path.of(chromium))
                        .setArgs(List.of(
                                "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                                "--disable-component-update", "--disable-sync"))));
    }

    /// A new, empty tab; what others complained of is forgotten.
    Page open(ColorScheme scheme) {
        complaints.clear();
        chromium.contexts().forEach(BrowserContext::close);
        Page page = chromium.newPage(
                new NewPageOptions().setColorScheme(scheme)
                        .setViewportSize(1280, 800)
                        .setLocale("en-GB")
                        .setTimezoneId("Europe/Berlin"));
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") || message.text().contains("Content Security Policy")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /// What went wrong in the page so far, in its own words.
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
