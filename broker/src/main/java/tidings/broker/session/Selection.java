package tidings.broker.session;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tidings.broker.Listing;

/// A part of a list that is nowhere in order: found in one pass over what comes in any order, with no more memory than the
/// part takes.
///
/// One owner, no threads.
final class Selection<T> {

    private final Function<T, Cursor> place;
    private final Cursor after;
    private final int count;
    private final PriorityQueue<T> kept;
    private long total;

    /// @param place where one stands in the list; no two stand at the same place
    Selection(Listing.Part part, Function<T, Cursor> place) {
        this.place = place;
        this.after = Cursor.parse(part.after());
        this.count = part.count();
        this.kept = new PriorityQueue<>(Comparator.comparing(place, Cursor.ORDER).reversed());
    }

    void add(T one) {
        total++;
        Cursor at = place.apply(one);
        if (!after.isBefore(at)) {
            return;
        }
        if (kept.size() <= count) { // one more than is asked for tells whether there are more
            kept.add(one);
        } else if (at.isBefore(place.apply(kept.element()))) {
            kept.remove();
            kept.add(one);
        }
    }

    /// The part, in order, and where it goes on.
    Listing<T> listing() {
        List<T> all = new ArrayList<>(kept);
        all.sort(Comparator.comparing(place, Cursor.ORDER));
        List<T> page = List.copyOf(all.subList(0, Math.min(count, all.size())));
        @Nullable
        String next = all.size() > count ? place.apply(page.get(count - 1)).toString() : null;
        return new Listing<>(page, total, next);
    }
}
