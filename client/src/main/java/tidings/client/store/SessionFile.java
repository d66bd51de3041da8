package tidings.client.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import tidings.client.SessionStore;
import tidings.mqtt.Bytes;

/// Entries in a file that only grows, until it is written anew:
///
/// ```
/// file    "TDGS" version(4)  record*
/// record  length(4) checksum(4)  operation(1) key(8) value(length - 9)
/// operation: 0 put, 1 remove, 2 clear
/// ```
///
/// A record counts if it is whole and its checksum (CRC-32C, of all behind it) is right. What comes behind the last one that
/// counts was being written when the process or the machine died; it is cut off when the file is opened. When most of the
/// file is about what has been forgotten, the entries that are left are written to a new one, which takes the place of the
/// old one in one step.
///
/// What is put and removed is gathered in memory; [#commit] writes it at once. After a commit that failed nothing more is
/// written: the file holds what was committed before. One owner, no threads. The file is locked
/// against other processes by a file beside it, as the file itself is replaced.
final class SessionFile implements SessionStore.Entries {

    private static final Logger LOG = System.getLogger(SessionFile.class.getName());
    private static final byte[] MAGIC = {'T', 'D', 'G', 'S', 0, 0, 0, 1};
    private static final byte PUT = 0;
    private static final byte REMOVE = 1;
    private static final byte CLEAR = 2;
    private static final int HEAD = 8;
    private static final int SMALLEST_RECORD = 9;
    private static final int LARGEST_RECORD = 300_000_000;
    private static final int SMALLEST_TO_COMPACT = 1 << 20;
    private static final int FIRST_CAPACITY = 4096;
    private static final int LARGEST_IDLE_CAPACITY = 1 << 20;

    private final Path path;
    private final boolean forced;
    private final FileChannel lock;
    private final Map<Long, Place> places = new TreeMap<>();
    private FileChannel channel;
    private ByteBuffer pending = ByteBuffer.allocate(FIRST_CAPACITY);
    private long written;
    private long alive;
    private boolean broken;

    /// Where the value of an entry is.
    private record Place(long position, int length) {

        long recordLength() {
            return (long) HEAD + SMALLEST_RECORD + length;
        }
    }

    private SessionFile(Path path, boolean forced, FileChannel lock) throws IOException {
        this.path = path;
        this.forced = forced;
        this.lock = lock;
        this.channel = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        read();
    }

    static SessionFile open(Path path, boolean forced) throws IOException {
        FileChannel lock = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock taken = lock.tryLock();
            if (taken == null) {
                throw new IOException("another process has it open");
            }
            return new SessionFile(path, forced, lock);
        } catch (OverlappingFileLockException open) {
            lock.close();
            throw new IOException("another client has it open", open);
        } catch (IOException impossible) {
            lock.close();
            throw impossible;
        }
    }

    @Override
    public void forEach(SessionStore.Visitor visitor) {
        commit();
        try {
            for (Map.Entry<Long, Place> entry : places.entrySet()) {
                byte[] value = new byte[entry.getValue().length];
                readAt(entry.getValue().position, value.length).get(value);
                visitor.entry(entry.getKey(), Bytes.handOver(value));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("The session in " + path + " cannot be read", impossible);
        }
    }

    @Override
    public void put(long key, Bytes value) {
        int length = value.size();
        int start = begin(PUT, key, length);
        pending.put(value.asByteBuffer());
        end(start);
        note(key, new Place(written + start + HEAD + SMALLEST_RECORD, length));
    }

    @Override
    public void remove(long key) {
        if (places.containsKey(key)) {
            end(begin(REMOVE, key, 0));
            forget(key);
        }
    }

    @Override
    public void clear() {
        if (!places.isEmpty()) {
            end(begin(CLEAR, 0, 0));
            places.clear();
            alive = 0;
        }
    }

    @Override
    public void commit() {
        if (pending.position() == 0 || broken) {
            return;
        }
        broken = true; // until it has gone well
        try {
            pending.flip();
            while (pending.hasRemaining()) {
                written += channel.write(pending, written);
            }
            pending =
                    pending.capacity() > LARGEST_IDLE_CAPACITY ? ByteBuffer.allocate(FIRST_CAPACITY) : pending.clear();
            if (forced) {
                channel.force(false);
            }
            if (written > SMALLEST_TO_COMPACT && written > 2 * alive) {
                compact();
            }
            broken = false;
        } catch (IOException impossible) {
            throw new UncheckedIOException("The session cannot be kept in " + path, impossible);
        }
    }

    @Override
    public void close() {
        try {
            try {
                commit();
            } finally {
                channel.close();
                lock.close();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException("The session cannot be kept in " + path, impossible);
        }
    }

    private int begin(byte operation, long key, int valueLength) {
        int start = pending.position();
        int length = SMALLEST_RECORD + valueLength;
        reserve(HEAD + length);
        pending.putInt(length).putInt(0).put(operation).putLong(key);
        return start;
    }

    private void end(int start) {
        int body = start + HEAD;
        pending.putInt(start + 4, checksum(pending.slice(body, pending.position() - body)));
    }

    private void reserve(int bytes) {
        if (pending.remaining() < bytes) {
            int capacity = Math.max(2 * pending.capacity(), pending.position() + bytes);
            pending = ByteBuffer.allocate(capacity).put(pending.flip());
        }
    }

    private void note(long key, Place place) {
        forget(key);
        places.put(key, place);
        alive += place.recordLength();
    }

    private void forget(long key) {
        Place old = places.remove(key);
        if (old != null) {
            alive -= old.recordLength();
        }
    }

    private void read() throws IOException {
        long size = channel.size();
        if (size < MAGIC.length) {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(MAGIC), 0);
            written = MAGIC.length;
            return;
        }
        if (!ByteBuffer.wrap(MAGIC).equals(readAt(0, MAGIC.length))) {
            throw new IOException("the file " + path + " is none of a session");
        }
        written = MAGIC.length;
        while (readRecord(size)) {
            // written has moved on
        }
        if (written < size) {
            LOG.log(Level.WARNING, "The session in {0} was not written to its end: its last {1} bytes are cut off",
                    path,
                    size - written);
            channel.truncate(written);
        }
    }

    private boolean readRecord(long size) throws IOException {
        if (written + HEAD > size) {
            return false;
        }
        ByteBuffer head = readAt(written, HEAD);
        int length = head.getInt();
        if (length < SMALLEST_RECORD || length > LARGEST_RECORD || written + HEAD + length > size) {
            return false;
        }
        ByteBuffer body = readAt(written + HEAD, length);
        if (checksum(body.duplicate()) != head.getInt()) {
            return false;
        }
        apply(body.get(), body.getLong(), written + HEAD + SMALLEST_RECORD, body.remaining());
        written += HEAD + length;
        return true;
    }

    private void apply(byte operation, long key, long position, int length) {
        switch (operation) {
            case PUT -> note(key, new Place(position, length));
            case REMOVE -> forget(key);
            case CLEAR -> {
                places.clear();
                alive = 0;
            }
            default -> {} // there are no others: the checksum was right
        }
    }

    /// Writes what is alive to a new file. Until that is whole and on the disk, the old one stands.
    private void compact() throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        FileChannel target = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        Map<Long, Place> moved = new TreeMap<>();
        try {
            long at = target.write(ByteBuffer.wrap(MAGIC), 0);
            for (Map.Entry<Long, Place> entry : places.entrySet()) {
                long length = entry.getValue().recordLength();
                target.position(at);
                long from = entry.getValue().position - HEAD - SMALLEST_RECORD;
                for (long done = 0; done < length;) {
                    done += channel.transferTo(from + done, length - done, target);
                }
                moved.put(entry.getKey(), new Place(at + HEAD + SMALLEST_RECORD, entry.getValue().length));
                at += length;
            }
            target.force(true);
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (forced) {
                forceFolder();
            }
            channel.close();
            channel = target;
            written = at;
            places.putAll(moved);
        } catch (IOException impossible) {
            target.close();
            throw impossible;
        }
    }

    /// That the new file has the old one's name is to survive as well. Not every system can do, or needs, this.
    private void forceFolder() {
        try (FileChannel folder = FileChannel.open(path.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        } catch (IOException unsupported) {
            LOG.log(Level.DEBUG, "This system forces no folders: {0}", unsupported.getMessage());
        }
    }

    private ByteBuffer readAt(long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file " + path + " is shorter than it was");
            }
        }
        return buffer.flip();
    }

    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return (int) checksum.getValue();
    }
}
