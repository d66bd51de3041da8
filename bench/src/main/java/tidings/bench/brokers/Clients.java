package tidings.bench.brokers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/// Brings clients in: opens connections and waits until all are answered. One thread.
final class Clients implements Hearer {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int CONNACK_BYTES = 2;

    private final Generator generator;
    private int owed;
    private int present;

    Clients(Generator generator) {
        this.generator = generator;
    }

    /// Connects some, so many of them at the same time.
    Connection[] connect(String name, int count, boolean clean, int atOnce) throws IOException {
        Connection[] connections = new Connection[count];
        for (int i = 0; i < count; i++) {
            connections[i] = generator.connect(name + i, clean, i);
            owed++;
            await(atOnce - 1);
        }
        await(0);
        return connections;
    }

    /// Waits until no more than some are unanswered.
    void await(int most) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (owed > most) {
            generator.turn(this);
            if (System.nanoTime() > end) {
                throw new IOException(owed + " clients are not answered");
            }
        }
    }

    /// One more will be answered.
    void owe() {
        owed++;
    }

    /// How many found a session of theirs.
    int present() {
        return present;
    }

    @Override
    public void answered(Connection connection, ByteBuffer rest) {
        owed--;
        present += rest.remaining() >= CONNACK_BYTES && rest.get() == 1 ? 1 : 0;
    }

    @Override
    public void heard(Connection connection, int publisher, int message) {
        throw new IllegalStateException("A message came before anybody published");
    }

    @Override
    public void acknowledged(Connection connection) {
        throw new IllegalStateException("An acknowledgement came before anybody published");
    }

    @Override
    public void closed(Connection connection) {
        throw new IllegalStateException("The broker closes the connection of a new client");
    }
}
