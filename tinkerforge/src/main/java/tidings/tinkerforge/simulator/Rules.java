package tidings.tinkerforge.simulator;

import java.util.List;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Meaning;
import tidings.tinkerforge.catalog.Role;

/// Whether a device would take arguments: what the catalog says of symbols and ranges.
final class Rules {

    private Rules() {}

    static boolean allow(List<Element> elements, List<Object> values) {
        for (int i = 0; i < elements.size(); i++) {
            Element element = elements.get(i);
            if (element.role() == Role.NONE && !allows(element, values.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean allows(Element element, Object value) {
        if (value instanceof List<?> items) {
            return items.stream().allMatch(item -> allows(element, item));
        }
        List<Meaning.Range> ranges = element.meaning().ranges();
        boolean isNamed = element.symbols() != null && element.symbols().symbol(value) != null;
        if (isNamed || (ranges.isEmpty() && element.symbols() == null)) {
            return true;
        }
        long number = switch (value) {
            case Character character -> character;
            case Number any -> any.longValue();
            default -> 0;
        };
        return ranges.stream().anyMatch(range -> range.holds(number)) || !(value instanceof Number);
    }
}
