package tidings.broker.session;

/// Why a message is lost to one client, and what an operator can do about it.
enum Drop {
    QUEUE_FULL(
            Count.DROPPED_QUEUE_FULL,
            "its queue is full: raise --max-queued-messages or --max-queued-bytes, or have the client read faster"),
    OVERLOAD(
            Count.DROPPED_OVERLOAD,
            "too much waits for all sessions together: raise --max-queued-bytes-in-all, or have clients read faster"),
    TOO_LARGE(
            Count.DROPPED_TOO_LARGE,
            "it is larger than the Maximum Packet Size that the client set in its CONNECT: raise it there"),
    NOT_RETAINED(
            Count.DROPPED_NOT_RETAINED,
            "it is not retained: raise --max-retained-messages or --max-retained-bytes, or remove retained messages");

    private final Count count;
    private final String advice;

    Drop(Count count, String advice) {
        this.count = count;
        this.advice = advice;
    }

    Count count() {
        return count;
    }

    String advice() {
        return advice;
    }
}
