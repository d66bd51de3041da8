package tidings.it;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import tidings.client.BlockingClient;
import tidings.client.MqttClient;
import tidings.client.MqttException;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.testkit.Await;

/// The broker, seen and spoken with from a page: clients, retained messages, topics, the MQTT console.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerPagesTest {

    private Site site;

    @BeforeAll
    void start(@TempDir Path data) {
        site = Site.start(data);
        site.rest().createDevice("noisy", "noisy-token");
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void theConsoleSpeaksEveryQualityAndProperty() {
        Page page = site.administrator("/console?filter=greeting/%23");
        assertThat(page.getByLabel("Subscriptions")).containsText("greeting/#");
        Locator publish = page.getByLabel("Publish", new Page.GetByLabelOptions().setExact(true));
        publish.getByLabel("Topic", new Locator.GetByLabelOptions().setExact(true)).fill("greeting/world");
        publish.getByText("Properties of MQTT 5").click();
        publish.getByLabel("Content type").fill("application/json");
        publish.getByLabel("Correlation data").fill("id-1");
        publish.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Add")).click();
        publish.getByLabel("Name of user property 1").fill("colour");
        publish.getByLabel("Value of user property 1").fill("green");
        for (String quality : new String[]{"0", "1", "2"}) {
            publish.getByLabel("QoS").selectOption(quality);
            publish.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Publish")).click();
        }
        Locator messages = page.getByRole(AriaRole.LOG).locator("li");
        assertThat(messages).hasCount(3);
        assertThat(messages.first().locator("pre")).hasText("{\n  \"hello\": \"world\"\n}");
        assertThat(messages.first()).containsText("colour: green");
        assertThat(publish.locator("pre")).containsText("-D publish user-property colour green");

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Pause").setExact(true)).click();
        publish.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Publish")).click();
        assertThat(page.getByLabel("Messages").first()).containsText("1 message not shown");
        assertThat(site.complaints()).isEmpty();
    }

    @Test
    void theConsoleMarksWhatAMessageChangesAndWhoseItIs() {
        Page page = site.administrator("/console?filter=diff/%23&filter=other/%2B");
        Locator subscriptions = page.getByLabel("Subscriptions").locator("li");
        assertThat(subscriptions).hasCount(2);
        Locator messages = page.getByRole(AriaRole.LOG).locator("li");
        publish("diff/json", """
                {"t":21,"door":"open","deep":{"same":[1,2],"id":12345678901234567890}}""");
        publish("diff/json", """
                {"t":22.50,"deep":{"same":[1,2],"id":12345678901234567890},"rain":true}""");
        assertThat(messages).hasCount(2);
        Locator changed = messages.first();
        assertThat(changed.locator("ins")).hasText(new String[]{"22.50", "\"rain\": true"});
        assertThat(changed.locator("del")).hasText(new String[]{"21", "\"door\": \"open\""});
        assertThat(changed).containsText("12345678901234567890");
        assertThat(changed.getByLabel("by diff/#")).isVisible();
        publish("diff/text", "the door is open");
        publish("diff/text", "the front door is shut");
        assertThat(messages).hasCount(4);
        assertThat(changed.locator("ins")).hasText(new String[]{"front ", "shut"});
        assertThat(changed.locator("del")).hasText(new String[]{"open"});
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Mark changes")).click();
        assertThat(changed.locator("pre")).hasText("the front door is shut");
        assertThat(page.getByRole(AriaRole.LOG).locator("ins")).hasCount(0);

        subscriptions.first()
                .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Pause diff/#"))
                .click();
        publish("diff/text", "nobody sees this");
        publish("other/one", "but this");
        assertThat(messages).hasCount(5);
        assertThat(changed.getByLabel("by other/+")).isVisible();
        assertThat(page.getByLabel("Messages").first()).containsText("1 message not shown");
        assertThat(subscriptions.nth(1).locator(".swatch")).hasClass("swatch series-2");
        assertThat(site.complaints()).isEmpty();
    }

    private void publish(String topic, String payload) {
        try (BlockingClient noisy = site.administrator()) {
            noisy.publish(Message.of(topic, payload).withQos(Qos.AT_LEAST_ONCE));
        }
    }

    @Test
    void aClientIsFoundAndDisconnected() {
        try (BlockingClient device = site.device("noisy-token")) {
            Page page = site.administrator("/broker?tab=clients");
            Locator rows = page.locator("main tbody tr");
            assertThat(rows).hasCount(1);
            rows.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Disconnect")).click();
            page.getByRole(AriaRole.DIALOG)
                    .getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Disconnect"))
                    .click();
            assertThat(page.getByRole(AriaRole.STATUS)
                    .filter(
                            new Locator.FilterOptions().setHasText("is disconnected")))
                    .isVisible();
            Await.until("the device notices", () -> device.async().metrics().connectionsLost() > 0);
        }
    }

    @Test
    void whoTriesAgainAndAgainIsToldOfOnce() {
        for (int i = 0; i < 3; i++) {
            try (BlockingClient stranger = MqttClient.builder()
                    .server("mqtt://127.0.0.1:" + site.server().mqttPort())
                    .clientId("stranger")
                    .credentials("no such token", "")
                    .build()
                    .blocking()) {
                assertThatThrownBy(stranger::connect).isInstanceOf(MqttException.class);
            }
        }
        Page page = site.administrator("/broker?tab=refused");
        Locator row = page.locator("main tbody tr").filter(new Locator.FilterOptions().setHasText("stranger"));
        assertThat(row).hasCount(1);
        assertThat(row.locator("td").nth(3)).hasText("3");
    }

    @Test
    void aRetainedMessageIsClearedAndBroughtBack() {
        site.rest().post("/api/broker/publish", "{\"topic\":\"home/light\",\"payload\":\"on\",\"retain\":true}");
        Page page = site.administrator("/broker?tab=retained&filter=home/%23");
        Locator rows = page.locator("main tbody tr");
        assertThat(rows).hasCount(1);
        rows.getByRole(AriaRole.BUTTON).click();
        assertThat(rows).hasCount(0);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Undo")).click();
        assertThat(rows).containsText("home/light");
    }

    @Test
    void topicsGrowToATree() {
        site.rest().post("/api/broker/publish", "{\"topic\":\"tree/of/life\",\"payload\":\"{}\",\"retain\":true}");
        Page page = site.administrator("/broker?tab=topics");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("life")).click();
        assertThat(page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)))
                .containsText("tree/of/life");
        publish("tree/of/life", "{\"leaves\":3}");
        publish("tree/of/life", "{\"leaves\":4}");
        assertThat(page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true)).locator("ins")).hasText("4");
    }

    @Test
    void whatIsLookedForStandsInTheAddress() {
        Page page = site.administrator("/broker?tab=subscriptions");
        page.getByRole(AriaRole.SEARCHBOX).fill("home/");
        page.waitForURL("**/#/broker?tab=subscriptions&search=home%2F");
        page.reload();
        assertThat(page.getByRole(AriaRole.SEARCHBOX)).hasValue("home/");
    }

    @Test
    void onlyAdministratorsSpeakWithTheBroker() throws Exception {
        Rest operator = site.rest().loginOfNew("OPERATOR", "curious@example.org", null);
        assertThat(operator.status("/api/broker")).isEqualTo(403);
        assertThat(operator.status("/api/connect")).isEqualTo(200);
        Page page = site.signedIn(operator, "/broker", ColorScheme.LIGHT);
        assertThat(page.locator("main")).containsText("This page is not for your role");
        assertThat(site.complaints()).as("nothing was asked in vain").isEmpty();
    }
}
