/// Devices over MQTT: who comes in, what its topics mean, what is sent to it. Begin with `DeviceMount`.
@NullMarked
package tidings.device.mqtt;

import org.jspecify.annotations.NullMarked;
