/// MQTT on one side, bricks on the other: what comes in on a topic becomes a call, its outcome a message.
///
/// Begin with [Bridge], which sees every message first. One code path serves all devices: [Arguments] become the payload of
/// a packet as the catalog says, and [Results] JSON. Everything here belongs to one event loop; nothing waits.
@NullMarked
package tidings.tinkerforge.gateway;

import org.jspecify.annotations.NullMarked;
