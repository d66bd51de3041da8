package tidings.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tidings.broker.Listener;
import tidings.broker.Tls;
import tidings.mqtt.ReasonCode;
import tidings.mqtt.Version;
import tools.jackson.databind.node.ObjectNode;

/// Devices that show a certificate instead of a token (DEVICE_API 1.4).
class CertificateTest {

    private static final char[] PASSWORD = "x".toCharArray();

    private static Path folder;
    private static X509Bundle authority;

    @AutoClose
    private static TestServer server;

    @BeforeAll
    static void start(@TempDir Path data) throws Exception {
        folder = data;
        authority = authority("Maker of meters");
        X509Bundle own = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildIssuedBy(authority);
        Files.writeString(folder.resolve("server.pem"), own.getCertificatePEM());
        Files.writeString(folder.resolve("server.key"), own.getPrivateKeyPEM());
        server = server("server", false);
    }

    @Test
    void aCertificateOfItsOwnLetsADeviceIn() throws Exception {
        X509Bundle own = issued(authority("Somebody"), "whatever");
        TestServer.Made device = server.createDevice();
        give(server, device, own);
        try (WireDevice wire = new WireDevice(socket(server, own), Version.V3_1_1)) {
            assertThat(wire.login("", null, null).reason()).isEqualTo(ReasonCode.SUCCESS);
            wire.report("v1/devices/me/telemetry", "{\"a\":1}");
        }
        assertThat(server.latest(device.id()).has("a")).isTrue();
    }

    @Test
    void anUnknownCertificateDoesNotWhateverTheTokenSays() throws Exception {
        TestServer.Made device = server.createDevice();
        X509Bundle stranger = issued(authority("Somebody"), "stranger");
        for (Version version : new Version[]{Version.V3_1_1, Version.V5}) {
            assertThat(login(server, stranger, version, device.token())).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        }
    }

    @Test
    void withoutACertificateTheTokenCounts() throws Exception {
        TestServer.Made device = server.createDevice();
        assertThat(login(server, null, Version.V5, device.token())).isEqualTo(ReasonCode.SUCCESS);
        assertThat(login(server, null, Version.V5, "nobody's")).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void anExpiredCertificateCountsOnlyWhereThatIsSaid() throws Exception {
        Instant now = Instant.now();
        X509Bundle expired = new CertificateBuilder()
                .subject("CN=old")
                .notBefore(now.minus(20, ChronoUnit.DAYS))
                .notAfter(now.minus(10, ChronoUnit.DAYS))
                .buildIssuedBy(authority("Somebody"));
        give(server, server.createDevice(), expired);
        assertThat(login(server, expired, Version.V3_1_1, null)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        try (TestServer generous = server("generous", true)) {
            give(generous, generous.createDevice(), expired);
            assertThat(login(generous, expired, Version.V3_1_1, null)).isEqualTo(ReasonCode.SUCCESS);
        }
    }

    @Test
    void whatTheCertificateOfAProfileHasSignedMakesDevices() throws Exception {
        X509Bundle maker = authority("Maker one");
        profile("one", maker, "(.*)\\.meters\\.example", true);
        X509Bundle first = issued(maker, "m-1.meters.example");
        assertThat(login(server, first, Version.V3_1_1, null)).isEqualTo(ReasonCode.SUCCESS);
        String id = server.get("/api/tenant/devices?deviceName=m-1").id();
        assertThat(server.get("/api/device/" + id).json().path("type").asString()).isEqualTo("one");
        assertThat(login(server, first, Version.V5, null)).isEqualTo(ReasonCode.SUCCESS);
        X509Bundle renewed = issued(maker, "m-1.meters.example");
        assertThat(login(server, renewed, Version.V5, null)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(server.get("/api/device/" + id + "/credentials").json().path("credentialsValue").asString())
                .isEqualToIgnoringWhitespace(renewed.getCertificatePEM());
        assertThat(login(server, issued(maker, "elsewhere"), Version.V5, null)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void whoOnlyBearsTheNameOfTheMakerSignsNothing() throws Exception {
        profile("two", authority("Maker two"), ".+", true);
        X509Bundle forged = issued(authority("Maker two"), "m-2");
        assertThat(login(server, forged, Version.V3_1_1, null)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    @Test
    void devicesMayHaveToBeKnownBefore() throws Exception {
        X509Bundle maker = authority("Maker three");
        profile("three", maker, ".+", false);
        assertThat(login(server, issued(maker, "m-3"), Version.V5, null)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        server.post("/api/device", "{\"name\":\"m-3\",\"type\":\"three\"}");
        assertThat(login(server, issued(maker, "m-3"), Version.V5, null)).isEqualTo(ReasonCode.SUCCESS);
        server.post("/api/device", "{\"name\":\"m-4\",\"type\":\"default\"}");
        assertThat(login(server, issued(maker, "m-4"), Version.V5, null)).isEqualTo(ReasonCode.NOT_AUTHORIZED);
    }

    private static TestServer server(String name, boolean acceptExpired) {
        Tls tls = Tls.of(folder.resolve("server.pem"), folder.resolve("server.key"))
                .clients(Tls.ClientCertificates.OPTIONAL);
        return TestServer.start(folder.resolve(name), config -> config.acceptExpiredCertificates(acceptExpired),
                broker -> broker.listen(Listener.at("mqtts://127.0.0.1:0").tls(tls)));
    }

    private static ReasonCode login(TestServer to, @Nullable X509Bundle own, Version version, @Nullable String token)
            throws Exception {
        try (WireDevice wire = new WireDevice(socket(to, own), version)) {
            return wire.login("", token, null).reason();
        }
    }

    private static SSLSocket socket(TestServer to, @Nullable X509Bundle own) throws Exception {
        URI address = to.mqtt(1);
        return (SSLSocket) context(own).getSocketFactory()
                .createSocket(address.getHost(), address.getPort());
    }

    private static SSLContext context(@Nullable X509Bundle own) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", authority.getCertificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        KeyManager[] keys = null;
        if (own != null) {
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(own.toKeyStore(PASSWORD), PASSWORD);
            keys = factory.getKeyManagers();
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), null);
        return context;
    }

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder().subject("CN=" + name).setIsCertificateAuthority(true).buildSelfSigned();
    }

    private static X509Bundle issued(X509Bundle issuer, String name) throws Exception {
        return new CertificateBuilder().subject("CN=" + name).buildIssuedBy(issuer);
    }

    private static void give(TestServer to, TestServer.Made device, X509Bundle own) {
        ObjectNode credentials =
                (ObjectNode) to.get("/api/device/" + device.id() + "/credentials").json();
        credentials.put("credentialsType", "X509_CERTIFICATE").put("credentialsValue", own.getCertificatePEM());
        credentials.putNull("credentialsId");
        var answer = to.post("/api/device/credentials", credentials.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static void profile(String name, X509Bundle maker, String pattern, boolean create) {
        ObjectNode profile = TestServer.JSON.createObjectNode().put("name", name).put("type", "DEFAULT");
        profile.put("transportType", "DEFAULT").put("provisionType", "X509_CERTIFICATE_CHAIN");
        profile.putObject("profileData")
                .putObject("provisionConfiguration")
                .put("type", "X509_CERTIFICATE_CHAIN")
                .put("provisionDeviceSecret", maker.getCertificatePEM())
                .put("certificateRegExPattern", pattern)
                .put("allowCreateNewDevicesByX509Certificate", create);
        var answer = server.post("/api/deviceProfile", profile.toString());
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json()
                .path("profileData")
                .path("provisionConfiguration")
                .path("certificateRegExPattern")
                .asString()).isEqualTo(pattern);
    }
}
