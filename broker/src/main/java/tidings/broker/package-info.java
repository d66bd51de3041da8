/// An MQTT broker, alone or inside another program. Begin at [tidings.broker.Broker].
@NullMarked
package tidings.broker;

import org.jspecify.annotations.NullMarked;
