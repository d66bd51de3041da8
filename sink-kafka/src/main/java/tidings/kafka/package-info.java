/// Events of the device server to Kafka.
@NullMarked
package tidings.kafka;

import org.jspecify.annotations.NullMarked;
