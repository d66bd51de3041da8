package tidings.device.mqtt;

import tidings.broker.spi.Mount.Answer;
import tidings.device.store.Outcome;
import tidings.device.store.TooManyKeysException;
import tidings.mqtt.Message;
import tidings.mqtt.ReasonCode;
import tidings.storage.StorageException;

/// Acknowledges a message when what it says is stored.
final class Reply implements Outcome {

    private final Connection connection;
    private final Message message;
    private final Answer answer;

    Reply(Connection connection, Message message, Answer answer) {
        this.connection = connection;
        this.message = message;
        this.answer = answer;
    }

    @Override
    public void stored() {
        answer.accept(ReasonCode.SUCCESS);
    }

    @Override
    public void failed(StorageException why) {
        if (why.getCause() instanceof TooManyKeysException tooMany) {
            connection.reject(message, tooMany.getMessage(), ReasonCode.QUOTA_EXCEEDED, answer);
        } else {
            connection.reject(message, why.getMessage(), ReasonCode.UNSPECIFIED_ERROR, answer);
        }
    }
}
