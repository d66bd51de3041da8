/// Alarms: rules over what devices report, and what comes of them. Begin with `Alarms`.
@NullMarked
package tidings.device.alarm;

import org.jspecify.annotations.NullMarked;
