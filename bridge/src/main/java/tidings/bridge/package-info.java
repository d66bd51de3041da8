/// Joins a broker to others: what is published on one side is published on the other as well. Begin with
/// [tidings.bridge.BridgeConfig], then [tidings.bridge.Bridge].
@NullMarked
package tidings.bridge;

import org.jspecify.annotations.NullMarked;
