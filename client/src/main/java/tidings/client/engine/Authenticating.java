package tidings.client.engine;

import org.jspecify.annotations.Nullable;
import tidings.client.engine.Reply.Failure;
import tidings.mqtt.Auth;
import tidings.mqtt.Bytes;
import tidings.mqtt.ConnAck;
import tidings.mqtt.Properties;
import tidings.mqtt.Property;
import tidings.mqtt.ReasonCode;

/// Who asks and who answers in an enhanced authentication (MQTT 5.0, 4.12): one before the CONNACK, any number after it.
final class Authenticating {

    private @Nullable String method;
    private @Nullable Reply<Auth> again;
    private boolean asked;

    /// A connection begins, with this CONNECT.
    void begin(Properties connect) {
        method = connect.get(Property.AUTHENTICATION_METHOD);
        asked = false;
    }

    /// What is wrong with a CONNACK that lets the client in, or null.
    @Nullable
    String objectionTo(ConnAck ack) { // [MQTT-4.12.0-5], [MQTT-4.12.0-6]
        String named = ack.properties().get(Property.AUTHENTICATION_METHOD);
        if (method == null) {
            return named == null ? null : "The server authenticates by '" + named + "' unasked";
        }
        return method.equals(named) ? null : "The server authenticates by '" + named + "', not by '" + method + "'";
    }

    /// What is wrong with an AUTH, or null.
    ///
    /// @param connected whether the server has let the client in
    @Nullable
    String objectionTo(Auth auth, boolean connected) {
        if (method == null || !method.equals(auth.properties().get(Property.AUTHENTICATION_METHOD))) {
            return "The server authenticates by another method, or unasked";
        }
        boolean question = auth.reason() == ReasonCode.CONTINUE_AUTHENTICATION;
        boolean end = auth.reason() == ReasonCode.SUCCESS && connected;
        return (question || end) && (!connected || again != null) ? null : "The server sent AUTH out of turn";
    }

    /// A question came.
    void question() {
        asked = true;
    }

    /// The answer to the question, or null where there is none to be answered.
    @Nullable
    Auth answer(@Nullable Bytes data) {
        if (!asked) {
            return null;
        }
        asked = false;
        return auth(ReasonCode.CONTINUE_AUTHENTICATION, data);
    }

    /// Begins anew.
    ///
    /// @return what to send, or null where it is not to be begun now, and the reply has been told so
    @Nullable
    Auth again(@Nullable Bytes data, Reply<Auth> reply) {
        if (method == null || again != null) {
            String text = method == null ? "There is no authentication method" : "An authentication is under way";
            reply.failed(new Failure.Refused(false, ReasonCode.BAD_AUTHENTICATION_METHOD, text, Properties.NONE));
            return null;
        }
        again = reply;
        return auth(ReasonCode.RE_AUTHENTICATE, data);
    }

    /// The server is content.
    void done(Auth auth) {
        Reply<Auth> reply = again;
        again = null;
        if (reply != null) {
            reply.done(auth);
        }
    }

    /// The connection is gone.
    void lost() {
        Reply<Auth> reply = again;
        again = null;
        asked = false;
        if (reply != null) {
            reply.failed(new Failure.Lost());
        }
    }

    private Auth auth(ReasonCode reason, @Nullable Bytes data) {
        Properties named = Properties.NONE.with(Property.AUTHENTICATION_METHOD, String.valueOf(method));
        return new Auth(reason, data == null ? named : named.with(Property.AUTHENTICATION_DATA, data));
    }
}
