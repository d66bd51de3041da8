package tidings.mqtt;

/// What one end says to the other.
///
/// One set of types serves every version of MQTT. What only 5.0 can say is in a packet's [Properties] and [ReasonCode],
/// which are [Properties#NONE] and [ReasonCode#SUCCESS] where 3.x spoke. Which version it was is known to the
/// connection, not to the packet.
public sealed interface Packet
        permits Connect, ConnAck, Publish, PubAck, PubRec, PubRel, PubComp, Subscribe, SubAck, Unsubscribe, UnsubAck,
        PingReq, PingResp, Disconnect, Auth {

    /// The packet id of a packet that has none, such as a [Publish] at most once.
    int NO_ID = 0;

    /// The largest packet id.
    int MAX_ID = 0xFFFF;

    /// A packet id, checked.
    ///
    /// @throws IllegalArgumentException unless it is 1 to 65,535
    static int requireId(int packetId) {
        if (packetId < 1 || packetId > MAX_ID) {
            throw new IllegalArgumentException("A packet id is 1 to 65535, not " + packetId);
        }
        return packetId;
    }
}
