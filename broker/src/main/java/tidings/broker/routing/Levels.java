package tidings.broker.routing;

import java.util.ArrayList;
import java.util.List;

/// The levels of a topic or filter: what is between the slashes.
final class Levels {

    private Levels() {}

    static List<String> of(String text) {
        List<String> levels = new ArrayList<>(8);
        int from = 0;
        for (int slash = text.indexOf('/'); slash >= 0; slash = text.indexOf('/', from)) {
            levels.add(text.substring(from, slash));
            from = slash + 1;
        }
        levels.add(text.substring(from));
        return levels;
    }
}
