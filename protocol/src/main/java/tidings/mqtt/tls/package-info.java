/// What client and broker have in common where they speak TLS: the files that keys come in.
@NullMarked
package tidings.mqtt.tls;

import org.jspecify.annotations.NullMarked;
