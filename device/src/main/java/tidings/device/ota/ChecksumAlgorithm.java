package tidings.device.ota;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// The checksums that devices know, with the names of the REST API. Written as hexadecimal digits in lower case; CRC32 and
/// MURMUR3 with the lowest byte first (DEVICE_API 10.4).
public enum ChecksumAlgorithm {
    MD5,
    SHA256,
    SHA384,
    SHA512,
    CRC32,
    MURMUR3_32,
    MURMUR3_128;

    /// A checksum that is being made.
    interface Digest {
        void update(byte[] bytes, int offset, int length);

        /// The checksum of all that came; the last call.
        String hex();
    }

    Digest digest() {
        return switch (this) {
            case MD5 -> of("MD5");
            case SHA256 -> of("SHA-256");
            case SHA384 -> of("SHA-384");
            case SHA512 -> of("SHA-512");
            case CRC32 -> new Crc(new CRC32());
            case MURMUR3_32 -> new Murmur32();
            case MURMUR3_128 -> new Murmur128();
        };
    }

    private static Digest of(String name) {
        try {
            return new Jdk(MessageDigest.getInstance(name));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java has " + name, e);
        }
    }

    private record Jdk(MessageDigest digest) implements Digest {

        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public String hex() {
            return HexFormat.of().formatHex(digest.digest());
        }
    }

    private record Crc(CRC32 crc) implements Digest {

        @Override
        public void update(byte[] bytes, int offset, int length) {
            crc.update(bytes, offset, length);
        }

        @Override
        public String hex() {
            return HexFormat.of().toHexDigits(Integer.reverseBytes((int) crc.getValue()));
        }
    }
}
