package tidings.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// WebSocket by hand: what comes goes to the broker; what the broker says goes back in frames of seven bytes, with a
/// ping among them.
final class WebSocketEndpoint implements AutoCloseable {

    static final int PONG = 10;
    static final int CLOSE = 8;
    private static final int BINARY = 2;
    private static final int PING = 9;
    private static final int FRAME = 7;
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    final Map<String, String> headers = new TreeMap<>();
    final Queue<Integer> controls = new ConcurrentLinkedQueue<>();
    volatile String request = "";
    private final ServerSocket server;
    private final int brokerPort;

    WebSocketEndpoint(ServerSocket server, int brokerPort) {
        this.server = server;
        this.brokerPort = brokerPort;
        Thread.ofVirtual().start(() -> {
            try {
                serve(server.accept());
            } catch (IOException | GeneralSecurityException over) {
                // the test is over
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void serve(Socket client) throws IOException, GeneralSecurityException {
        try (client;
                Socket behind =
                        new Socket(InetAddress.getLoopbackAddress(), brokerPort)) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            greet(in, out);
            if (request.contains("/text")) {
                frame(out, 1, "hello".getBytes(StandardCharsets.UTF_8), 5);
            }
            if (request.contains("/close")) {
                frame(out, CLOSE, new byte[]{3, (byte) 0xE8}, 2);
            }
            frame(out, PING, new byte[]{1}, 1);
            Thread.ofVirtual().start(() -> back(behind, out));
            read(in, behind.getOutputStream());
        }
    }

    private void greet(DataInputStream in, OutputStream out) throws IOException, GeneralSecurityException {
        String head = line(in);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        request = head;
        byte[] digest = MessageDigest.getInstance("SHA-1")
                .digest((headers.get("sec-websocket-key") + GUID).getBytes(StandardCharsets.US_ASCII));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Accept: "
                + Base64.getEncoder().encodeToString(digest) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private void read(DataInputStream in, OutputStream behind) throws IOException {
        while (true) {
            int opcode = in.readUnsignedByte() & 0x0F;
            int length = in.readUnsignedByte() & 0x7F;
            length = length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length;
            byte[] mask = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i % 4];
            }
            if (opcode <= BINARY) {
                behind.write(payload);
            } else {
                controls.add(opcode);
            }
        }
    }

    private void back(Socket behind, OutputStream out) {
        byte[] buffer = new byte[10_000];
        try {
            for (int count = behind.getInputStream().read(buffer); count >= 0; count =
                    behind.getInputStream().read(buffer)) {
                ByteArrayOutputStream frames = new ByteArrayOutputStream();
                for (int at = 0; at < count; at += FRAME) {
                    byte[] part = Arrays.copyOfRange(buffer, at, Math.min(count, at + FRAME));
                    frame(frames, BINARY, part, part.length);
                }
                out.write(frames.toByteArray());
            }
        } catch (IOException gone) {
            // the other side sees it too
        }
    }

    private static void frame(OutputStream out, int opcode, byte[] payload, int length) throws IOException {
        out.write(0x80 | opcode);
        out.write(length);
        out.write(payload, 0, length);
    }

    private static String line(DataInputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
