package tidings.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tidings.broker.Broker;

/// Has a broker read its files again when the process is told to, by SIGHUP.
///
/// Signals are heard by `sun.misc.Signal`, which the JDK has kept open for want of anything else (JEP 260), but about which
/// the compiler cannot be silenced: so it is called by its name.
final class Reload {

    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    private Reload() {}

    static void onSignal(Broker broker) {
        handle("HUP", () -> {
            if (broker.reload().isEmpty()) {
                LOG.info("Everything that can be has been read again");
            }
        });
    }

    private static void handle(String name, Runnable task) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object handler = Proxy.newProxyInstance(
                    handlers.getClassLoader(), new Class<?>[]{handlers}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            task.run();
                        }
                        return null;
                    });
            Object signal = signals.getConstructor(String.class).newInstance(name);
            signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
        } catch (ReflectiveOperationException absent) {
            Throwable why = absent instanceof InvocationTargetException refused ? refused.getCause() : absent;
            LOG.debug("There is no SIG{} here: nothing is read again while the server runs", name, why);
        }
    }
}
