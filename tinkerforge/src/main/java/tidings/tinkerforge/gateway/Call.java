package tidings.tinkerforge.gateway;

import java.util.List;
import tidings.tinkerforge.catalog.Device;
import tidings.tinkerforge.catalog.Function;
import tidings.tinkerforge.catalog.Stream;
import tidings.tinkerforge.daemon.Outcome;
import tidings.tinkerforge.daemon.Turn;
import tidings.tinkerforge.tfp.OutOfRangeException;
import tidings.tinkerforge.tfp.Payloads;

/// One request to a device, from the moment its arguments are understood.
///
/// @param answerWanted whether the device is to say how it went: as it was when the request came
/// @param answers where the answer goes
record Call(
        Brick brick, Device.Callable callable, List<Object> arguments, boolean answerWanted, Answers answers)
        implements
            Turn.Task {

    private static final String GET_IDENTITY = "get_identity";

    /// Goes on with the values of a packet that came.
    interface Next {
        void take(List<Object> values);
    }

    Function function() {
        return callable.function();
    }

    @Override
    public void run(Turn turn) {
        brick.identify(turn, wrong -> {
            Stream stream = callable.stream();
            if (wrong != null) {
                if (stream == null) {
                    answers.failed(wrong);
                } else {
                    answers.refused(wrong);
                }
                turn.end();
            } else if (stream == null) {
                send(turn, arguments, values -> done(turn, values));
            } else if (stream.in()) {
                new StreamedWrite(this, stream, turn).run();
            } else {
                new StreamedRead(this, stream, turn).run();
            }
        });
    }

    private void done(Turn turn, List<Object> values) {
        if (callable.name().equals(GET_IDENTITY)) {
            answers.identity(values);
        } else {
            answers.done(values);
        }
        turn.end();
    }

    /// Sends a packet of the function. If something goes wrong the call has failed, and the turn ends.
    ///
    /// @param next is given the values of the answer: none where none was asked for
    void send(Turn turn, List<Object> packet, Next next) {
        Function function = function();
        try {
            turn.call(function.id(), Payloads.write(function.request(), packet), answerWanted,
                    outcome -> received(turn, outcome, next));
        } catch (OutOfRangeException tooLarge) {
            fail(turn, String.valueOf(tooLarge.getMessage()));
        }
    }

    private void received(Turn turn, Outcome outcome, Next next) {
        switch (outcome) {
            case Outcome.Failed failed -> fail(turn, Failures.text(failed));
            case Outcome.Answer answer -> {
                List<Object> values;
                try {
                    values = Payloads.read(function().response(), answer.payload());
                } catch (Payloads.WrongLengthException wrong) {
                    fail(turn, String.valueOf(wrong.getMessage()));
                    return;
                }
                next.take(values);
            }
        }
    }

    private void fail(Turn turn, String text) {
        answers.failed(text);
        turn.end();
    }
}
