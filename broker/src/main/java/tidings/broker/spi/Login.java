package tidings.broker.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import tidings.mqtt.Bytes;
import tidings.mqtt.Version;

/// Who asks to come in: what a CONNECT said of it, and from where it came.
///
/// @param clientId may be empty, where the client left it to the broker
public record Login(
        Version version,
        String clientId,
        @Nullable String userName,
        @Nullable Bytes password,
        SocketAddress remote) {

    /// Without the secrets: user names are tokens to some.
    @Override
    public String toString() {
        return "Login[" + version + ", clientId=" + clientId + ", remote=" + remote + "]";
    }
}
