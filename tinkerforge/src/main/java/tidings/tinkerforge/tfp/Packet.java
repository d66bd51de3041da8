package tidings.tinkerforge.tfp;

import io.netty.buffer.ByteBuf;
import tidings.mqtt.Bytes;

/// One packet. Its header, little endian:
///
/// ```
/// 0..3 UID   4 length of all   5 function   6 sequence number (7..4), response expected (3)   7 error code (7..6)
/// ```
///
/// @param uid whose it is, or for whom
/// @param function or callback
/// @param sequence 1 to 15 of a request, and the same of its response; 0 of a callback
/// @param error 0 for none, see [ErrorCode]
public record Packet(int uid, int function, int sequence, boolean responseExpected, int error, Bytes payload) {

    public static final int HEADER = 8;
    public static final int LONGEST = 80;
    public static final int SEQUENCES = 15;

    /// Asks for the nonce of a server; for UID 1.
    public static final int GET_AUTHENTICATION_NONCE = 1;
    /// Proves that the secret is known; for UID 1.
    public static final int AUTHENTICATE = 2;
    /// Does nothing, but shows whether the connection is alive.
    public static final int DISCONNECT_PROBE = 128;
    /// What a device says of itself when it comes, goes, or is asked.
    public static final int ENUMERATE_CALLBACK = 253;
    /// Asks all devices to say what they are.
    public static final int ENUMERATE = 254;
    /// Asks one.
    public static final int GET_IDENTITY = 255;

    private static final int SEQUENCE_SHIFT = 4;
    private static final int RESPONSE_EXPECTED = 1 << 3;
    private static final int ERROR_SHIFT = 6;

    /// A request; its sequence number comes when it is sent.
    public static Packet request(Uid uid, int function, int sequence, boolean responseExpected, Bytes payload) {
        return new Packet(uid.number(), function, sequence, responseExpected, 0, payload);
    }

    /// The answer to a request.
    public Packet response(ErrorCode code, Bytes answer) {
        return new Packet(uid, function, sequence, responseExpected, code.number(), answer);
    }

    /// What a device says by itself.
    public static Packet callback(Uid uid, int function, Bytes payload) {
        return new Packet(uid.number(), function, 0, true, 0, payload);
    }

    /// Whether nobody asked for it.
    public boolean isCallback() {
        return sequence == 0;
    }

    void writeTo(ByteBuf out) {
        out.writeIntLE(uid)
                .writeByte(HEADER + payload.size())
                .writeByte(function)
                .writeByte((sequence << SEQUENCE_SHIFT) | (responseExpected ? RESPONSE_EXPECTED : 0))
                .writeByte(error << ERROR_SHIFT);
        payload.writeTo(out);
    }

    /// Reads a packet that is there as a whole.
    static Packet readFrom(ByteBuf in) {
        int uid = in.readIntLE();
        int length = in.readUnsignedByte();
        int function = in.readUnsignedByte();
        int options = in.readUnsignedByte();
        int error = in.readUnsignedByte() >> ERROR_SHIFT;
        return new Packet(
                uid, function, options >> SEQUENCE_SHIFT, (options & RESPONSE_EXPECTED) != 0, error,
                Bytes.readFrom(in, length - HEADER));
    }
}
