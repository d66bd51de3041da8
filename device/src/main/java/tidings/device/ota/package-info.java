/// The files of firmware and software: kept on disk, checked, read in pieces.
@NullMarked
package tidings.device.ota;

import org.jspecify.annotations.NullMarked;
