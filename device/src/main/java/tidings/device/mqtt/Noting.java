package tidings.device.mqtt;

import org.jspecify.annotations.Nullable;
import tidings.broker.spi.Downlink.Receipt;
import tidings.broker.spi.Mount.Answer;
import tidings.device.core.MessageLog;
import tidings.device.core.MessageLog.Note;
import tidings.device.core.MessageLog.Notes;
import tidings.device.core.MessageLog.Way;
import tidings.device.store.Device;
import tidings.device.store.Outcome;
import tidings.mqtt.Bytes;
import tidings.mqtt.Message;
import tidings.mqtt.Qos;
import tidings.mqtt.ReasonCode;
import tidings.storage.StorageException;

/// Notes what a device says and is told, where somebody looks: whoever is told how it went is told through these.
/// Where nobody looks they are not made.
final class Noting {

    private Noting() {}

    /// The device published.
    static Answer came(MessageLog log, Device device, Message message, Answer answer) {
        Notes notes = log.of(device.no());
        return notes == null ? answer : new NotedAnswer(came(notes, message), answer);
    }

    /// Its gateway published something of it: in a message that says something of others as well, and is not shown.
    static Outcome came(MessageLog log, Device device, Message message, Outcome outcome) {
        Notes notes = log.of(device.no());
        return notes == null
                ? outcome
                : new NotedOutcome(
                        notes.add(Way.FROM_DEVICE, kind(message), message.topic().text(), Bytes.EMPTY), outcome);
    }

    /// It is told something.
    ///
    /// @param receipt who else wants to know how far it comes, or null
    /// @return who wants to know it, or null
    static @Nullable Receipt went(MessageLog log, Device device, Message message, @Nullable Receipt receipt) {
        Notes notes = log.of(device.no());
        if (notes == null) {
            return receipt;
        }
        Note note = notes.add(Way.TO_DEVICE, kind(message), message.topic().text(), message.payload());
        return new NotedReceipt(note, message.qos(), receipt);
    }

    /// Something else happened to its connection.
    static void happened(MessageLog log, Device device, String kind, String what, String result) {
        Notes notes = log.of(device.no());
        if (notes != null) {
            notes.add(Way.FROM_DEVICE, kind, what, Bytes.EMPTY).result(result);
        }
    }

    /// It subscribed to something, or has heard enough of it.
    static ReasonCode came(MessageLog log, Device device, String kind, String filter, ReasonCode result) {
        Notes notes = log.of(device.no());
        if (notes != null) {
            tell(notes.add(Way.FROM_DEVICE, kind, filter, Bytes.EMPTY), result);
        }
        return result;
    }

    private static Note came(Notes notes, Message message) {
        return notes.add(Way.FROM_DEVICE, kind(message), message.topic().text(), message.payload());
    }

    private static String kind(Message message) {
        return "PUBLISH, QoS " + message.qos().level();
    }

    private static void tell(Note note, ReasonCode reason) {
        if (reason.isError()) {
            note.refused(reason.text());
        } else {
            note.result(reason == ReasonCode.SUCCESS ? "accepted" : reason.text());
        }
    }

    /// What is answered, and why it is refused.
    static final class NotedAnswer implements Answer {
        private final Note note;
        private final Answer answer;
        private @Nullable String why;

        private NotedAnswer(Note note, Answer answer) {
            this.note = note;
            this.answer = answer;
        }

        /// Says why, before it is refused.
        void because(String reason) {
            why = reason;
        }

        @Override
        public void accept(ReasonCode reason) {
            if (why == null) {
                tell(note, reason);
            } else {
                note.refused(why);
            }
            answer.accept(reason);
        }

        @Override
        public void refuse(ReasonCode reason) {
            note.refused(why == null ? reason.text() : why);
            answer.refuse(reason);
        }
    }

    private record NotedOutcome(Note note, Outcome outcome) implements Outcome {

        @Override
        public void stored() {
            note.result("stored");
            outcome.stored();
        }

        @Override
        public void failed(StorageException why) {
            note.refused(why.getMessage());
            outcome.failed(why);
        }
    }

    private record NotedReceipt(Note note, Qos qos, @Nullable Receipt receipt) implements Receipt {

        @Override
        public void sent() {
            note.result("sent");
            if (receipt != null) {
                receipt.sent();
            }
        }

        @Override
        public void delivered() {
            if (qos != Qos.AT_MOST_ONCE) {
                note.result("delivered");
            }
            if (receipt != null) {
                receipt.delivered();
            }
        }
    }
}
