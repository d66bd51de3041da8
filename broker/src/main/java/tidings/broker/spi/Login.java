package tidings.broker.spi;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listener;
import tidings.mqtt.Bytes;
import tidings.mqtt.Version;

/// Who asks to come in: what a CONNECT said of it, and from where it came.
///
/// @param clientId may be empty, where the client left it to the broker
/// @param certificate that it showed by TLS, or null
/// @param listener it came by
/// @param remote where it really is, as far as a proxy in between tells; of a Unix socket, its path
public record Login(
        Version version,
        String clientId,
        @Nullable String userName,
        @Nullable Bytes password,
        @Nullable ClientCertificate certificate,
        Listener listener,
        SocketAddress remote) {

    /// Without the secrets: user names are tokens to some.
    @Override
    public String toString() {
        return "Login[" + version + ", clientId=" + clientId + ", remote=" + remote + "]";
    }
}
