package tidings.mqtt;

/// What a client wants to hear, and how (MQTT 5.0, 3.8.3.1). The last three are always false, false and
/// [RetainHandling#SEND] in 3.x.
///
/// @param qos the best quality the client wants
/// @param noLocal whether it does not want its own messages
/// @param retainAsPublished whether the retain flag is to be left as the publisher set it
/// @param retainHandling whether retained messages are wanted now
public record Subscription(
        TopicFilter filter, Qos qos, boolean noLocal, boolean retainAsPublished, RetainHandling retainHandling) {

    /// When retained messages are sent; the order is that of the wire.
    public enum RetainHandling {
        /// At every subscribe.
        SEND,
        /// Only if the subscription is new.
        SEND_IF_NEW,
        /// Never.
        DO_NOT_SEND
    }

    /// As 3.x knows it.
    ///
    /// @throws IllegalArgumentException if the filter is none
    public static Subscription of(String filter, Qos qos) {
        return new Subscription(TopicFilter.of(filter), qos, false, false, RetainHandling.SEND);
    }
}
