package tidings.manage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tidings.broker.Broker;
import tidings.broker.BrokerConfig;
import tidings.client.MqttClient;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.testkit.Await;
import tools.jackson.databind.JsonNode;

/// What operators see and do over REST.
class BrokerRoutesTest {

    private static final String TOKEN = "a token of some length";

    private static Broker broker;
    private static Management management;
    private static ManagementServer server;
    private static HttpCaller operator;

    @BeforeAll
    static void start() {
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .allowAnonymous(true)
                .eventLoops(2)
                .build());
        management = Management.of(broker).version("tidings of a test").build();
        server = ManagementServer.start("127.0.0.1", 0, TOKEN, management);
        operator = new HttpCaller(server.port(), TOKEN);
    }

    @AfterAll
    static void stop() {
        server.close();
        management.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/broker", "/api/broker/clients", "/api/broker/retained?filter=%23"})
    void nobodyComesInWithoutTheToken(String path) {
        assertThat(new HttpCaller(server.port(), "").get(path).status()).isEqualTo(401);
        assertThat(new HttpCaller(server.port(), TOKEN + "x").get(path).status()).isEqualTo(401);
        assertThat(operator.get(path).status()).isEqualTo(200);
    }

    @Test
    void listsClientsInPartsAndFindsThem() {
        try (MqttClient a = client("list/a"); MqttClient b = client("list/b"); MqttClient c = client("list/c")) {
            assertThat(List.of(a, b, c)).allMatch(one -> one.state() == MqttClient.State.CONNECTED);
            JsonNode first = operator.get("/api/broker/clients?search=LIST/&pageSize=2").json();
            assertThat(first.path("total").asInt()).isEqualTo(3);
            assertThat(first.path("data").valueStream().map(one -> one.path("clientId").asString()))
                    .containsExactly("list/a", "list/b");
            String next = first.path("next").asString();
            JsonNode second =
                    operator.get("/api/broker/clients?search=list/&pageSize=2&after=" + HttpCaller.encoded(next))
                            .json();
            assertThat(second.path("data").valueStream().map(one -> one.path("clientId").asString()))
                    .containsExactly("list/c");
            assertThat(second.path("next").isNull()).isTrue();
        }
    }

    @Test
    void tellsAllOfOneClient() {
        try (MqttClient client = client("told/of")) {
            client.blocking().subscribe("told/+/x", Qos.AT_LEAST_ONCE);
            client.blocking().publish(Message.of("told/a/x", "12345").withQos(Qos.AT_LEAST_ONCE));
            JsonNode told = operator.get("/api/broker/client?id=told/of").json();
            assertThat(told.path("connected").asBoolean()).isTrue();
            assertThat(told.path("connection").path("protocol").asString()).isEqualTo("5.0");
            assertThat(told.path("connection").path("listener").asString())
                    .isEqualTo(broker.addresses().get(0).toString());
            assertThat(told.path("connection").path("messagesReceived").asInt()).isEqualTo(1);
            assertThat(told.path("connection").path("messagesSent").asInt()).isEqualTo(1);
            assertThat(told.path("connection").path("bytesReceived").asInt()).isGreaterThan(20);
            assertThat(told.path("subscribed").path(0).path("filter").asString()).isEqualTo("told/+/x");
            assertThat(operator.get("/api/broker/subscriptions?search=told").json().path("data").path(0))
                    .isEqualTo(told.path("subscribed").path(0));
        }
        Await.until("it is gone", () -> operator.get("/api/broker/client?id=told/of").status() == 404);
    }

    @Test
    void disconnectsAClientAndEndsItsSession() {
        CompletableFuture<ReasonCode> told = new CompletableFuture<>();
        try (MqttClient client = client("thrown-out")) {
            client.onDisconnected(gone -> told.complete(gone.reason()));
            assertThat(operator.delete("/api/broker/client?id=thrown-out&session=true").json().toString())
                    .isEqualTo("{\"disconnected\":1,\"forgotten\":false}");
            assertThat(told.join()).isEqualTo(ReasonCode.ADMINISTRATIVE_ACTION);
        }
        assertThat(operator.delete("/api/broker/client?id=thrown-out").status()).isEqualTo(404);
    }

    @Test
    void publishesAndShowsAndRemovesWhatIsRetained() {
        assertThat(operator.post("/api/broker/publish",
                "{\"topic\":\"kept/here\",\"payload\":{\"on\":true},\"qos\":1,\"retain\":true}").json().toString())
                .isEqualTo("{\"heard\":false}");
        assertThat(operator.post("/api/broker/publish",
                "{\"topic\":\"kept/raw\",\"payloadBase64\":\"/wA=\",\"retain\":true}").status()).isEqualTo(200);
        JsonNode listed = operator.get("/api/broker/retained?filter=kept/%2B").json();
        assertThat(listed.path("total").asInt()).isEqualTo(2);
        assertThat(listed.path("data").path(0).path("payload").asString()).isEqualTo("{\"on\":true}");
        assertThat(listed.path("data").path(1).path("payloadBase64").asString()).isEqualTo("/wA=");
        assertThat(operator.delete("/api/broker/retained?topic=kept/here").status()).isEqualTo(204);
        assertThat(operator.get("/api/broker/retained/message?topic=kept/here").status()).isEqualTo(404);
        assertThat(operator.get("/api/broker/retained/message?topic=kept/raw").json().path("size").asInt())
                .isEqualTo(2);
    }

    @Test
    void aLongTextIsShownInPartAndNeverCutInACharacter() {
        broker.view().publish(Message.of("long/text", Bytes.utf8("x" + "ü".repeat(200))).withRetain(true));
        JsonNode listed = operator.get("/api/broker/retained?filter=long/text").json().path("data").path(0);
        assertThat(listed.path("truncated").asBoolean()).isTrue();
        assertThat(listed.path("payload").asString()).isEqualTo("x" + "ü".repeat(127));
        assertThat(operator.get("/api/broker/retained/message?topic=long/text").json().path("payload").asString())
                .hasSize(201);
    }

    @Test
    void tellsWhatGoesOn() {
        JsonNode told = operator.get("/api/broker").json();
        assertThat(told.path("version").asString()).isEqualTo("tidings of a test");
        assertThat(told.path("listeners").path(0).path("address").asString())
                .isEqualTo(broker.addresses().get(0).toString());
        assertThat(told.path("dropped").propertyNames())
                .containsAll(List.of("queue_full", "overload", "too_large", "not_retained"));
        Await.until("there is a sample", () -> operator.get("/api/broker/rates").json().path("samples").size() > 0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "/api/broker/clients?pageSize=0          | 400 | 1 to 1000",
        "/api/broker/clients?pageSize=many       | 400 | a number",
        "/api/broker/clients?connected=perhaps   | 400 | true or false",
        "/api/broker/clients?after=nonsense      | 400 | no place",
        "/api/broker/client                      | 400 | 'id' is missing",
        "/api/broker/client?id=nobody            | 404 | There is no client 'nobody'",
        "/api/broker/retained?filter=a/%23/b     | 400 | a/#/b",
        "/api/broker/nothing                     | 404 | ",
    })
    void saysWhatIsWrong(String path, int status, String words) {
        HttpCaller.Answer answer = operator.get(path);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().path("message").asString()).contains(words == null ? "" : words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "[]                                            | to be a JSON object",
        "{                                             | no JSON",
        "{\"payload\":\"x\"}                           | 'topic' is to be a text",
        "{\"topic\":\"a/+\"}                           | no wildcards",
        "{\"topic\":\"$SYS/broker/uptime\"}            | Nobody may publish",
        "{\"topic\":\"a\",\"qos\":3}                   | 3",
        "{\"topic\":\"a\",\"payloadBase64\":\"?\"}     | ",
    })
    void refusesWhatCannotBePublished(String body, String words) {
        HttpCaller.Answer answer = operator.post("/api/broker/publish", body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().path("message").asString()).contains(words == null ? "" : words);
    }

    private static MqttClient client(String id) {
        MqttClient client = MqttClient.builder()
                .server(broker.addresses().get(0).toString())
                .clientId(id)
                .reconnect(again -> again.off())
                .build();
        client.blocking().connect();
        return client;
    }
}
