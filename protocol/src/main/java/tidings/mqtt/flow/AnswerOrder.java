package tidings.mqtt.flow;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Lets answers out in the order of what they answer (MQTT 5.0, 4.6), whichever is ready first.
///
/// One owner, no threads.
///
/// @param <A> the answer, such as a PUBACK
public final class AnswerOrder<A> {

    private final Queue<Owed<A>> owed = new ArrayDeque<>();
    private final Consumer<? super A> out;

    /// An answer that is owed. May be part of what it answers.
    public interface Owed<A> {

        /// What was said, or null as long as nothing was.
        @Nullable
        A answer();

        /// Says it; only its order does so.
        void answer(A answer);
    }

    /// One by itself.
    private static final class Place<A> implements Owed<A> {
        private @Nullable A answer;

        @Override
        public @Nullable A answer() {
            return answer;
        }

        @Override
        public void answer(A said) {
            answer = said;
        }
    }

    /// @param out takes answers, in order, within [#complete]
    public AnswerOrder(Consumer<? super A> out) {
        this.out = out;
    }

    /// Something came that wants an answer, after all that came before it.
    public Owed<A> owe() {
        Owed<A> last = new Place<>();
        owe(last);
        return last;
    }

    /// Something came that wants this answer, after all that came before it.
    public void owe(Owed<A> last) {
        owed.add(last);
    }

    /// An answer is ready: it leaves now, with those behind it that waited for it, or later.
    public void complete(Owed<A> one, A answer) {
        one.answer(answer);
        for (Owed<A> head = owed.peek(); head != null; head = owed.peek()) {
            A ready = head.answer();
            if (ready == null) {
                return;
            }
            owed.remove();
            out.accept(ready);
        }
    }

    /// How many answers are owed.
    public int size() {
        return owed.size();
    }

    /// Forgets what is owed: the connection is gone. Completing one of them later does nothing.
    public void clear() {
        owed.clear();
    }
}
