package tidings.broker.session;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tidings.broker.Limits;
import tidings.broker.spi.Authorizer;
import tidings.broker.spi.Interceptor;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;

/// What the broker lets its clients do.
///
/// @param authorizer decides over topics
/// @param responseTopics what a client is told to begin its response topics with, `%c` standing for its client id; null
///        for nothing
/// @param interceptors that look at what clients do
public record Policy(
        Limits limits, Authorizer authorizer, @Nullable String responseTopics, List<Interceptor> interceptors) {

    /// Why a client may not come in as it asks to, though its login is good; or null.
    public @Nullable ReasonCode objection(Admission admission) {
        Message will = admission.connect().will();
        Access access = Access.of(this, admission.client());
        boolean mayLeaveIt = will == null || access == null || access.mayPublish(will.topic());
        return mayLeaveIt ? null : ReasonCode.NOT_AUTHORIZED;
    }

    Policy within(Limits others) {
        return new Policy(others, authorizer, responseTopics, interceptors);
    }

    /// Everything, within limits.
    public static Policy of(Limits limits) {
        return new Policy(limits, Authorizer.ALL, null, List.of());
    }
}
