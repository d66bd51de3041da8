package tidings.device.ota;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.HexFormat;

/// MurmurHash3 for 128 bits, the variant for 64-bit machines, with seed 0, after Austin Appleby's description, which is in
/// the public domain.
final class Murmur128 implements ChecksumAlgorithm.Digest {

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long C1 = 0x87C37B91114253D5L;
    private static final long C2 = 0x4CF5AD432745937FL;

    private final Blocks blocks = new Blocks(16, this::mix);
    private long h1;
    private long h2;

    @Override
    public void update(byte[] bytes, int offset, int length) {
        blocks.add(bytes, offset, length);
    }

    @Override
    public String hex() {
        byte[] tail = blocks.paddedTail();
        h2 ^= scramble2((long) LONG.get(tail, 8));
        h1 ^= scramble1((long) LONG.get(tail, 0));
        h1 ^= blocks.total();
        h2 ^= blocks.total();
        h1 += h2;
        h2 += h1;
        h1 = finish(h1);
        h2 = finish(h2);
        h1 += h2;
        h2 += h1;
        return HexFormat.of().toHexDigits(Long.reverseBytes(h1)) + HexFormat.of().toHexDigits(Long.reverseBytes(h2));
    }

    private void mix(byte[] bytes, int offset) {
        h1 ^= scramble1((long) LONG.get(bytes, offset));
        h1 = (Long.rotateLeft(h1, 27) + h2) * 5 + 0x52DCE729;
        h2 ^= scramble2((long) LONG.get(bytes, offset + 8));
        h2 = (Long.rotateLeft(h2, 31) + h1) * 5 + 0x38495AB5;
    }

    private static long scramble1(long block) {
        return Long.rotateLeft(block * C1, 31) * C2;
    }

    private static long scramble2(long block) {
        return Long.rotateLeft(block * C2, 33) * C1;
    }

    private static long finish(long hash) {
        long mixed = hash;
        mixed ^= mixed >>> 33;
        mixed *= 0xFF51AFD7ED558CCDL;
        mixed ^= mixed >>> 33;
        mixed *= 0xC4CEB9FE1A85EC53L;
        return mixed ^ (mixed >>> 33);
    }
}
