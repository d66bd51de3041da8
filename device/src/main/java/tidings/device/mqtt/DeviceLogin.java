package tidings.device.mqtt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tidings.broker.spi.Authenticator;
import tidings.broker.spi.Login;
import tidings.device.core.Devices.Known;
import tidings.device.core.Services;
import tidings.device.store.Credentials;
import tidings.mqtt.ReasonCode;

/// Lets devices in (DEVICE_API 1).
public final class DeviceLogin implements Authenticator {

    private final Services services;
    private final int maximumPacketSize;

    /// @param maximumPacketSize bytes that a device may send in one packet
    public DeviceLogin(Services services, int maximumPacketSize) {
        this.services = services;
        this.maximumPacketSize = maximumPacketSize;
    }

    @Override
    public CompletionStage<Verdict> authenticate(Login login) {
        String token = login.userName();
        if (token == null || token.isEmpty()) {
            return CompletableFuture.completedStage(new Verdict.Refused(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD, "no access token: it belongs into the user name"));
        }
        return services.devices()
                .whoHas(token)
                .thenApply(found -> found.filter(known -> known.credentials().type() == Credentials.Type.ACCESS_TOKEN)
                        .map(this::mount)
                        .orElse(new Verdict.Refused(
                                ReasonCode.NOT_AUTHORIZED,
                                "unknown access token (" + token.length() + " characters)")));
    }

    private Verdict mount(Known known) {
        return new Verdict.Mounted(new DeviceMount(services, known.device()), maximumPacketSize);
    }
}
