package tidings.it;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;

/// A server with its pages, and a browser to look at them with: what each test of a page begins with.
final class Site implements AutoCloseable {

    private final Browser browser;
    private final ServerProcess server;
    private final Rest rest;

    private Site(Browser browser, ServerProcess server) {
        this.browser = browser;
        this.server = server;
        this.rest = Rest.login(server);
    }

    /// Starts both, or ends the test where there is no browser.
    static Site start(Path data, String... options) {
        Browser browser = Browser.start();
        try {
            return new Site(browser, ServerProcess.serve(data, options));
        } catch (RuntimeException | Error failure) {
            browser.close();
            throw failure;
        }
    }

    ServerProcess server() {
        return server;
    }

    Rest rest() {
        return rest;
    }

    /// A new tab where nobody is signed in.
    Page stranger(String path) {
        Page page = browser.open(ColorScheme.LIGHT);
        page.navigate(address(path));
        return page;
    }

    /// A new tab where the administrator is signed in.
    Page administrator(String path) {
        return administrator(path, ColorScheme.LIGHT);
    }

    Page administrator(String path, ColorScheme scheme) {
        return signedIn(rest, path, scheme);
    }

    /// A new tab where somebody is signed in.
    Page signedIn(Rest who, String path, ColorScheme scheme) {
        Page page = browser.open(scheme);
        page.addInitScript("sessionStorage.getItem('session') ?? sessionStorage.setItem('session', '"
                + who.session() + "')");
        page.navigate(address(path));
        return page;
    }

    /// What went wrong in the last tab, in its own words.
    List<String> complaints() {
        return browser.complaints();
    }

    String address(String path) {
        return server.http() + "/#" + path;
    }

    /// A device that is connected.
    BlockingClient device(String token) {
        return connected(token, "");
    }

    private BlockingClient connected(String userName, String password) {
        BlockingClient client = MqttClient.builder()
                .server("mqtt://127.0.0.1:" + server.mqttPort())
                .credentials(userName, password)
                .build()
                .blocking();
        client.connect();
        return client;
    }

    /// The administrator as a client of the broker.
    BlockingClient administrator() {
        return connected(ServerProcess.ADMIN, rest.token());
    }

    static void send(BlockingClient device, String telemetry) {
        device.publish(Message.of("v1/devices/me/telemetry", telemetry).withQos(Qos.AT_LEAST_ONCE));
    }

    @Override
    public void close() {
        server.close();
        browser.close();
    }
}
