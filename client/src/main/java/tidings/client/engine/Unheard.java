package tidings.client.engine;

/// Nobody waits for this answer. What was refused the server says in the log of its own.
final class Unheard<T> implements Reply<T> {

    @Override
    public void done(T answer) {}

    @Override
    public void failed(Failure failure) {}
}
