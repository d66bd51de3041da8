package tidings.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.BrokerException;
import tidings.broker.Listener;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Authenticator.Verdict;
import tidings.broker.spi.Login;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;

class JwtAuthenticatorTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    @Test
    void aTokenWithTheSecretIsItsUser() throws Exception {
        try (JwtAuthenticator jwt = bySecret().build()) {
            String token = token(JWSAlgorithm.HS256, new MACSigner(SECRET), "alice", 60);
            assertThat(login(jwt, token)).isEqualTo(new Verdict.Accepted("alice"));
        }
    }

    @Test
    void noOtherTokenIsGood() throws Exception {
        try (JwtAuthenticator jwt = bySecret().issuer("us").audience("brokers").build()) {
            MACSigner signer = new MACSigner(SECRET);
            MACSigner wrong = new MACSigner(SECRET.replace('0', '1'));
            JWTClaimsSet good = claims("alice", 60).issuer("us").audience("brokers").build();
            assertThat(login(jwt, signed(JWSAlgorithm.HS256, signer, good))).isEqualTo(new Verdict.Accepted("alice"));
            assertThat(reason(jwt, signed(JWSAlgorithm.HS256, wrong, good))).isEqualTo(ReasonCode.NOT_AUTHORIZED);
            for (JWTClaimsSet claims : new JWTClaimsSet[]{
                claims("alice", -600).issuer("us").audience("brokers").build(),
                claims("alice", 60).issuer("them").audience("brokers").build(),
                claims("alice", 60).issuer("us").audience("others").build(),
                claims(null, 60).issuer("us").audience("brokers").build(),
                new JWTClaimsSet.Builder().subject("alice").issuer("us").audience("brokers").build(),
            }) {
                assertThat(reason(jwt, signed(JWSAlgorithm.HS256, signer, claims)))
                        .as("%s", claims)
                        .isEqualTo(ReasonCode.NOT_AUTHORIZED);
            }
            String unsigned = base64("{\"alg\":\"none\"}") + "." + base64(good.toString()) + ".";
            assertThat(reason(jwt, unsigned)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
    }

    @Test
    void whatIsNoTokenIsLeftToOthers() throws Exception {
        try (JwtAuthenticator jwt = bySecret().build()) {
            for (String password : new String[]{"", "secret", "a.b", "a b.c.d"}) {
                assertThat(login(jwt, password)).isEqualTo(Verdict.NOT_MINE);
            }
        }
    }

    @Test
    void publicKeysAreNoSecrets() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).generate();
        Path file = pem("rsa.pem", rsa.toPublicKey());
        try (JwtAuthenticator jwt = JwtAuthenticator.publicKey(file).build()) {
            assertThat(login(jwt, token(JWSAlgorithm.RS256, new RSASSASigner(rsa), "alice", 60)))
                    .isEqualTo(new Verdict.Accepted("alice"));
            String confused = token(
                    JWSAlgorithm.HS256, new MACSigner(Files.readAllBytes(file)), "alice", 60);
            assertThat(reason(jwt, confused)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
        ECKey ec = new ECKeyGenerator(Curve.P_256).generate();
        try (JwtAuthenticator jwt = JwtAuthenticator.publicKey(pem("ec.pem", ec.toPublicKey())).build()) {
            assertThat(login(jwt, token(JWSAlgorithm.ES256, new ECDSASigner(ec), "alice", 60)))
                    .isEqualTo(new Verdict.Accepted("alice"));
        }
    }

    @Test
    void keysAreReadFromAnAddressOnceForManyAndAFailureIsNoRefusal() throws Exception {
        RSAKey rsa = new RSAKeyGenerator(2048).keyID("k1").generate();
        int[] asked = {0};
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/keys", exchange -> {
            asked[0]++;
            byte[] body = new JWKSet(rsa.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
        String token = signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), new RSASSASigner(rsa),
                claims("alice", 60).build());
        try (JwtAuthenticator jwt = JwtAuthenticator.keySet(address).build()) {
            for (int i = 0; i < 20; i++) {
                assertThat(login(jwt, token)).isEqualTo(new Verdict.Accepted("alice"));
            }
            assertThat(asked[0]).isEqualTo(1);
        } finally {
            server.stop(0);
        }
        try (JwtAuthenticator jwt = JwtAuthenticator.keySet(address).build()) {
            assertThat(reason(jwt, token)).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        }
    }

    @Test
    void keysThatCannotBeUsedKeepItFromStarting() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty"), "");
        assertThatThrownBy(() -> JwtAuthenticator.secret(empty).build()).isInstanceOf(BrokerException.class);
        assertThatThrownBy(() -> JwtAuthenticator.publicKey(empty).build()).isInstanceOf(BrokerException.class);
        assertThatThrownBy(() -> JwtAuthenticator.secret(folder.resolve("nowhere")).build())
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("--jwt");
    }

    private JwtAuthenticator.Builder bySecret() throws IOException {
        return JwtAuthenticator.secret(Files.writeString(folder.resolve("secret"), SECRET + "\n"));
    }

    private Path pem(String name, PublicKey key) throws IOException {
        String text = "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        return Files.writeString(folder.resolve(name), text);
    }

    private static JWTClaimsSet.Builder claims(@Nullable String subject, long seconds) {
        return new JWTClaimsSet.Builder()
                .subject(subject)
                .expirationTime(Date.from(Instant.now().plusSeconds(seconds)));
    }

    private static String token(JWSAlgorithm algorithm, JWSSigner signer, String subject, long seconds)
            throws Exception {
        return signed(algorithm, signer, claims(subject, seconds).build());
    }

    private static String signed(JWSAlgorithm algorithm, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        return signed(new JWSHeader(algorithm), signer, claims);
    }

    private static String signed(JWSHeader header, JWSSigner signer, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(signer);
        return token.serialize();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ReasonCode reason(Authenticator authenticator, String password) throws Exception {
        return ((Verdict.Refused) login(authenticator, password)).reason();
    }

    static Verdict login(Authenticator authenticator, String password) throws Exception {
        Login login = new Login(
                Version.V5, "c", "somebody", Bytes.utf8(password), null, Listener.at("mqtt://localhost"),
                new InetSocketAddress("192.0.2.7", 5000));
        return authenticator.authenticate(login).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
