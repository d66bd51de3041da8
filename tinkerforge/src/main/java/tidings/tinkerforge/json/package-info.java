/// JSON as tinkerforge_mqtt reads and writes it, to the letter: its users compare texts, and look for its messages.
///
/// That program is in Python, whose rules these are: which numbers are whole, how floats are written, what is said of a
/// missing comma.
@NullMarked
package tidings.tinkerforge.json;

import org.jspecify.annotations.NullMarked;
