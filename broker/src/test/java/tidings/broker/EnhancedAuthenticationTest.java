package tidings.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Connect;
import tidings.mqtt.Disconnect;
import tidings.mqtt.PingReq;
import tidings.mqtt.PingResp;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tidings.testkit.Spec;

/// SCRAM-SHA-256 over real sockets, with a client of its own.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnhancedAuthenticationTest {

    private static final String METHOD = "SCRAM-SHA-256";
    private static final String PREFIX = "n,,";

    private Broker broker;
    private URI address;

    @BeforeAll
    void start() {
        Map<String, ScramCredential> users = Map.of(
                "ali=ce", ScramCredential.of("wonderland", 4_096),
                "bob", ScramCredential.parse(ScramCredential.of("builder", 5_000).format()));
        broker = Broker.start(BrokerConfig.builder()
                .listen("mqtt://127.0.0.1:0")
                .enhancedAuthenticator(new ScramSha256(users::get))
                .build());
        address = broker.addresses().get(0);
    }

    @AfterAll
    void stop() {
        broker.close();
    }

    /// RFC 7677, section 3.
    @Test
    void keepsOfAPasswordWhatTheStandardSays() {
        ScramCredential pencil = ScramCredential.of(
                "pencil", 4_096, Bytes.copyOf(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==")));
        String whole = "n=user,r=rOprNGfwEbeRWgbNEkqO,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        assertThat(ScramCredential.encoded(ScramCredential.hmac(pencil.serverKey(), whole)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
        assertThat(ScramCredential.parse(pencil.format())).isEqualTo(pencil);
        assertThat(pencil.toString()).doesNotContain(ScramCredential.encoded(pencil.storedKey()));
    }

    @ParameterizedTest
    @CsvSource({"ali=3Dce, wonderland", "bob, builder"})
    @Spec({"MQTT-4.12.0-2", "MQTT-4.12.0-3", "MQTT-4.12.0-5"})
    void whoKnowsThePasswordComesInAndSoDoesTheBroker(String name, String password) throws Exception {
        try (RawClient client = new RawClient(address, Version.V5)) {
            Scram scram = new Scram(name, password);
            ConnAck ack = connect(client, scram);
            assertThat(ack.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(ack.properties().get(Property.AUTHENTICATION_METHOD)).isEqualTo(METHOD);
            Bytes data = ack.properties().get(Property.AUTHENTICATION_DATA);
            assertThat(data).isNotNull();
            assertThat(data.asUtf8()).isEqualTo("v=" + scram.signature);
            assertThat(client.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"bob, wrong", "nobody, builder"})
    @Spec("MQTT-4.12.0-4")
    void whoDoesNotKnowThePasswordStaysOut(String name, String password) throws Exception {
        try (RawClient client = new RawClient(address, Version.V5)) {
            assertThat(connect(client, new Scram(name, password))).isEqualTo(
                    ConnAck.refused(ReasonCode.NOT_AUTHORIZED));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    @Spec({"MQTT-4.12.1-1", "MQTT-4.12.1-2"})
    void aClientAuthenticatesOnceMoreWhileItGoesOn() throws Exception {
        try (RawClient client = new RawClient(address, Version.V5)) {
            connect(client, new Scram("bob", "builder"));
            Scram again = new Scram("bob", "builder");
            client.send(auth(ReasonCode.RE_AUTHENTICATE, PREFIX + again.bare), PingReq.INSTANCE);
            Auth challenge = client.receive(Auth.class);
            assertThat(client.receive()).isEqualTo(PingResp.INSTANCE);
            client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, again.answer(data(challenge))));
            Auth done = client.receive(Auth.class);
            assertThat(done.reason()).isEqualTo(ReasonCode.SUCCESS);
            assertThat(data(done)).isEqualTo("v=" + again.signature);
            Scram other = new Scram("ali=3Dce", "wonderland");
            client.send(auth(ReasonCode.RE_AUTHENTICATE, PREFIX + other.bare));
            client.send(auth(
                    ReasonCode.CONTINUE_AUTHENTICATION, other.answer(data(client.receive(Auth.class)))));
            assertThat(client.receive()).as("nobody becomes somebody else")
                    .isEqualTo(Disconnect.of(ReasonCode.NOT_AUTHORIZED));
            assertThat(client.receive()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"OTHER, RE_AUTHENTICATE", "SCRAM-SHA-256, CONTINUE_AUTHENTICATION", "SCRAM-SHA-256, SUCCESS"})
    void anAuthThatMayNotComeEndsTheConnection(String method, ReasonCode reason) throws Exception {
        try (RawClient client = new RawClient(address, Version.V5)) {
            connect(client, new Scram("bob", "builder"));
            client.send(new Auth(reason, Properties.NONE.with(Property.AUTHENTICATION_METHOD, method)));
            assertThat(client.receive()).isEqualTo(Disconnect.of(ReasonCode.PROTOCOL_ERROR));
            assertThat(client.receive()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "p=x", "'p=tls-unique,,n=bob,r=x'", "'n,,n=bob'", "'n,,r=x,n=bob'", "'n,,n=bob,r='"})
    void whatIsNoScramStaysOut(String first) throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(connectWith(first));
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.NOT_AUTHORIZED));
            assertThat(client.receive()).isNull();
        }
    }

    @Test
    @Spec("MQTT-3.1.2-30")
    void nothingElseComesBeforeItIsDecided() throws IOException {
        try (RawClient client = new RawClient(address, Version.V5)) {
            client.send(connectWith(PREFIX + new Scram("bob", "builder").bare), PingReq.INSTANCE);
            client.receive(Auth.class);
            assertThat(client.receive()).isEqualTo(ConnAck.refused(ReasonCode.PROTOCOL_ERROR));
            assertThat(client.receive()).isNull();
        }
    }

    private static ConnAck connect(RawClient client, Scram scram) throws IOException, GeneralSecurityException {
        client.send(connectWith(PREFIX + scram.bare));
        Auth challenge = client.receive(Auth.class);
        assertThat(challenge.reason()).isEqualTo(ReasonCode.CONTINUE_AUTHENTICATION);
        client.send(auth(ReasonCode.CONTINUE_AUTHENTICATION, scram.answer(data(challenge))));
        return client.receive(ConnAck.class);
    }

    private static Connect connectWith(String data) {
        Properties properties = Properties.NONE.with(Property.AUTHENTICATION_METHOD, METHOD)
                .with(Property.AUTHENTICATION_DATA, Bytes.utf8(data));
        return new Connect(Version.V5, "scram", true, 0, null, null, null, properties);
    }

    private static Auth auth(ReasonCode reason, String data) {
        return new Auth(
                reason,
                Properties.NONE.with(Property.AUTHENTICATION_METHOD, METHOD)
                        .with(Property.AUTHENTICATION_DATA, Bytes.utf8(data)));
    }

    private static String data(Auth auth) {
        return auth.properties().get(Property.AUTHENTICATION_DATA, Bytes.EMPTY).asUtf8();
    }

    /// The client's half, written from the RFC and from nothing else.
    private static final class Scram {
        final String bare;
        final String password;
        String signature = "";

        Scram(String name, String password) {
            this.bare = "n=" + name + ",r=fyko+d2lbbFgONRv9qkxdawL";
            this.password = password;
        }

        String answer(String challenge) throws GeneralSecurityException {
            String[] parts = challenge.split(",", -1);
            byte[] salt = Base64.getDecoder().decode(parts[1].substring(2));
            int iterations = Integer.parseInt(parts[2].substring(2));
            String unproven = "c=biws," + parts[0];
            String whole = bare + "," + challenge + "," + unproven;
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
            byte[] clientKey = hmac(salted, "Client Key");
            byte[] proof = hmac(MessageDigest.getInstance("SHA-256").digest(clientKey), whole);
            for (int i = 0; i < proof.length; i++) {
                proof[i] ^= clientKey[i];
            }
            signature = Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), whole));
            return unproven + ",p=" + Base64.getEncoder().encodeToString(proof);
        }

        private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
