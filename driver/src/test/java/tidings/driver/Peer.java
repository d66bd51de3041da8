package tidings.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HexFormat;

/// The server's end of one connection.
final class Peer {

    private static final int SILENCE_MILLIS = 150;

    private final Socket socket;
    private final int patienceMillis;

    Peer(Socket socket, int patienceMillis) throws IOException {
        this.socket = socket;
        this.patienceMillis = patienceMillis;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(patienceMillis);
    }

    /// These bytes come, and nothing before them.
    Peer expects(String hex) {
        byte[] wanted = Hex.bytes(hex);
        try {
            byte[] come = socket.getInputStream().readNBytes(wanted.length);
            assertThat(HexFormat.of().formatHex(come)).isEqualTo(HexFormat.of().formatHex(wanted));
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException("instead of " + hex, broken);
        }
    }

    /// The next packet, whatever it is.
    String packet() {
        try {
            InputStream in = socket.getInputStream();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(in.read());
            int length = 0;
            int shift = 0;
            int next;
            do {
                next = in.read();
                bytes.write(next);
                length |= (next & 0x7F) << shift;
                shift += 7;
            } while ((next & 0x80) != 0 && next >= 0);
            bytes.write(in.readNBytes(length));
            return HexFormat.of().formatHex(bytes.toByteArray());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Peer sends(String hex) {
        try {
            socket.getOutputStream().write(Hex.bytes(hex));
            socket.getOutputStream().flush();
            return this;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The client closes the connection, and says nothing more before.
    void isClosed() {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (SocketException reset) {
            // as good
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// The client says nothing for a while.
    Peer isSilent() {
        try {
            socket.setSoTimeout(SILENCE_MILLIS);
            int come = socket.getInputStream().read();
            throw new AssertionError("The client sent 0x" + Integer.toHexString(come));
        } catch (SocketTimeoutException nothing) {
            return patient();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// Ends the connection.
    void close() {
        try {
            socket.close();
        } catch (IOException none) {
            // it is gone, one way or the other
        }
    }

    private Peer patient() {
        try {
            socket.setSoTimeout(patienceMillis);
            return this;
        } catch (SocketException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
