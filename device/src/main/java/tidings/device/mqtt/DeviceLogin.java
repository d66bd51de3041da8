package tidings.device.mqtt;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.ClientCertificate;
import tidings.broker.spi.Login;
import tidings.device.core.Devices.Known;
import tidings.device.core.Proof;
import tidings.device.core.Services;
import tidings.mqtt.Bytes;
import tidings.mqtt.ReasonCode;

/// Lets devices in (DEVICE_API 1): by certificate, by access token, by basic credentials, or to be provisioned.
public final class DeviceLogin implements Authenticator {

    private static final String PROVISION = "provision";

    private final Services services;
    private final int maximumPacketSize;

    /// @param maximumPacketSize bytes that a device may send in one packet
    public DeviceLogin(Services services, int maximumPacketSize) {
        this.services = services;
        this.maximumPacketSize = maximumPacketSize;
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        if (!services.guard().blockOf(address(login)).isZero()) {
            return CompletableFuture.completedStage(new Verdict.Refused(
                    ReasonCode.CONNECTION_RATE_EXCEEDED,
                    "its address is kept away for its wrong credentials (--max-wrong-credentials)"));
        }
        if (PROVISION.equals(login.userName()) || PROVISION.equals(login.clientId())) {
            return CompletableFuture.completedStage(
                    new Verdict.Mounted(new ProvisionMount(services), maximumPacketSize));
        }
        ClientCertificate certificate = login.certificate();
        if (certificate != null) {
            return byCertificate(login, certificate);
        }
        List<String> ids = credentialsIds(login);
        if (ids.isEmpty()) {
            return CompletableFuture.completedStage(missing(login));
        }
        long changes = services.devices().credentialChanges();
        return services.devices().whoHas(ids).thenApply(found -> decide(login, found, changes));
    }

    /// User name and password count for nothing then.
    private CompletionStage<Verdict> byCertificate(Login login, ClientCertificate certificate) {
        long changes = services.devices().credentialChanges();
        return services.certificates()
                .whoShows(certificate.chain())
                .thenApply(found -> found.<Verdict>map(known -> mounted(login, known, changes))
                        .orElseGet(() -> refused(
                                login, null, ReasonCode.NOT_AUTHORIZED,
                                "a certificate that is no device's, or not valid now")));
    }

    private Verdict mounted(Login login, Known known, long changes) {
        services.guard().right(address(login));
        return new Verdict.Mounted(new DeviceMount(services, known, changes), maximumPacketSize);
    }

    /// What it may be known by: the pair of client id and user name before the user name alone, and the client id only
    /// where there is no user name.
    private static List<String> credentialsIds(Login login) {
        List<String> ids = new ArrayList<>();
        String clientId = login.clientId().isEmpty() ? null : login.clientId();
        String userName = login.userName() == null || login.userName().isEmpty() ? null : login.userName();
        if (clientId != null) {
            ids.add(Proof.basicId(clientId, userName));
        }
        if (userName != null) {
            ids.add(userName);
        }
        return ids;
    }

    private Verdict decide(Login login, Optional<Known> found, long changes) {
        boolean named = login.userName() != null && !login.userName().isEmpty();
        if (found.isEmpty()) {
            return named ? unknown(login) : missing(login);
        }
        Known known = found.get();
        boolean proved = switch (known.credentials().type()) {
            case ACCESS_TOKEN -> named && known.credentials().credentialsId().equals(login.userName());
            case MQTT_BASIC ->
                Proof.fulfils(known.credentials(), login.clientId(), login.userName(), bytes(login.password()));
            case X509_CERTIFICATE -> false;
        };
        return proved
                ? mounted(login, known, changes)
                : refused(
                        login, known.device().no(), ReasonCode.NOT_AUTHORIZED,
                        "wrong credentials of device " + known.device().id());
    }

    private Verdict refused(Login login, @Nullable Long device, ReasonCode code, String reason) {
        services.guard().wrong(address(login));
        services.connections().refused(device, login.clientId(), login.remote(), reason);
        return new Verdict.Refused(code, reason);
    }

    private Verdict missing(Login login) {
        return refused(
                login, null, ReasonCode.BAD_USER_NAME_OR_PASSWORD, "no access token: it belongs into the user name");
    }

    private Verdict unknown(Login login) {
        int length = login.userName() == null ? 0 : login.userName().length();
        return refused(login, null, ReasonCode.NOT_AUTHORIZED, "unknown access token (" + length + " characters)");
    }

    private static @Nullable InetAddress address(Login login) {
        return login.remote() instanceof InetSocketAddress internet ? internet.getAddress() : null;
    }

    private static byte @Nullable [] bytes(@Nullable Bytes password) {
        return password == null ? null : password.toArray();
    }
}
