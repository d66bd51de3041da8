package tidings.device.ota;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// The files of packages, in a folder of their own, named by the ids of the packages. Blocks.
///
/// A file is there whole or not at all: it is written aside, synced, and then renamed.
public final class PackageFiles {

    private static final int PIECE = 64 << 10;

    private final Path folder;
    private final long largest;

    /// @param largest bytes of a file, at most
    public PackageFiles(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    /// A file that was written aside.
    public record Written(Path aside, long size, String checksum) {}

    /// A file is larger than files may be.
    public static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;

        TooLargeException(long largest) {
            super("A package has at most " + largest + " bytes", null, false, false);
        }
    }

    /// Writes what comes to a file aside, piece by piece.
    public Written write(UUID id, InputStream content, ChecksumAlgorithm algorithm)
            throws IOException, TooLargeException {
        Files.createDirectories(folder);
        Path aside = Files.createTempFile(folder, id + "-", ".part");
        ChecksumAlgorithm.Digest digest = algorithm.digest();
        long size = 0;
        try (FileChannel out = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            byte[] piece = new byte[PIECE];
            for (int count = content.read(piece); count >= 0; count = content.read(piece)) {
                size += count;
                if (size > largest) {
                    throw new TooLargeException(largest);
                }
                digest.update(piece, 0, count);
                ByteBuffer buffer = ByteBuffer.wrap(piece, 0, count);
                while (buffer.hasRemaining()) {
                    out.write(buffer);
                }
            }
            out.force(true);
        } catch (IOException | TooLargeException e) {
            Files.deleteIfExists(aside);
            throw e;
        }
        return new Written(aside, size, digest.hex());
    }

    /// Puts a file in its place.
    public void accept(UUID id, Written written) throws IOException {
        Files.move(written.aside(), file(id), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public void discard(Written written) throws IOException {
        Files.deleteIfExists(written.aside());
    }

    public void delete(UUID id) {
        try {
            Files.deleteIfExists(file(id));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public InputStream open(UUID id) throws IOException {
        return Files.newInputStream(file(id));
    }

    /// Bytes from an offset on: as many as asked for, fewer at the end, none behind it.
    ///
    /// @throws UncheckedIOException if they cannot be read
    public byte[] read(UUID id, long offset, int length) {
        try (FileChannel in = FileChannel.open(file(id), StandardOpenOption.READ)) {
            int there = Math.toIntExact(Math.clamp(in.size() - offset, 0, length));
            ByteBuffer buffer = ByteBuffer.allocate(there);
            int count = 0;
            while (buffer.hasRemaining() && count >= 0) {
                count = in.read(buffer, offset + buffer.position());
            }
            return buffer.array();
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(UUID id) {
        return folder.resolve(id.toString());
    }
}
