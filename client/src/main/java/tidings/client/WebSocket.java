package tidings.client;

import java.util.ArrayList;
import java.util.List;

/// How WebSocket is spoken to servers whose address asks for it (`ws`, `wss`). The path is part of the address.
///
/// @param headers of the request, beside those of WebSocket
/// @param protocol the sub-protocol that is asked for, `mqtt` by default [MQTT-6.0.0-3]
public record WebSocket(List<Header> headers, String protocol) {

    /// No headers, `mqtt`.
    public static final WebSocket DEFAULT = new WebSocket(List.of(), "mqtt");

    /// A header. Its value may be a secret.
    public record Header(String name, String value) {

        public Header {
            if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
                throw new IllegalArgumentException("A header has no name like '" + name + "'");
            }
            if (value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
                throw new IllegalArgumentException("The value of the header " + name + " has control characters");
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    public WebSocket {
        headers = List.copyOf(headers);
    }

    /// With a header more.
    public WebSocket header(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new WebSocket(more, protocol);
    }

    /// With another sub-protocol, as in `mqttv3.1`.
    public WebSocket protocol(String name) {
        return new WebSocket(headers, name);
    }
}
