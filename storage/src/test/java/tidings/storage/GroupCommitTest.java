package tidings.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tidings.storage.Numbers.Insert;

class GroupCommitTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void answersWhenReadersSeeIt(Durability durability) {
        try (Database database = Database.open(Numbers.config(folder).durability(durability))) {
            for (long n = 0; n < 20; n++) {
                Insert insert = new Insert(n);
                assertThat(database.writer().offer(insert)).isTrue();
                insert.outcome.join();
                assertThat(Numbers.in(database)).hasSize((int) n + 1);
            }
        }
    }

    @Test
    void keepsTheOrderOfEachThread() throws InterruptedException {
        try (Database database = Numbers.open(folder)) {
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                long name = t;
                threads.add(Thread.ofPlatform()
                        .start(() -> LongStream.range(0, 500)
                                .forEach(
                                        i -> database.writer()
                                                .submit(on -> on.run("INSERT INTO text (t) VALUES (?)",
                                                        name + " " + i)))));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            database.write(on -> 0);
            List<String> texts =
                    database.query(on -> on.list(row -> row.getString(1), "SELECT t FROM text ORDER BY rowid"));
            assertThat(texts).hasSize(2_000);
            for (int t = 0; t < 4; t++) {
                String prefix = t + " ";
                assertThat(texts.stream().filter(text -> text.startsWith(prefix)))
                        .containsExactlyElementsOf(
                                LongStream.range(0, 500).mapToObj(i -> prefix + i).toList());
            }
        }
    }

    @RepeatedTest(20)
    @Timeout(60)
    void endsAlsoAmidAGathering() {
        List<Insert> inserts = LongStream.range(0, 300).mapToObj(Insert::new).toList();
        try (Database database = Database.open(
                Numbers.config(folder).durability(Durability.MEMORY).gathering(Duration.ofMillis(2)))) {
            for (Insert insert : inserts) {
                assertThat(database.writer().offer(insert)).isTrue();
                insert.outcome.join(); // so that it gathers in vain
            }
        }
    }

    @Test
    void whoFailsFailsAlone() {
        try (Database database = Numbers.open(folder)) {
            Insert before = new Insert(1);
            Insert repeated = new Insert(1);
            Insert after = new Insert(2);
            asOneGroup(database, before, repeated, after);
            before.outcome.join();
            after.outcome.join();
            assertThatThrownBy(repeated.outcome::join).hasMessageContaining("UNIQUE");
            assertThat(Numbers.in(database)).containsExactly(1L, 2L);
        }
    }

    @Test
    void whatAChangeThrowsReachesWhoAskedForIt() {
        try (Database database = Numbers.open(folder)) {
            assertThatThrownBy(() -> database.write(on -> {
                on.run("INSERT INTO number (n) VALUES (7)");
                throw new IllegalArgumentException("no sevens");
            })).isInstanceOf(IllegalArgumentException.class).hasMessage("no sevens");
            assertThat(Numbers.in(database)).isEmpty();
        }
    }

    @Test
    void turnsAwayWhatIsTooMuchAndTellsWhenThereIsRoom() {
        try (Database database = Database.open(Numbers.config(folder).waitingBytes(10))) {
            CountDownLatch gate = block(database);
            List<Insert> taken =
                    LongStream.range(0, 20).mapToObj(Insert::new).filter(database.writer()::offer).toList();
            assertThat(taken).hasSizeLessThan(11);
            CompletableFuture<@Nullable Void> room = new CompletableFuture<>();
            database.writer().whenRoom(() -> room.complete(null));
            assertThat(room).isNotDone();
            gate.countDown();
            room.join();
            assertThat(database.writer().offer(new Insert(100))).isTrue();
        }
    }

    @Test
    void closingWritesWhatWaits() {
        Insert last = new Insert(2);
        try (Database database = Numbers.open(folder)) {
            asOneGroup(database, new Insert(1), last);
        }
        assertThat(last.outcome).isCompleted();
        try (Database again = Numbers.open(folder)) {
            assertThat(Numbers.in(again)).containsExactly(1L, 2L);
        }
    }

    @Test
    void failsWhatComesAfterClosing() {
        Database database = Numbers.open(folder);
        database.close();
        Insert late = new Insert(1);
        assertThat(database.writer().offer(late)).isTrue();
        assertThatThrownBy(late.outcome::join).hasMessageContaining("closed");
    }

    @Test
    void nothingIsLostWhileItCloses() throws InterruptedException {
        Database database = Numbers.open(folder);
        List<Insert> offered = new ArrayList<>();
        Thread producer = Thread.ofPlatform().start(() -> {
            for (long n = 0; n < 5_000; n++) {
                Insert insert = new Insert(n);
                offered.add(insert);
                database.writer().offer(insert);
            }
        });
        database.write(on -> 0);
        database.close();
        producer.join();
        assertThat(offered).allMatch(insert -> insert.outcome.isDone());
        try (Database again = Numbers.open(folder)) {
            long written = offered.stream().filter(insert -> !insert.outcome.isCompletedExceptionally()).count();
            assertThat(Numbers.in(again)).hasSize((int) written);
        }
    }

    @Test
    void aFullDiskRefusesAndRecovers() {
        try (Database database = Numbers.open(folder)) {
            database.write(on -> on.number("PRAGMA max_page_count = 20"));
            byte[] much = new byte[200_000];
            ThreadLocalRandom.current().nextBytes(much);
            String text = Arrays.toString(much);
            assertThatThrownBy(() -> database.write(on -> on.run("INSERT INTO text (t) VALUES (?)", text)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("full");
            Insert small = new Insert(1);
            database.writer().offer(small);
            small.outcome.join();
            database.write(on -> on.number("PRAGMA max_page_count = 1000000"));
            database.write(on -> on.run("INSERT INTO text (t) VALUES (?)", text));
            assertThat(Numbers.in(database)).containsExactly(1L);
        }
    }

    @Test
    void opensAnewAfterItsConnectionIsLost() {
        try (Database database = Numbers.open(folder)) {
            assertThatThrownBy(() -> database.write(on -> {
                on.close();
                return on.run("INSERT INTO number (n) VALUES (1)");
            })).isInstanceOf(StorageException.class);
            database.write(on -> on.run("INSERT INTO number (n) VALUES (2)"));
            assertThat(Numbers.in(database)).containsExactly(2L);
        }
    }

    @Test
    void anAnswerThatThrowsHarmsNobody() {
        try (Database database = Numbers.open(folder)) {
            database.writer().offer(new Work() {
                @Override
                public void write(Statements on) {}

                @Override
                public void committed() {
                    throw new IllegalStateException("clumsy");
                }

                @Override
                public void failed(StorageException why) {}
            });
            assertThat(database.<Long>write(on -> on.number("SELECT 7"))).isEqualTo(7L);
        }
    }

    @Test
    @Timeout(60)
    void whoFollowsFindsRoomAndGoesWithTheNextGroup() {
        try (Database database = Database.open(Numbers.config(folder).waitingBytes(1))) {
            CompletableFuture<Boolean> refused = new CompletableFuture<>();
            Insert waiting = new Insert(1);
            Insert follower = new Insert(2);
            database.writer().offer(new Work() {
                @Override
                public void write(Statements on) {}

                @Override
                public void committed() {
                    database.writer().offer(waiting);
                    refused.complete(!database.writer().offer(new Insert(3)));
                    database.writer().follow(follower);
                }

                @Override
                public void failed(StorageException why) {
                    throw why;
                }
            });
            assertThat(refused.join()).isTrue();
            waiting.outcome.join();
            assertThat(follower.outcome).isCompleted();
            assertThat(Numbers.in(database)).containsExactly(1L, 2L);
        }
    }

    @Test
    @Timeout(60)
    void anErrorEndsTheWriterAndAnswersEverybody() {
        Insert first = new Insert(1);
        Insert waiting = new Insert(2);
        Insert late = new Insert(3);
        try (Database database = Numbers.open(folder)) {
            Work hungry = new Work() {
                @Override
                public void write(Statements on) {}

                @Override
                public void committed() {
                    assertThat(database.writer().offer(waiting)).isTrue();
                    throw new OutOfMemoryError("not really");
                }

                @Override
                public void failed(StorageException why) {}
            };
            CountDownLatch gate = block(database);
            assertThat(database.writer().offer(first)).isTrue();
            assertThat(database.writer().offer(hungry)).isTrue();
            gate.countDown();
            first.outcome.join();
            assertThatThrownBy(waiting.outcome::join).hasMessageContaining("not really");
            assertThat(database.writer().offer(late)).isTrue();
            assertThatThrownBy(late.outcome::join).hasMessageContaining("closed");
        }
        try (Database again = Numbers.open(folder)) {
            assertThat(Numbers.in(again)).containsExactly(1L);
        }
    }

    /// Work that is offered while the writer is busy is one group.
    private static void asOneGroup(Database database, Insert... inserts) {
        CountDownLatch gate = block(database);
        for (Insert insert : inserts) {
            assertThat(database.writer().offer(insert)).isTrue();
        }
        gate.countDown();
    }

    private static CountDownLatch block(Database database) {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        database.writer().offer(new Work() {
            @Override
            public void write(Statements on) {
                reached.countDown();
                await(gate);
            }

            @Override
            public void committed() {}

            @Override
            public void failed(StorageException why) {
                throw why;
            }

            @Override
            public int weight() {
                return 1;
            }
        });
        await(reached);
        return gate;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
