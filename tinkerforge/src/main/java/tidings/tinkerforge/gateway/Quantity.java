package tidings.tinkerforge.gateway;

import tidings.tinkerforge.catalog.Callback;
import tidings.tinkerforge.catalog.Element;
import tidings.tinkerforge.catalog.Meaning;

/// Values as people read them: in their unit, by their name.
final class Quantity {

    private Quantity() {}

    /// What a value is called beside those of other callbacks.
    static String key(Callback callback, Element element) {
        return callback.elements().size() == 1 ? callback.name() : callback.name() + "_" + element.name();
    }

    /// A value in the unit of its element, or its symbol.
    static Object shown(Element element, Object value) {
        String symbol = element.symbols() == null ? null : element.symbols().symbol(value);
        if (symbol != null) {
            return symbol;
        }
        Meaning meaning = element.meaning();
        boolean isScaled = meaning.numerator() != meaning.denominator();
        return isScaled && value instanceof Number number
                ? (Object) (number.doubleValue() * meaning.numerator() / meaning.denominator())
                : value;
    }
}
