/// What devices and people write: values and their types, telemetry and attributes, read straight from bytes.
@NullMarked
package tidings.device.json;

import org.jspecify.annotations.NullMarked;
