package tidings.broker;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tidings.mqtt.Version;

/// The client's end of a WebSocket, byte by byte, so that a test can do wrong with it.
final class WebSocketPipe implements Closeable {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private final Socket socket;
    private final DataInputStream in;
    /// What the server said to the upgrade, line by line.
    final List<String> answer;

    /// A frame that came.
    record Frame(int opcode, byte[] payload) {}

    /// Asks for an upgrade.
    ///
    /// @param path with the query, if there is one
    /// @param headers beyond those of every upgrade
    WebSocketPipe(Socket socket, String path, String... headers) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(socket.getInputStream());
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        this.answer = head();
    }

    /// As MQTT wants it.
    static WebSocketPipe mqtt(Socket socket) throws IOException {
        return new WebSocketPipe(socket, "/mqtt", "Sec-WebSocket-Protocol: mqtt");
    }

    boolean isUpgraded() {
        return answer.get(0).startsWith("HTTP/1.1 101 ");
    }

    /// An MQTT client over it; a frame for each write.
    RawClient client(Version version) {
        return new RawClient(new Bytes(), new Frames(), this, version);
    }

    void send(int opcode, boolean isFinal, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((isFinal ? FINAL : 0) | opcode);
        if (payload.length < SHORT) {
            frame.write(MASKED | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(MASKED | SHORT);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(MASKED | LONG);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {1, 2, 3, 4};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i % mask.length]);
        }
        socket.getOutputStream().write(frame.toByteArray());
    }

    void sendRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /// The next frame.
    ///
    /// @throws EOFException at the end of the connection
    Frame receive() throws IOException {
        int opcode = in.readUnsignedByte() & 0x0F;
        int length = in.readUnsignedByte();
        long size = switch (length) {
            case SHORT -> in.readUnsignedShort();
            case LONG -> in.readLong();
            default -> length;
        };
        return new Frame(opcode, in.readNBytes((int) size));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private List<String> head() throws IOException {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        while (true) {
            int next = in.read();
            if (next < 0 || (next == '\n' && line.toString().equals("\r"))) {
                return lines;
            } else if (next == '\n') {
                lines.add(line.toString().strip());
                line.setLength(0);
            } else {
                line.append((char) next);
            }
        }
    }

    /// The payloads of the binary frames.
    private final class Bytes extends InputStream {
        private byte[] frame = {};
        private int at;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (at == frame.length) {
                Frame next;
                try {
                    next = receive();
                } catch (EOFException end) {
                    return -1;
                }
                if (next.opcode() == CLOSE) {
                    return -1;
                }
                frame = next.payload();
                at = 0;
            }
            int count = Math.min(length, frame.length - at);
            System.arraycopy(frame, at, into, offset, count);
            at += count;
            return count;
        }
    }

    private final class Frames extends OutputStream {
        @Override
        public void write(int one) throws IOException {
            send(BINARY, true, new byte[]{(byte) one});
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            byte[] payload = new byte[length];
            System.arraycopy(bytes, offset, payload, 0, length);
            send(BINARY, true, payload);
        }
    }
}
