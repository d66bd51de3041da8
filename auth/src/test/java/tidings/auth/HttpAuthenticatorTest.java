package tidings.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static tidings.auth.JwtAuthenticatorTest.login;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.mqtt.ReasonCode;

class HttpAuthenticatorTest {

    private HttpServer server;
    private volatile int status;
    private volatile String answer = "";
    private volatile String question = "";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/who", exchange -> {
            question = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theServiceIsToldWhoComes() throws Exception {
        status = 204;
        try (HttpAuthenticator http = HttpAuthenticator.at(address(), Duration.ofSeconds(20))) {
            assertThat(login(http, "pass\"word")).isEqualTo(Verdict.ACCEPTED);
        }
        assertThat(question).contains(
                "\"clientId\":\"c\"", "\"userName\":\"somebody\"", "\"password\":\"pass\\\"word\"",
                "\"address\":\"192.0.2.7\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "200 | {\"result\":\"allow\"}                        | Accepted[userName=null]",
        "200 | {\"result\":\"allow\",\"userName\":\"alice\"} | Accepted[userName=alice]",
        "200 | {\"result\":\"ignore\"}                       | NotMine[]",
        "200 | {\"result\":\"deny\"}                         | NOT_AUTHORIZED",
        "401 | {}                                            | NOT_AUTHORIZED",
        "403 | <html>                                        | NOT_AUTHORIZED",
        "200 | <html>                                        | SERVER_UNAVAILABLE",
        "200 | {}                                            | SERVER_UNAVAILABLE",
        "200 | {\"result\":true}                             | SERVER_UNAVAILABLE",
        "404 | {\"result\":\"allow\"}                        | SERVER_UNAVAILABLE",
        "500 | {\"result\":\"allow\"}                        | SERVER_UNAVAILABLE",
        "302 | {\"result\":\"allow\"}                        | SERVER_UNAVAILABLE",
    })
    void onlyAClearYesLetsAnybodyIn(int code, String body, String verdict) throws Exception {
        status = code;
        answer = body;
        try (HttpAuthenticator http = HttpAuthenticator.at(address(), Duration.ofSeconds(20))) {
            Verdict found = login(http, "x");
            String told = found instanceof Verdict.Refused refused ? refused.reason().name() : found.toString();
            assertThat(told).isEqualTo(verdict);
        }
    }

    @Test
    void aServiceThatIsNotThereOrSilentIsNoYes() throws Exception {
        try (var silent = new ServerSocket(0);
                HttpAuthenticator http = HttpAuthenticator.at(
                        URI.create("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofMillis(300))) {
            assertThat(((Verdict.Refused) login(http, "x")).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        }
        URI gone = address();
        server.stop(0);
        try (HttpAuthenticator http = HttpAuthenticator.at(gone, Duration.ofSeconds(20))) {
            assertThat(((Verdict.Refused) login(http, "x")).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        }
        assertThatThrownBy(() -> HttpAuthenticator.at(URI.create("ftp://x"), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/who");
    }
}
