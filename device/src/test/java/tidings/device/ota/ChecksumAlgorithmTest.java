package tidings.device.ota;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumAlgorithmTest {

    private static final String FOX = "The quick brown fox jumps over the lazy dog";

    /// Known values of the algorithms; CRC32 and MURMUR3 with the lowest byte first.
    @ParameterizedTest
    @CsvSource({
        "MD5,         a,   0cc175b9c0f1b6a831c399e269772661",
        "SHA256,      a,   ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
        "CRC32,       a,   43beb7e8",
        "CRC32,       fox, 39a34f41",
        "MURMUR3_32,  '',  00000000",
        "MURMUR3_32,  fox, 23f74f2e",
        "MURMUR3_128, '',  00000000000000000000000000000000",
        "MURMUR3_128, fox, 6c1b07bc7bbc4be347939ac4a93c437a",
    })
    void givesTheKnownValues(ChecksumAlgorithm algorithm, String text, String expected) {
        byte[] bytes = (text.equals("fox") ? FOX : text).getBytes(StandardCharsets.US_ASCII);
        for (int piece = 1; piece <= 50; piece++) {
            ChecksumAlgorithm.Digest digest = algorithm.digest();
            for (int at = 0; at < bytes.length; at += piece) {
                digest.update(bytes, at, Math.min(piece, bytes.length - at));
            }
            assertThat(digest.hex()).as("in pieces of " + piece).isEqualTo(expected);
        }
    }
}
