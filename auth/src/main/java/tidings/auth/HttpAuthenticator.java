package tidings.auth;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.mqtt.ReasonCode;

/// An HTTP service that knows who may come in. It is asked by POST, with JSON:
///
/// ```
/// {"clientId":"c","userName":"u","password":"p","address":"10.0.0.7","listener":"mqtt://0.0.0.0:1883","version":"V5"}
/// ```
///
/// What is absent is null; with `certificate`, the subject of what a client showed by TLS where it is trusted. It answers
///
/// | status | body | |
/// | --- | --- | --- |
/// | 200 | `{"result":"allow"}`, and `"userName"` if it is to be another | comes in |
/// | 200 | `{"result":"deny"}` | is refused |
/// | 200 | `{"result":"ignore"}` | the next authenticator is asked |
/// | 204 | | comes in |
/// | 401, 403 | | is refused |
///
/// and with anything else, or nothing in time, it has failed: the client is told that the server is unavailable.
///
/// Any thread may use it.
public final class HttpAuthenticator implements Authenticator {

    private static final int LARGEST_ANSWER = 64 * 1024;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final Verdict DENIED = new Verdict.Refused(ReasonCode.NOT_AUTHORIZED, "the HTTP service says no");

    private final URI address;
    private final Duration timeout;
    private final Work work = new Work();
    private final HttpClient client;

    private HttpAuthenticator(URI address, Duration timeout) {
        this.address = address;
        this.timeout = timeout;
        this.client = HttpClient.newBuilder().connectTimeout(timeout).executor(work.threads()).build();
    }

    /// A service that is asked at an address.
    ///
    /// @param timeout how long it may take to answer
    /// @throws IllegalArgumentException if the address is not of HTTP
    public static HttpAuthenticator at(URI address, Duration timeout) {
        if (!"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("An HTTP service is at http://... or https://..., not at " + address);
        }
        return new HttpAuthenticator(address, timeout);
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question(login)))
                .build();
        return work.start(() -> client.sendAsync(request, BodyHandlers.ofInputStream())
                .handleAsync(
                        (answer, failure) -> answer == null
                                ? failed(String.valueOf(failure.getMessage()))
                                : verdict(answer),
                        work.threads()));
    }

    @Override
    public void close() {
        client.shutdownNow();
        work.close();
    }

    private static String question(Login login) {
        Map<String, @Nullable Object> question = new HashMap<>();
        question.put("clientId", login.clientId());
        question.put("userName", login.userName());
        question.put("password", login.password() == null ? null : login.password().asUtf8());
        question.put("address", login.remote() instanceof InetSocketAddress remote
                ? remote.getAddress().getHostAddress()
                : null);
        question.put("listener", login.listener().uri().toString());
        question.put("version", login.version().name());
        if (login.certificate() != null && login.certificate().isTrusted()) {
            question.put("certificate", login.certificate().own().getSubjectX500Principal().getName());
        }
        return JSONObjectUtils.toJSONString(question);
    }

    private static Verdict verdict(HttpResponse<InputStream> answer) {
        try (InputStream body = answer.body()) {
            byte[] bytes = body.readNBytes(LARGEST_ANSWER);
            return switch (answer.statusCode()) {
                case OK -> verdict(JSONObjectUtils.parse(new String(bytes, StandardCharsets.UTF_8)));
                case NO_CONTENT -> Verdict.ACCEPTED;
                case UNAUTHORIZED, FORBIDDEN -> DENIED;
                default -> failed("it answers " + answer.statusCode());
            };
        } catch (IOException failure) {
            return failed(String.valueOf(failure.getMessage()));
        } catch (ParseException noJson) {
            return failed("it answers no JSON");
        }
    }

    private static Verdict verdict(Map<String, Object> answer) {
        return switch (String.valueOf(answer.get("result"))) {
            case "allow" -> new Verdict.Accepted(answer.get("userName") instanceof String name ? name : null);
            case "deny" -> DENIED;
            case "ignore" -> Verdict.NOT_MINE;
            default -> failed("its answer has no result that is allow, deny or ignore");
        };
    }

    private static Verdict failed(String why) {
        return new Verdict.Refused(ReasonCode.SERVER_UNAVAILABLE, "the HTTP service failed: " + why);
    }
}
