package tidings.tinkerforge.simulator;

import java.util.ArrayList;
import java.util.List;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Meaning;
import tidings.tinkerforge.catalog.Type;

/// Makes up what a brick measures: values that its device could have, which follow from brick, element and step alone.
///
/// From step to step a number moves a little, up and down; a state takes its turn.
final class Readings {

    private static final int STEPS = 60;
    private static final long UNBOUNDED = 1_000;
    private static final long FAR = 1_000_000;
    private static final String LETTERS = "tidings";

    private final int seed;

    /// @param seed differs from brick to brick
    Readings(int seed) {
        this.seed = seed;
    }

    /// One value for each element.
    List<Object> make(List<Element> elements, long step) {
        List<Object> values = new ArrayList<>(elements.size());
        for (Element element : elements) {
            values.add(make(element, Math.max(0, element.length()), step));
        }
        return values;
    }

    /// The value of an element, with so many items if it is an array.
    Object make(Element element, int items, long step) {
        if (!element.isArray()) {
            return item(element, 0, step);
        }
        List<Object> values = new ArrayList<>(items);
        for (int i = 0; i < items; i++) {
            values.add(item(element, i, step));
        }
        return values;
    }

    private Object item(Element element, int index, long step) {
        long phase = step + seed + index + element.name().hashCode() % STEPS;
        if (element.symbols() != null) {
            List<Object> choices = List.copyOf(element.symbols().values().values());
            return choices.get((int) Math.floorMod(phase, (long) choices.size()));
        }
        return switch (element.type()) {
            case BOOL -> phase % 2 == 0;
            case STRING -> LETTERS.substring(0, Math.min(LETTERS.length(), element.chars()));
            case FLOAT -> wave(range(element), phase) / 2f;
            case CHAR -> (char) wave(range(element), phase);
            default -> wave(range(element), phase);
        };
    }

    /// The middle half of a range, up and down.
    private static long wave(Meaning.Range range, long phase) {
        long span = (range.high() - range.low()) / 2;
        long at = Math.floorMod(phase, (long) STEPS);
        long height = Math.min(at, STEPS - at);
        return range.low() + span / 2 + span * height * 2 / STEPS;
    }

    private static Meaning.Range range(Element element) {
        List<Meaning.Range> ranges = element.meaning().ranges();
        if (ranges.isEmpty()) {
            return element.type() == Type.CHAR ? new Meaning.Range('a', 'z') : new Meaning.Range(0, most(element));
        }
        Meaning.Range range = ranges.get(ranges.size() - 1);
        if (element.type() == Type.FLOAT || element.type() == Type.CHAR) {
            return range;
        }
        long low = Math.max(range.low(), Math.max(element.type().lowest(), -FAR));
        return new Meaning.Range(low, Math.min(range.high(), Math.min(element.type().highest(), low + 2 * FAR)));
    }

    private static long most(Element element) {
        return element.type().bytes() > 1 ? UNBOUNDED : Byte.MAX_VALUE;
    }
}
