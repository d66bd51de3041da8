package tidings.broker.session;

/// Runs a task when it has been run itself a number of times. Used on one loop only.
final class Countdown implements Runnable {

    private int left;
    private final Runnable task;

    Countdown(int times, Runnable task) {
        this.left = times;
        this.task = task;
    }

    @Override
    public void run() {
        if (--left == 0) {
            task.run();
        }
    }
}
